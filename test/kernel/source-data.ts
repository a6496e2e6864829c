import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const named = process.env.SECCINCH_DATA ?? '../shared/data';

/** The folder of source data that tables are generated from; it is not part of the project and may be missing. */
export const dataFolder = isAbsolute(named) ? named : join(root, named);
export const hasData = existsSync(join(dataFolder, 'libseccomp-syscalls.csv'));

/** A file of the source data, parsed. */
export function readData<T>(name: string): T {
  return JSON.parse(readFileSync(join(dataFolder, name), 'utf8')) as T;
}

/** `#define NAME value` of C headers, in the order of the files; undefined when one of them is missing. */
export function readDefines(...headers: readonly string[]): ReadonlyMap<string, string> | undefined {
  if (!headers.every((header) => existsSync(header))) return undefined;
  const text = headers.map((header) => readFileSync(header, 'utf8')).join('\n');
  return new Map(
    [...text.matchAll(/^#\s*define\s+(\w+)\s+([^/\n]+)/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}
