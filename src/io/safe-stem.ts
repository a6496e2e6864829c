import { fail, ok, type Result } from '../model/problem.ts';

/**
 * Whether a name is a file name stem as it is: letters, digits, `.`, `_`, `-`, at most 100, not starting with a dot or
 * dash.
 */
export function isSafeStem(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);
}

/**
 * Checks a name that the user gave to be used as a file name stem. Gives `name-unsafe` where it is not safe: a name
 * typed by hand is never changed in silence.
 */
export function checkedStem(name: string): Result<string> {
  return isSafeStem(name) ? ok(name) : fail({ kind: 'name-unsafe', what: name });
}
