import type { ReadState } from '../parsers/parser.ts';

/** For each range, how many bytes and records were read so far. Shared between threads. */
export type RangeCounters = BigInt64Array<SharedArrayBuffer>;

/** Counters for `ranges` ranges, at zero. */
export function rangeCounters(ranges: number): RangeCounters {
  return new BigInt64Array(new SharedArrayBuffer(2 * ranges * BigInt64Array.BYTES_PER_ELEMENT));
}

/** Sets the counters of a range. */
export function countRange(counters: RangeCounters, index: number, { bytes, records }: ReadState): void {
  Atomics.store(counters, 2 * index, BigInt(bytes));
  Atomics.store(counters, 2 * index + 1, BigInt(records));
}

/** Names that a thread has met. */
export interface MetNames {
  readonly syscalls: Iterable<string>;
  readonly subjects: Iterable<string>;
}

/** Adds up how far the threads are that read the ranges of a file. */
export class RangeProgress {
  readonly #counters: RangeCounters;
  readonly #progress: ((state: ReadState) => void) | undefined;
  readonly #syscalls = new Set<string>();
  readonly #subjects = new Set<string>();

  /** `progress` is told of all together. */
  constructor(counters: RangeCounters, progress: ((state: ReadState) => void) | undefined) {
    this.#counters = counters;
    this.#progress = progress;
  }

  /** Adds names, most of which others may have met. */
  add({ syscalls, subjects }: MetNames): void {
    for (const name of syscalls) this.#syscalls.add(name);
    for (const name of subjects) this.#subjects.add(name);
  }

  /** Tells how far the ranges are. */
  tell(): void {
    let bytes = 0;
    let records = 0;
    for (let at = 0; at < this.#counters.length; at += 2) {
      bytes += Number(Atomics.load(this.#counters, at));
      records += Number(Atomics.load(this.#counters, at + 1));
    }
    this.#progress?.({ bytes, records, syscalls: this.#syscalls, subjects: this.#subjects });
  }
}
