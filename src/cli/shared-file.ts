import type { NextRange } from '../io/range-source.ts';

/** A smaller file is read before another thread would have started, in bytes. */
export const threadsFrom = 48 * 1024 * 1024;

/**
 * How long a range is, in bytes: short, so that threads end at about the same time; long enough not to matter to how fast
 * one reads.
 */
const rangeLength = 8 * 1024 * 1024;

/** A file that threads read together. Plain data, but for what is shared. */
export interface SharedFile {
  readonly path: string;
  readonly size: number;
  /** How many ranges were given to some thread. */
  readonly given: Int32Array<SharedArrayBuffer>;
}

/** A file of which nothing was read yet. */
export function shareFile({ path, size }: Pick<SharedFile, 'path' | 'size'>): SharedFile {
  return { path, size, given: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Gives no more ranges of a file: it will be read another way. */
export function giveUp({ size, given }: SharedFile): void {
  Atomics.store(given, 0, Math.ceil(size / rangeLength));
}

/** Gives ranges of a file, each to one thread only. */
export function nextOf({ size, given }: SharedFile): NextRange {
  return () => {
    const index = Atomics.add(given, 0, 1);
    const start = index * rangeLength;
    return start < size ? { index, start, end: Math.min(size, start + rangeLength) } : undefined;
  };
}
