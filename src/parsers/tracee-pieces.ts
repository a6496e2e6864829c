import { parsedJson } from './json-span.ts';
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
  /** How many there are. */
  readonly pieces: number;
}

/** A line whose end was not met, and the stream of the container that it is of. */
export interface OpenLine extends PiecedLine {
  readonly stream: ContainerStream;
}

/** Pieces of 16 KiB are as many in a line within the limit; smaller ones are not looked at for ever. */
const triesPerLine = 64;

/**
 * Puts the lines of a container together again, which its runtime cuts at 16 KiB; one line of each stream at a time.
 * Holds at most `lineLimit` characters of each.
 */
export class TraceePieces {
  readonly #pending = new Map<ContainerStream, PiecedLine>();
  /** What the input before left open: logs are rotated between the pieces of a line, too. */
  readonly #before: Map<ContainerStream, PiecedLine>;
  readonly #continued: ContainerStream[] = [];

  constructor(before: readonly OpenLine[]) {
    this.#before = new Map(before.map((line) => [line.stream, line]));
  }

  /** The streams whose first line here went on with the last one of the input before. */
  get continued(): readonly ContainerStream[] {
    return this.#continued;
  }

  /**
   * The first line of a stream: goes on with what the input before left open, unless it is a beginning itself.
   * @param line where it is
   */
  start({ stream }: ContainerLine, isBeginning: boolean, line: number): void {
    const before = this.#before.get(stream);
    this.#before.delete(stream);
    if (before === undefined || isBeginning) return;
    this.#continued.push(stream);
    this.#pending.set(stream, { ...before, line });
  }

  /** The lines that lack their end. */
  open(): OpenLine[] {
    return [...this.#pending].map(([stream, line]) => ({ ...line, stream }));
  }

  /** Whether pieces of a line of the stream were met, and not its end. */
  has(stream: ContainerStream): boolean {
    return this.#pending.has(stream);
  }

  /** Keeps a piece. */
  add({ stream, text }: ContainerLine, line: number): void {
    const before = this.#pending.get(stream) ?? { text: '', overlong: false, line, sample: sampleOf(text), pieces: 0 };
    const overlong = before.overlong || before.text.length + text.length > lineLimit;
    const pieces = before.pieces + 1;
    this.#pending.set(stream, { ...before, overlong, text: overlong ? '' : before.text + text, pieces });
  }

  /** Whether a piece makes JSON of those before it: it is their end then, though no newline says so. */
  completes({ stream, text }: ContainerLine): boolean {
    const before = this.#pending.get(stream);
    if (before === undefined || before.pieces > triesPerLine || !/[}\]]\s*$/.test(text)) return false;
    return parsedJson(before.text + text) !== undefined;
  }

  /** The pieces of a stream put together; they are forgotten. */
  take(stream: ContainerStream): PiecedLine | undefined {
    const line = this.#pending.get(stream);
    this.#pending.delete(stream);
    return line;
  }
}
