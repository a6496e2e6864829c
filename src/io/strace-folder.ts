import { readdir } from 'node:fs/promises';
import { byCodeUnit } from '../model/code-unit-order.ts';

/** The files that one `strace -ff -o NAME` wrote into a folder. */
export interface StraceGroup {
  /** `NAME`. */
  readonly name: string;
  /** `NAME.PID` each, by process id: the first process first, unless ids wrapped around. */
  readonly files: readonly string[];
}

// strace writes `%s.%u` (after_successful_attach() in src/strace.c); ids are below 2^22.
const part = /^(.+)\.([1-9]\d{0,6})$/s;

/**
 * The groups of `NAME.PID` files in a folder, by name. Other files are left alone; subfolders are not looked into.
 * Throws what readdir(3) throws.
 */
export async function straceGroups(folder: string): Promise<StraceGroup[]> {
  const groups = new Map<string, { readonly file: string; readonly pid: number }[]>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const [, name, pid] = part.exec(entry.name) ?? [];
    if (name === undefined || entry.isDirectory()) continue;
    const files = groups.get(name) ?? [];
    groups.set(name, files);
    files.push({ file: entry.name, pid: Number(pid) });
  }
  return [...groups]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, files]) => ({ name, files: files.sort((a, b) => a.pid - b.pid).map(({ file }) => file) }));
}
