import { closeSync, openSync, readSync } from 'node:fs';
import type { Problem } from '../model/problem.ts';
import type { RangeSource } from './byte-source.ts';

const newline = 10;
/** How much is looked at in a piece where a line ends. */
const pieceSize = 64 * 1024;

/** What of a file to read: the lines that begin at `start` or later and before `end`, in bytes. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the lines that begin in a range of a file. Ranges that meet give each line once: one that begins within a line
 * leaves it to the range before, which reads it to its end. Failures become `failure`.
 */
export class RangeFileSource implements RangeSource {
  readonly label: string;
  readonly isFirst: boolean;
  readonly #range: FileRange;
  #descriptor: number | undefined;
  #failure: Problem | undefined;
  /** Where to read on; undefined before the first line of the range was looked for. */
  #at: number | undefined;
  #ended = false;

  /** `range` is of a regular file, which is opened when it is first read; `label` is for messages. */
  constructor(range: FileRange, label: string) {
    this.#range = range;
    this.label = label;
    this.isFirst = range.start === 0;
  }

  get failure(): Problem | undefined {
    return this.#failure;
  }

  read(into: Uint8Array): number {
    if (this.#ended || into.length === 0) return 0;
    this.#at ??= this.#firstLine();
    // The last line of the range ends behind it: where, is looked for in what is read.
    const inside = Math.max(0, this.#range.end - this.#at);
    const count = this.#readAt(into, Math.min(into.length, inside > 0 ? inside : pieceSize), this.#at);
    if (count === 0) return this.#end(0);
    const last = this.#at + count - 1;
    if (inside > 0) {
      this.#at = last + 1;
      // The byte before `end` decides whether a line is open there.
      if (this.#at === this.#range.end && into[count - 1] === newline) this.#end(0);
      return count;
    }
    const stop = into.subarray(0, count).indexOf(newline);
    this.#at = last + 1;
    return stop < 0 ? count : this.#end(stop + 1);
  }

  /** Lets go of the file; more than once does no harm. */
  close(): void {
    this.#end(0);
  }

  /** Where the first line begins: `start`, or behind the newline that ends the line it is in. */
  #firstLine(): number {
    const { start, end } = this.#range;
    if (start === 0 && end > 0) return 0;
    const piece = new Uint8Array(pieceSize);
    for (let at = Math.max(0, start - 1); at < end; ) {
      // Not beyond the byte before `end`: a line that begins later is another range's.
      const count = this.#readAt(piece, Math.min(pieceSize, end - 1 - at), at);
      if (count === 0) break;
      const stop = piece.subarray(0, count).indexOf(newline);
      if (stop >= 0) return at + stop + 1;
      at += count;
    }
    this.#end(0);
    return end;
  }

  #readAt(into: Uint8Array, length: number, position: number): number {
    if (this.#ended || length <= 0) return 0;
    try {
      this.#descriptor ??= openSync(this.#range.path, 'r');
      return readSync(this.#descriptor, into, 0, length, position);
    } catch (error) {
      const what = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
      this.#failure = { kind: 'input-unreadable', what, source: this.label };
      this.#end(0);
      return 0;
    }
  }

  #end(count: number): number {
    this.#ended = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    return count;
  }
}
