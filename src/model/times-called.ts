import type { ObservedSyscall } from './recording.ts';

/**
 * How often a call was surely made, as far as no filter refused it: entries and outcomes may tell of the same calls, so
 * the larger count stands. 0 where only refusals or events inside the call tell of it.
 */
export function timesCalled({ calls, entered = 0 }: Pick<ObservedSyscall, 'calls' | 'entered'>): number {
  return Math.max(calls, entered);
}

/** How often a filter refused a call, whoever tells of it. */
export function timesRefused({ refused = [] }: Pick<ObservedSyscall, 'refused'>): number {
  return refused.reduce((total, { times }) => Math.min(total + times, Number.MAX_SAFE_INTEGER), 0);
}

/**
 * How often a call was surely attempted. A call is entered or refused, never both; a tracer that tells of outcomes sees
 * either, since the kernel stops for it before it asks the filter (seccomp(2): Linux 4.8 and newer).
 */
export function timesAttempted(syscall: Pick<ObservedSyscall, 'calls' | 'entered' | 'refused'>): number {
  const { calls, entered = 0 } = syscall;
  return Math.max(calls, Math.min(entered + timesRefused(syscall), Number.MAX_SAFE_INTEGER));
}
