import { lineLimit } from './lines.ts';
import type { ContainerLine, ContainerStream } from './tracee-envelope.ts';
import { sampleOf } from './tracee-log-text.ts';

/** A line of a container that came in pieces. */
export interface PiecedLine {
  /** Empty when it is over the limit. */
  readonly text: string;
  readonly overlong: boolean;
  /** The line of the input that its first piece stood on. */
  readonly line: number;
  /** How it begins. */
  readonly sample: string;
}

/**
 * Puts the lines of a container together again, which its runtime cuts at 16 KiB; one line of each stream at a time.
 * Holds at most `lineLimit` characters of each.
 */
export class TraceePieces {
  readonly #pending = new Map<ContainerStream, PiecedLine>();

  /** Whether pieces of a line of the stream were met, and not its end. */
  has(stream: ContainerStream): boolean {
    return this.#pending.has(stream);
  }

  /** Keeps a piece. */
  add({ stream, text }: ContainerLine, line: number): void {
    const before = this.#pending.get(stream) ?? { text: '', overlong: false, line, sample: sampleOf(text) };
    const overlong = before.overlong || before.text.length + text.length > lineLimit;
    this.#pending.set(stream, { ...before, overlong, text: overlong ? '' : before.text + text });
  }

  /** The pieces of a stream put together; they are forgotten. */
  take(stream: ContainerStream): PiecedLine | undefined {
    const line = this.#pending.get(stream);
    this.#pending.delete(stream);
    return line;
  }
}
