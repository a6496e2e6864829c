/** A version of strace; `text` is what it calls itself. */
export interface StraceVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/**
 * Reads a version as strace spells it: `6.1`, `5.10-0ubuntu1`, `6.1.0.31.b2e1`. Gives `undefined` for anything else, such as
 * the `UNKNOWN` of a build from a bare checkout.
 */
export function parseVersion(text: string): StraceVersion | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})(?![\d])/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]), text } : undefined;
}

/** Finds the version in what `strace -V` prints: its first line is `strace -- version 6.1` (strace's print_version). */
export function versionLine(output: string): string | undefined {
  return /^strace -- version (\S{1,64})/.exec(output)?.[1];
}

/** Whether a version is `major.minor` or newer. */
export function atLeast(version: StraceVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
