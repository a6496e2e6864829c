import type { ByteSource } from '../io/byte-source.ts';
import type { Input } from '../io/input.ts';
import type { ReadState } from '../parsers/parser.ts';
import { progressWords, type ReadingState } from '../report/progress-words.ts';
import { paint } from '../report/reporter.ts';
import { contextOf, type GlobalOptions } from './terminal.ts';

/** The values of `ingest --progress`. */
export type ProgressMode = 'auto' | 'none' | 'ndjson';

/** Counts that are certain once everything is read; meanwhile they are near enough. */
export type Found = Pick<ReadingState, 'syscalls' | 'subjects'>;

/** How often the line is drawn, and how often JSON is written, in milliseconds. */
const drawEvery = 100;
const writeEvery = 500;

/**
 * Shows on standard error how far reading is: on a terminal one line that is drawn over itself and wiped at the end, or
 * a JSON object a line for a program. Numbers only: names are from strangers.
 */
export class IngestProgress {
  readonly #mode: ProgressMode;
  readonly #options: GlobalOptions;
  readonly #begun = process.uptime();
  readonly #syscalls = new Set<string>();
  readonly #subjects = new Set<string>();
  /** Of the inputs that are done. */
  #doneBytes = 0;
  #doneRecords = 0;
  #inputs = 0;
  #input: Input | undefined;
  /** Of the input at hand: what its parser says, and what went through it. */
  #state: ReadState | undefined;
  #passed = 0;
  #counts = false;
  #shownAt = Number.NEGATIVE_INFINITY;
  #drawn = false;

  constructor(mode: ProgressMode, options: GlobalOptions) {
    const isTerminal = process.stderr.isTTY === true && process.env.TERM !== 'dumb' && options.quiet !== true;
    this.#mode = mode === 'auto' && !isTerminal ? 'none' : mode;
    this.#options = options;
  }

  /** What `ParseContext.progress` is to be; nothing when nobody looks. */
  get parsed(): ((state: ReadState) => void) | undefined {
    if (this.#mode === 'none') return undefined;
    return (state) => {
      this.#counts = true;
      this.#state = state;
      this.#show();
    };
  }

  /** The next input, with its bytes counted as they are read: not every parser tells. */
  watched(input: Input): Input {
    if (this.#mode === 'none') return input;
    this.#finishInput();
    this.#inputs++;
    this.#input = input;
    const parts = input.parts.map((part) => counted(part, (bytes) => this.#pass(bytes)));
    return { label: input.label, parts, close: () => input.close() };
  }

  /** No more is read: wipes the line, or writes the last object, with what was `found` in the end. */
  end(found: Found | undefined): void {
    if (this.#mode === 'ndjson') process.stderr.write(progressLine({ ...this.#now(), ...found }, true));
    if (this.#drawn) process.stderr.write('\r\u001b[K');
    this.#drawn = false;
  }

  #pass(bytes: number): void {
    this.#passed += bytes;
    this.#show();
  }

  #finishInput(): void {
    const { bytes, records } = this.#now();
    this.#doneBytes = bytes;
    this.#doneRecords = records ?? 0;
    for (const name of this.#state?.syscalls ?? []) this.#syscalls.add(name);
    for (const name of this.#state?.subjects ?? []) this.#subjects.add(name);
    this.#state = undefined;
    this.#passed = 0;
  }

  #now(): ReadingState {
    const [part, ...others] = this.#input?.parts ?? [];
    return {
      bytes: this.#doneBytes + Math.max(this.#passed, this.#state?.bytes ?? 0),
      total: this.#inputs === 1 && others.length === 0 ? part?.file?.size : undefined,
      seconds: process.uptime() - this.#begun,
      records: this.#counts ? this.#doneRecords + (this.#state?.records ?? 0) : undefined,
      syscalls: this.#counts ? sizeOfBoth(this.#syscalls, this.#state?.syscalls) : undefined,
      subjects: this.#counts ? sizeOfBoth(this.#subjects, this.#state?.subjects) : undefined,
    };
  }

  #show(): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#mode === 'ndjson' ? writeEvery : drawEvery)) return;
    this.#shownAt = now;
    process.stderr.write(this.#mode === 'ndjson' ? progressLine(this.#now(), false) : this.#line());
  }

  #line(): string {
    this.#drawn = true;
    const context = contextOf(process.stderr, this.#options);
    // Not in the last column: a terminal may wrap there.
    return `\r${paint(context, 'dim', progressWords(this.#now()).slice(0, context.width - 1))}\u001b[K`;
  }
}

function progressLine({ bytes, total, seconds, records, syscalls, subjects }: ReadingState, done: boolean): string {
  const object = {
    type: 'progress',
    bytes,
    total: total ?? null,
    seconds: Math.round(seconds * 1000) / 1000,
    bytesPerSecond: seconds > 0 ? Math.round(bytes / seconds) : 0,
    records: records ?? null,
    syscalls: syscalls ?? null,
    subjects: subjects ?? null,
    done,
  };
  return `${JSON.stringify(object)}\n`;
}

function sizeOfBoth(known: ReadonlySet<string>, more: ReadonlySet<string> = new Set()): number {
  if (known.size === 0) return more.size;
  let size = known.size;
  for (const name of more) if (!known.has(name)) size++;
  return size;
}

function counted(part: ByteSource, pass: (bytes: number) => void): ByteSource {
  return {
    label: part.label,
    get failure() {
      return part.failure;
    },
    get file() {
      return part.file;
    },
    head: () => part.head(),
    async *chunks() {
      for await (const chunk of part.chunks()) {
        pass(chunk.length);
        yield chunk;
      }
    },
  };
}
