import { readFileSync } from 'node:fs';

/** What /proc/self/status says of the rights of this process (proc_pid_status(5)). */
export interface OwnStatus {
  /** Its effective capabilities, a bit each (capabilities(7)). */
  readonly capabilities: bigint;
  readonly noNewPrivileges: boolean;
  /** How many seccomp filters are on it; 1 for strict mode, and where the kernel (before 5.9) does not count them. */
  readonly filters: number;
}

/** Bits of `capabilities`, linux/capability.h. */
export const capability = { sysPtrace: 19n, sysAdmin: 21n, sysResource: 24n } as const;

/** Reads the status of this process; where there is no /proc, it has no rights and no filters. */
export function readOwnStatus(): OwnStatus {
  try {
    return parseOwnStatus(readFileSync('/proc/self/status', 'utf8'));
  } catch {
    return parseOwnStatus('');
  }
}

/** Takes the fields out of the text of a status file. */
export function parseOwnStatus(text: string): OwnStatus {
  const field = (name: string, digits: string): string =>
    new RegExp(`^${name}:\t(${digits})$`, 'm').exec(text)?.[1] ?? '0';
  const mode = Number(field('Seccomp', '[0-9]'));
  return {
    capabilities: BigInt(`0x${field('CapEff', '[0-9a-f]{1,16}')}`),
    noNewPrivileges: field('NoNewPrivs', '[01]') === '1',
    filters: mode === 0 ? 0 : Math.max(1, Number(field('Seccomp_filters', '[0-9]{1,6}'))),
  };
}

/** Whether a capability is among the effective ones. */
export function holds(status: OwnStatus, bit: bigint): boolean {
  return (status.capabilities & (1n << bit)) !== 0n;
}
