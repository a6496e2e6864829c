import { closeSync, openSync, readSync } from 'node:fs';
import type { Problem } from '../model/problem.ts';
import type { RangeSource } from './byte-source.ts';

const newline = 10;
/** How much is looked at in a piece where a line ends. */
const pieceSize = 64 * 1024;

/** What of a file to read: the lines that begin at `start` or later and before `end`, in bytes. */
export interface FileRange {
  /** 0 for the one that begins where the file does, 1 for the next one … */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Gives the range to read next, one behind those before; undefined when there are no more. */
export type NextRange = () => FileRange | undefined;

/**
 * Reads the lines that begin in ranges of a file. Ranges that meet give each line once: one that begins within a line
 * leaves it to the range before, which reads it to its end. Failures become `failure`.
 */
export class RangeFileSource implements RangeSource {
  readonly label: string;
  readonly #path: string;
  readonly #next: NextRange;
  #descriptor: number | undefined;
  #failure: Problem | undefined;
  #range: FileRange | undefined;
  /** Where to read on in the range; undefined when it has been read. */
  #at: number | undefined;
  #ended = false;
  /** Where the first line of a range is looked for: one for all, since there are hundreds. */
  #piece: Uint8Array | undefined;

  /**
   * @param path a regular file, which is opened when it is first read
   * @param label for messages
   */
  constructor(path: string, label: string, next: NextRange) {
    this.#path = path;
    this.#next = next;
    this.label = label;
  }

  get failure(): Problem | undefined {
    return this.#failure;
  }

  get range(): number {
    return this.#range?.index ?? 0;
  }

  head(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, this.#readAt(bytes, 0, length, 0));
  }

  read(into: Uint8Array, offset: number, length: number): number {
    while (!this.#ended && length > 0) {
      if (this.#at === undefined) this.#begin();
      const count = this.#readRange(into, offset, length);
      if (count > 0) return count;
    }
    return 0;
  }

  /** Lets go of the file; more than once does no harm. */
  close(): void {
    this.#ended = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #begin(): void {
    this.#range = this.#next();
    if (this.#range === undefined) this.close();
    else this.#at = this.#firstLine(this.#range);
  }

  #readRange(into: Uint8Array, offset: number, length: number): number {
    if (this.#at === undefined || this.#range === undefined) return 0;
    // The last line of the range ends behind it: where, is looked for in what is read.
    const inside = Math.max(0, this.#range.end - this.#at);
    const count = this.#readAt(into, offset, Math.min(length, inside > 0 ? inside : pieceSize), this.#at);
    const behind = this.#at + count;
    if (inside > 0) {
      // The byte before `end` decides whether a line is open there.
      this.#at =
        count === 0 || (behind === this.#range.end && into[offset + count - 1] === newline) ? undefined : behind;
      return count;
    }
    const stop = into.subarray(offset, offset + count).indexOf(newline);
    this.#at = count === 0 || stop >= 0 ? undefined : behind;
    return stop < 0 ? count : stop + 1;
  }

  /** Where the first line begins: `start`, or behind the newline that ends the line it is in. Undefined when none does. */
  #firstLine({ start, end }: FileRange): number | undefined {
    if (start === 0 && end > 0) return 0;
    this.#piece ??= new Uint8Array(pieceSize);
    const piece = this.#piece;
    for (let at = Math.max(0, start - 1); at < end; ) {
      // Not beyond the byte before `end`: a line that begins later is another range's.
      const count = this.#readAt(piece, 0, Math.min(pieceSize, end - 1 - at), at);
      if (count === 0) break;
      const stop = piece.subarray(0, count).indexOf(newline);
      if (stop >= 0) return at + stop + 1;
      at += count;
    }
    return undefined;
  }

  #readAt(into: Uint8Array, offset: number, length: number, position: number): number {
    if (this.#ended || length <= 0) return 0;
    try {
      this.#descriptor ??= openSync(this.#path, 'r');
      return readSync(this.#descriptor, into, offset, length, position);
    } catch (error) {
      const what = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
      this.#failure = { kind: 'input-unreadable', what, source: this.label };
      this.close();
      return 0;
    }
  }
}
