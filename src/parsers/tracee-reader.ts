import type { Problem } from '../model/problem.ts';
import { ProblemCounter } from '../model/problem-counter.ts';
import type { IgnoreRule } from '../model/record-fate.ts';
import { LineScanner } from '../scan/line-scanner.ts';
import { JsonDocuments } from './json-documents.ts';
import { latin1 } from './latin1.ts';
import type { ReadState } from './parser.ts';
import type { TraceeEvent } from './tracee-event.ts';
import { eventOf } from './tracee-extract.ts';
import { sampleOf } from './tracee-log-text.ts';
import { TraceeMetNames } from './tracee-met-names.ts';
import { TraceeOpener } from './tracee-opener.ts';
import { traceePlan } from './tracee-plan.ts';
import { eventKey, TraceeRows } from './tracee-rows.ts';
import { TraceeScannedParts, wholeEvent } from './tracee-scanned-parts.ts';
import type { TraceeTally } from './tracee-tally.ts';

/** The longest line that is read, in bytes without its newline. */
export const traceeLineLimit = 1024 * 1024;
/** A line within the limit, and room for more behind it. */
const inputSize = 3 * 1024 * 1024;
/** The fast and the exact way are compared once in so many bytes. */
const checkEvery = 4 * 1024 * 1024;
const progressEvery = 1024 * 1024;
/** What holds as many characters as a sample shows. */
const sampleBytes = 1024;
const newline = 10;
const carriageReturn = 13;
/** Keys that an envelope has: with one of these it depends on more than the shape what a line is. */
const envelopeKeys = ['log', 'event', 'message', 'MESSAGE', 'Context', 'level', 'msg', 'ts'];

/** How to read. */
export interface TraceeReaderOptions {
  /** Tell the comm of each event: only where it matters, since each makes events differ. */
  readonly withProcess: boolean;
  /** Use `JSON.parse` on every line, never the fast scanner. */
  readonly exact: boolean;
  /** The events are not one a line (`isDocumentStream`). */
  readonly documents: boolean;
  /** The size of what earlier inputs have found. */
  readonly held?: number | undefined;
  /** One that knows the shapes of lines of this stream, and counts nothing any more. */
  readonly scanner?: LineScanner | undefined;
  /** What reading the input before has found: this one may go on with its last line. */
  readonly before?: TraceeTally | undefined;
  readonly progress?: ((state: ReadState) => void) | undefined;
}

/**
 * Reads a stream of Tracee's events, or a range of its lines: puts the bytes through the fast scanner, and whatever that
 * does not take through the exact one. Both give the same: lines are compared now and then, and if they ever differ the
 * fast one is left aside for good. Memory is bounded.
 */
export class TraceeReader {
  readonly #options: TraceeReaderOptions;
  readonly #input: Uint8Array;
  readonly #opener: TraceeOpener;
  readonly #documents: JsonDocuments | undefined;
  readonly #rows: TraceeRows;
  readonly #parts: TraceeScannedParts;
  readonly #problems = new ProblemCounter(100);
  readonly #ignored = new Map<IgnoreRule, number>();
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  #scanner: LineScanner | undefined;
  #unusable = 0;
  /** How much of the input holds the beginning of a line that is not whole yet. */
  #held = 0;
  /** Within a line over the limit. */
  #skipping = false;
  #lines = 0;
  readonly #ranges: { readonly range: number; readonly before: number }[] = [];
  #leftOut = false;
  #bytes = 0;
  #records = 0;
  #sinceCheck = checkEvery;
  #sinceProgress = 0;
  readonly #met = new TraceeMetNames();
  /** What the opener made of the line at hand. */
  #opened: TraceeEvent | undefined;
  #openedCount = 0;

