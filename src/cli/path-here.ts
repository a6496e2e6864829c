import { relative, resolve, sep } from 'node:path';

/**
 * The path of a file as SARIF and annotations want it: relative to the working folder, `/` between its parts. Nothing for a file
 * outside of it, for the folder itself, and for standard input (`-`).
 */
export function pathHere(file: string): string | undefined {
  const path = file === '-' ? '' : relative('', resolve(file));
  return path === '' || path === '..' || path.startsWith(`..${sep}`) ? undefined : path.split(sep).join('/');
}
