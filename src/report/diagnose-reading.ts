import type { Check } from '../model/doctor.ts';
import type { MachineFacts } from '../model/machine.ts';

/** Node.js, the syscall tables of this machine, and threads for large files. */
export function diagnoseReading({ node, abi, machine, threads }: MachineFacts): readonly Check[] {
  const rest = { group: 'ingest', details: [], problems: [] } as const;
  return [
    { ...rest, id: 'node', status: isOldNode(node) ? 'limited' : 'ok', found: node },
    abi === undefined
      ? { ...rest, id: 'tables', status: 'missing', problems: [{ kind: 'abi-not-known', what: machine }] }
      : { ...rest, id: 'tables', status: 'ok', found: abi },
    { ...rest, id: 'threads', status: 'ok', found: String(threads) },
  ];
}

/** Older than 20.19, what package.json asks for. */
function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 19);
}
