import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '../model/problem.ts';

const safe = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Checks a name that the user gave to be used as a file name stem: letters, digits, `.`, `_`, `-`, at most 100, not
 * starting with a dot or dash. Gives `name-unsafe` otherwise: a name typed by hand is never changed in silence.
 */
export function checkedStem(name: string): Result<string> {
  return safe.test(name) ? ok(name) : fail({ kind: 'name-unsafe', what: name });
}

/**
 * Turns a name from a stranger (a container name, a comm, a path's last part) into a file name stem that stays in its
 * folder. A name that has to be changed gets a suffix made from the whole of it, so that two different names never
 * meet in one file.
 */
export function fileStem(name: string): string {
  if (safe.test(name)) return name;
  const kept = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60)
    .replace(/[-.]+$/, '');
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${kept === '' ? 'subject' : kept}-${mark}`;
}
