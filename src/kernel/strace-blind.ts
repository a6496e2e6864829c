import type { Abi } from '../model/abi.ts';
import type { Problem } from '../model/problem.ts';
import { syscallNames, syscallSince } from './syscalls.ts';

/** From this release on strace counts calls that it has no name for, too (strace's NEWS for 7.1). */
const countsUnknown = [7, 1] as const;

/**
 * The calls that a program may make on a kernel and a summary of an older strace does not show: before 7.1 its table leaves
 * out what it does not know, without a word. strace is released with each kernel, under its number, so it knows the calls
 * up to that one; of those not listed in `syscallSince`, nothing can be said. Sorted.
 *
 * @param strace version of strace, `6.1`
 * @param kernel release of the kernel, as `uname -r` prints it
 */
export function callsBeyondStrace(strace: string, kernel: string, abi: Abi): readonly string[] {
  const known = release(strace);
  const running = release(kernel);
  if (known === undefined || running === undefined || !isBefore(known, countsUnknown)) return [];
  return syscallNames(abi).filter((name) => {
    const since = release(syscallSince(name).kernel ?? '');
    return since !== undefined && isBefore(known, since) && !isBefore(running, since);
  });
}

/**
 * The same as a problem, for the run of an strace on a kernel. A few names tell what it is about; the page of the problem has
 * the way to find out.
 */
export function strangeToStrace(strace: string, kernel: string, abi: Abi): Problem | undefined {
  const missed = callsBeyondStrace(strace, kernel, abi);
  if (missed.length === 0) return undefined;
  const some = missed.slice(0, 3).join(', ');
  const rest = missed.length > 3 ? ` and ${missed.length - 3} more` : '';
  const running = kernel.split('.', 2).join('.');
  return { kind: 'strace-behind-kernel', what: `strace ${strace}, Linux ${running}: ${some}${rest}` };
}

type Release = readonly [number, number];

function release(text: string): Release | undefined {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

function isBefore(one: Release, other: Release): boolean {
  return one[0] === other[0] ? one[1] < other[1] : one[0] < other[0];
}
