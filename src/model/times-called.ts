import type { ObservedSyscall } from './recording.ts';

/**
 * How often a call was surely made: entries and outcomes may tell of the same calls, so the larger count stands. 0 where
 * only events inside the call tell of it.
 */
export function timesCalled({ calls, entered = 0 }: Pick<ObservedSyscall, 'calls' | 'entered'>): number {
  return Math.max(calls, entered);
}
