import { paint, type ReportContext } from '../report/reporter.ts';

const save = '\u001b7';
const restore = '\u001b8';

/**
 * A few words at the right edge of the terminal's current line, drawn over themselves while a workload runs. The workload
 * writes to the same terminal, so its cursor stays where it was and nothing it has written is wiped out: a line that it
 * writes meanwhile keeps the words at its end, like a time stamp, or covers them.
 */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #context: ReportContext;
  readonly #enabled: boolean;
  #drawn = 0;

  /** Draws nothing unless `enabled` and the stream is a terminal that can move its cursor. */
  constructor(stream: NodeJS.WriteStream, context: ReportContext, enabled: boolean) {
    this.#stream = stream;
    this.#context = context;
    this.#enabled = enabled && stream.isTTY === true && process.env.TERM !== 'dumb';
  }

  /** Whether there is anyone to draw for. */
  get enabled(): boolean {
    return this.#enabled;
  }

  /** Draws `text`, cut to half the width of the terminal. */
  draw(text: string): void {
    if (!this.#enabled) return;
    const cut = text.slice(0, Math.floor(this.#context.width / 2));
    this.#put(paint(this.#context, 'dim', cut.padStart(this.#drawn)), Math.max(cut.length, this.#drawn));
    this.#drawn = cut.length;
  }

  /** Takes the words away from the line the cursor is on. */
  clear(): void {
    if (this.#drawn > 0) this.#put(' '.repeat(this.#drawn), this.#drawn);
    this.#drawn = 0;
  }

  #put(text: string, length: number): void {
    // Not in the last column: a terminal may wrap there.
    this.#stream.write(`${save}\u001b[${Math.max(1, this.#context.width - length)}G${text}${restore}`);
  }
}

/** Milliseconds as `0:07`, `12:30` or `1:02:03`. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
