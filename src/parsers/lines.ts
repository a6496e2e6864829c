import type { ByteSource } from '../io/byte-source.ts';

/** The longest line that is read, newline not counted: strace prints at most a few KiB with its default `-s 32`. */
export const lineLimit = 1024 * 1024;

/** What lines are handed to. The bytes are only valid during the call. */
export interface LineConsumer {
  /** Whole lines: `start` is the first byte of one, `end` is one behind a newline. No line is over the limit. */
  block(bytes: Buffer, start: number, end: number): void;
  /** A line over the limit, of which only the first bytes are given. */
  overlong(bytes: Buffer, start: number, end: number): void;
  /** The last line when no newline ends it; `bytes[end]` is a newline all the same. */
  unended(bytes: Buffer, start: number, end: number): void;
}

/** How to read. */
export interface LineOptions {
  /** `lineLimit` when left out. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

const newline = 10;
/** How much of a line over the limit is handed on: enough for a name. */
const overlongHead = 4096;

/**
 * Cuts a stream into whole lines, in place: a chunk is not copied, only the line that crosses from one to the next is.
 * Holds at most one chunk and one line within the limit, whatever comes.
 */
export async function readLines(source: ByteSource, consumer: LineConsumer, options: LineOptions = {}): Promise<void> {
  const scanner = new LineScanner(consumer, options.limit ?? lineLimit);
  for await (const chunk of source.chunks()) {
    if (options.signal?.aborted) return;
    scanner.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  if (!options.signal?.aborted) scanner.end();
}

class LineScanner {
  readonly #consumer: LineConsumer;
  readonly #limit: number;
  #carry: Buffer = Buffer.allocUnsafeSlow(4096);
  #carried = 0;
  #skipping = false;

  constructor(consumer: LineConsumer, limit: number) {
    this.#consumer = consumer;
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    // A piece that is no longer than the limit cannot hold a line that is.
    for (let at = 0; at < chunk.length; at += this.#limit) this.#pushPiece(chunk.subarray(at, at + this.#limit));
  }

  #pushPiece(piece: Buffer): void {
    let start = 0;
    if (this.#skipping || this.#carried > 0) {
      const stop = piece.indexOf(newline);
      this.#add(piece, stop < 0 ? piece.length : stop);
      if (stop < 0) return;
      this.#finishCarried();
      start = stop + 1;
    }
    const end = piece.lastIndexOf(newline) + 1;
    if (end > start) this.#consumer.block(piece, start, end);
    const rest = Math.max(start, end);
    if (rest < piece.length) this.#add(piece.subarray(rest), piece.length - rest);
  }

  /** Keeps the first `length` bytes of `piece` for the line that is not whole yet, or skips them. */
  #add(piece: Buffer, length: number): void {
    if (this.#skipping) return;
    const needed = this.#carried + length;
    if (needed > this.#limit) {
      this.#ensure(overlongHead);
      const head = Math.min(overlongHead, this.#limit);
      if (this.#carried < head) piece.copy(this.#carry, this.#carried, 0, head - this.#carried);
      this.#consumer.overlong(this.#carry, 0, head);
      this.#skipping = true;
      this.#carried = 0;
      return;
    }
    this.#ensure(needed);
    piece.copy(this.#carry, this.#carried, 0, length);
    this.#carried = needed;
  }

  #ensure(length: number): void {
    // One byte more, for the newline.
    if (length + 1 <= this.#carry.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(length + 1, 2 * this.#carry.length));
    this.#carry.copy(grown, 0, 0, this.#carried);
    this.#carry = grown;
  }

  #finishCarried(): void {
    if (!this.#skipping) {
      this.#carry[this.#carried] = newline;
      this.#consumer.block(this.#carry, 0, this.#carried + 1);
    }
    this.#skipping = false;
    this.#carried = 0;
  }

  end(): void {
    if (this.#skipping || this.#carried === 0) return;
    this.#carry[this.#carried] = newline;
    this.#consumer.unended(this.#carry, 0, this.#carried);
  }
}
