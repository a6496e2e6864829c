import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes an executable shell script. */
export function writeScript(path: string, text: string): string {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Puts a shell script in the place of strace: first in PATH. */
export function putFakeStrace(folder: string, text: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeScript(join(bin, 'strace'), text);
  process.env.PATH = `${bin}:${process.env.PATH}`;
}
