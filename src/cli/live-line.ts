import { paint, type ReportContext } from '../report/reporter.ts';

/**
 * One line on a terminal that is drawn over itself while a workload runs. The cursor is left at its start, so that
 * output of the workload, which shares the terminal, begins at the first column.
 */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #context: ReportContext;
  readonly #enabled: boolean;
  #drawn = false;

  /** Draws nothing unless `enabled` and the stream is a terminal. */
  constructor(stream: NodeJS.WriteStream, context: ReportContext, enabled: boolean) {
    this.#stream = stream;
    this.#context = context;
    this.#enabled = enabled && stream.isTTY === true;
  }

  /** Whether there is anyone to draw for. */
  get enabled(): boolean {
    return this.#enabled;
  }

  /** Draws `text`, cut to the width of the terminal. */
  draw(text: string): void {
    if (!this.#enabled) return;
    const cut = text.slice(0, this.#context.width - 1);
    this.#stream.write(`\r\u001b[2K${paint(this.#context, 'dim', cut)}\r`);
    this.#drawn = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.#drawn) return;
    this.#stream.write('\r\u001b[2K');
    this.#drawn = false;
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
