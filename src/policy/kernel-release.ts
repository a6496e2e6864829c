import { fail, ok, type Result } from '../model/problem.ts';

/** A kernel release as far as system calls depend on it. */
export interface KernelRelease {
  readonly major: number;
  readonly minor: number;
}

/**
 * Reads the value of `--min-kernel`: `5.4`, or the start of what `uname -r` prints (`5.4.0-150-generic`).
 * @returns `kernel-release-invalid` for anything else
 */
export function parseKernelRelease(text: string): Result<KernelRelease> {
  const found = /^(\d{1,3})\.(\d{1,4})(?:[.+~-].*)?$/.exec(text);
  if (found === null) return fail({ kind: 'kernel-release-invalid', what: text });
  return ok({ major: Number(found[1]), minor: Number(found[2]) });
}

/** Whether `release` came after `other`. */
export function isLater(release: KernelRelease, other: KernelRelease): boolean {
  return release.major === other.major ? release.minor > other.minor : release.major > other.major;
}