  constructor(options: TraceeReaderOptions) {
    this.#options = options;
    this.#rows = new TraceeRows(options.held);
    this.#parts = new TraceeScannedParts(options.withProcess);
    this.#opener = new TraceeOpener(
      {
        event: (value, line) => this.#event(value, line),
        ignored: (rule) => this.#ignore(rule),
        problem: (problem) => this.#problem(problem),
        note: (problem) => this.#note(problem),
      },
      options.before?.open,
    );
    if (options.documents) {
      this.#documents = new JsonDocuments({
        document: (bytes, line) => this.#open(this.#utf8.decode(bytes), line, false),
        garbage: (line, sample) => this.#opener.line(sample, line),
        overlong: (line, sample) => this.#problem({ kind: 'event-overlong', line, sample }),
        truncated: (line) => this.#problem({ kind: 'line-truncated', line }),
      });
    } else if (!options.exact) {
      this.#scanner = options.scanner ?? new LineScanner(traceePlan(options.withProcess), inputSize, traceeLineLimit);
    }
    this.#input = this.#scanner?.input ?? new Uint8Array(inputSize);
  }

  /** What reads most lines, if anything but `JSON.parse` does; at the end it may read for another reader. */
  get scanner(): LineScanner | undefined {
    return this.#scanner;
  }

  /** Lines of this stream do not stand alone: a piece of a cut line was met, or it is no stream of lines. */
  get needsOrder(): boolean {
    return this.#documents !== undefined || this.#opener.sawFragment;
  }

  /** Something was left out for lack of room: what, depends on what was read before it. */
  get leftOut(): boolean {
    return this.#leftOut || this.#problems.leftOut;
  }

  /** What follows is of another range than what was read before, which ended with a line. */
  begin(range: number): void {
    this.#ranges.push({ range, before: this.#lines });
  }

  /** Where to put the next bytes, from `filledTo` on: as many as fit or fewer. */
  get input(): Uint8Array {
    return this.#input;
  }

  /** How much of `input` is taken. */
  get filledTo(): number {
    return this.#held;
  }

  /** Reads `count` bytes that were put there. */
  filled(count: number): void {
    const end = this.#held + count;
    this.#bytes += count;
    this.#sinceCheck += count;
    if (this.#documents !== undefined) {
      const bytes = this.#input.subarray(0, count);
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) this.#lines++;
      this.#documents.push(bytes);
    } else this.#readLines(end, this.#input.lastIndexOf(newline, end - 1) + 1);
    this.#sinceProgress += count;
    if (this.#sinceProgress >= progressEvery) this.#tellProgress();
  }

  /** Reads bytes from elsewhere. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + this.#input.length - this.#held);
      this.#input.set(piece, this.#held);
      this.filled(piece.length);
      at += piece.length;
    }
  }

  /** At the end of the input: what was found. */
  end(): TraceeTally {
    if (this.#documents !== undefined) this.#documents.end();
    else if (this.#skipping) this.#lines++;
    else if (this.#held > 0) {
      this.#lines++;
      this.#open(this.#utf8.decode(this.#input.subarray(0, this.#held)), this.#lines, true);
    }
    this.#takeScanned();
    this.#tellProgress();
    return {
      ranges: this.#ranges.map(({ range, before }, index) => ({
        range,
        lines: (this.#ranges[index + 1]?.before ?? this.#lines) - before,
      })),
      rows: this.#rows.rows(),
      size: this.#rows.size,
      lines: this.#lines,
      ignored: [...this.#ignored].map(([rule, times]) => ({ rule, times })),
      unusable: this.#unusable,
      problems: this.#problems.counted(),
      open: this.#opener.open(),
      continued: this.#opener.continued,
    };
  }

  /** Reads the lines up to `stop`, and keeps what lies between it and `end`. */
  #readLines(end: number, stop: number): void {
    let at = 0;
    if (stop > this.#held && this.#skipping) {
      at = this.#input.indexOf(newline, this.#held) + 1;
      this.#skipping = false;
      this.#lines++;
    }
    if (stop > this.#held) {
      if (this.#sinceCheck >= checkEvery) at = this.#checkLine(at, stop);
      while (at < stop) at = this.#scanner === undefined ? this.#readLine(at) : this.#scan(this.#scanner, at, stop);
      this.#input.copyWithin(0, stop, end);
      this.#held = end - stop;
    } else this.#held = end;
    if (this.#skipping) this.#held = 0;
    else if (this.#held > traceeLineLimit) {
      this.#overlong(this.#lines + 1);
      this.#skipping = true;
      this.#held = 0;
    }
  }

  /** Scans lines up to `stop`, or reads the one that the scanner does not take. Returns the place behind. */
  #scan(scanner: LineScanner, at: number, stop: number): number {
    // The scanner counts lines by number, so that the first of each kind can be told.
    const reached = scanner.scan(at, stop, this.#lines + 1);
    const taken = scanner.linesTaken;
    this.#lines += taken;
    this.#records += taken;
    if (reached === stop) return stop;
    if (scanner.isFull) {
      this.#takeScanned();
      return reached;
    }
    return this.#readLine(reached);
  }

  /** Reads one line exactly, and teaches the scanner its shape. Returns the place behind. */
  #readLine(at: number): number {
    const stop = this.#input.indexOf(newline, at);
    this.#lines++;
    if (stop - at > traceeLineLimit) {
      this.#overlong(this.#lines, at);
      return stop + 1;
    }
    const text = this.#utf8.decode(this.#input.subarray(at, stop));
    this.#open(text, this.#lines, false);
    if (this.#scanner?.isWilling === true && this.#openedCount === 1) this.#teach(this.#scanner, text, at, stop);
    return stop + 1;
  }

  /** Only what is an event by itself, not out of an envelope, has a shape that tells what it is. */
  #teach(scanner: LineScanner, text: string, at: number, stop: number): void {
    const direct = this.#directly(text);
    if (direct === undefined || this.#opened === undefined || eventKey(direct) !== eventKey(this.#opened)) return;
    const hasReturn = this.#input[stop - 1] === carriageReturn;
    const line = latin1(this.#input.subarray(at, hasReturn ? stop - 1 : stop));
    scanner.learn(line, hasReturn ? '\r\n' : '\n');
  }

  #directly(text: string): TraceeEvent | undefined {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      if (envelopeKeys.some((key) => Object.hasOwn(value, key))) return undefined;
      // A layout that its keys alone tell.
      if (Object.hasOwn(value, 'eventName') === Object.hasOwn(value, 'workload')) return undefined;
      return eventOf(value, this.#options.withProcess);
    } catch {
      return undefined;
    }
  }

  /** Reads the line at `at` both ways. Returns the place behind, or `at` when the scanner does not take it. */
  #checkLine(at: number, stop: number): number {
    const scanner = this.#scanner;
    if (scanner === undefined || at >= stop) return at;
    this.#sinceCheck = 0;
    const next = this.#input.indexOf(newline, at) + 1;
    if (scanner.scan(at, next, this.#lines + 1) !== next) return at;
    this.#lines++;
    this.#records++;
    const text = this.#utf8.decode(this.#input.subarray(at, next - 1));
    const exact = this.#directly(text);
    const fast = eventOf(wholeEvent(scanner.last()), this.#options.withProcess);
    if (exact !== undefined && fast !== undefined && eventKey(exact) === eventKey(fast)) return next;
    this.#note({ kind: 'scan-disagreed', line: this.#lines, sample: text.slice(0, 200) });
    this.#takeScanned();
    this.#scanner = undefined;
    return next;
  }

  #open(text: string, line: number, isLast: boolean): void {
    this.#openedCount = 0;
    this.#opener.line(text, line, isLast);
  }

  #event(value: object, line: number): void {
    this.#openedCount++;
    this.#records++;
    const event = eventOf(value, this.#options.withProcess);
    this.#opened = event;
    if (event === undefined) this.#problem({ kind: 'not-an-event', line, sample: JSON.stringify(value).slice(0, 200) });
    else this.#add(event, line);
  }

  #add(event: TraceeEvent, line: number): void {
    if (!this.#rows.add(event, 1, line)) this.#leaveOut(1, line);
    if (this.#options.progress !== undefined) this.#met.add(event, event);
  }

  #leaveOut(times: number, line: number): void {
    this.#leftOut = true;
    this.#unusable += times;
    this.#note({ kind: 'records-too-varied', line, times });
  }

  /** Moves what the scanner has counted to the rows. */
  #takeScanned(): void {
    if (this.#options.progress !== undefined) this.#meetScanned();
    this.#scanner?.take((source, content, errno, times, line) => {
      const what = this.#parts.whatOf(content);
      if (what === undefined) {
        this.#unusable += times;
        this.#note({ kind: 'not-an-event', line, times });
      } else if (!this.#rows.count(this.#parts.whoOf(source, what.value.layout), what, errno, times, line))
        this.#leaveOut(times, line);
    });
    this.#parts.forget();
  }

  #meetScanned(): void {
    this.#scanner?.fresh((source, content) => {
      const what = this.#parts.whatOf(content);
      if (what !== undefined) this.#met.add(this.#parts.whoOf(source, what.value.layout).value, what.value);
    });
  }

  #ignore(rule: IgnoreRule): void {
    this.#records++;
    this.#ignored.set(rule, (this.#ignored.get(rule) ?? 0) + 1);
  }

  #problem(problem: Problem): void {
    this.#records++;
    this.#unusable++;
    this.#note(problem);
  }

  #note(problem: Problem): void {
    this.#openedCount = Number.NaN;
    this.#problems.add(problem);
  }

  /** A line over the limit, which begins at `at`. */
  #overlong(line: number, at = 0): void {
    const sample = sampleOf(this.#utf8.decode(this.#input.subarray(at, at + sampleBytes)));
    this.#problem({ kind: 'event-overlong', line, sample });
  }

  #tellProgress(): void {
    this.#sinceProgress = 0;
    const { progress } = this.#options;
    if (progress === undefined) return;
    this.#meetScanned();
    progress({
      bytes: this.#bytes,
      records: this.#records,
      syscalls: this.#met.syscalls,
      subjects: this.#met.subjects,
    });
  }
}
