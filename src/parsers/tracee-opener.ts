import type { Problem } from '../model/problem.ts';
import type { IgnoreRule } from '../model/record-fate.ts';
import { jsonEnd, parsedJson } from './json-span.ts';
import {
  type ContainerLine,
  type ContainerStream,
  carriedBy,
  containerRecord,
  criLine,
  forwardedRecord,
  withoutPrefix,
} from './tracee-envelope.ts';
import { isObject, logObjectProblem, logTextProblem, own, sampleOf } from './tracee-log-text.ts';
import { type OpenLine, type PiecedLine, TraceePieces } from './tracee-pieces.ts';
import { recordKeys } from './tracee-record-keys.ts';

/** What opened lines are handed to. */
export interface OpenedRecords {
  /** A JSON object that may be an event, out of its envelopes. A line that holds several comes as several records. */
  event(value: object, line: number): void;
  ignored(rule: IgnoreRule, line: number): void;
  /** One record that cannot be used, whatever `problem.times` says. */
  problem(problem: Problem): void;
  /** Something else to tell of a line whose fate is told already, or of pieces that never became one. */
  note(problem: Problem): void;
}

/** Why a text or a value is left over; undefined when its fate is known. */
type Left = 'line-unparsable' | 'not-an-event' | undefined;

/** What a line turned out to hold. */
interface LineContents {
  readonly events: object[];
  readonly problems: Problem[];
  ignored: IgnoreRule | undefined;
}

/** How deep envelopes are opened. */
const deepest = 4;
/** How often a line is searched for one more record before the rest of it is given up. */
const triesPerLine = 16;

// Within a string the quotes would be escaped.
const recordStart = new RegExp(`\\{\\s{0,8}"(?:${recordKeys.join('|')})"\\s{0,8}:`, 'g');
const jsonStart = /^[{["\-\dtfn]/;
/** The beginning of something that only a piece of a line is allowed to leave open. */
const openStart = /^\s*(?:\{\s*"|\[\s*\{)/;

/**
 * The exact way from a line to events: slow, for whatever the byte scanner leaves. Takes off what terminals, container
 * runtimes and log shippers put around an event, and explains what is none. Each line has one fate: `event` (once for each
 * event in it), `ignored` or `problem`, in that order of importance; the rest is told by `note`.
 */
export class TraceeOpener {
  readonly #records: OpenedRecords;
  readonly #pieces: TraceePieces;
  #sawFragment = false;
  #line = 0;
  #found: LineContents = { events: [], problems: [], ignored: undefined };

  /** @param before the lines that the input before left open */
  constructor(records: OpenedRecords, before: readonly OpenLine[] = []) {
    this.#records = records;
    this.#pieces = new TraceePieces(before);
  }

  /** The streams that went on with a line of the input before. */
  get continued(): readonly ContainerStream[] {
    return this.#pieces.continued;
  }

  /** A fragment of a cut line was met: the lines of this stream do not stand alone. */
  get sawFragment(): boolean {
    return this.#sawFragment;
  }

  /**
   * Opens one line, or one JSON value that may go over several. Never throws.
   * @param text without its newline; a return at its end is taken off
   * @param line counted from 1
   * @param isLast no newline ends it: what cannot be read is then `line-truncated`
   */
  line(text: string, line: number, isLast = false): void {
    this.#line = line;
    this.#found = { events: [], problems: [], ignored: undefined };
    const left = this.#text(text.endsWith('\r') ? text.slice(0, -1) : text, 0);
    if (left !== undefined) this.#found.problems.push({ kind: left, line, sample: sampleOf(text.trim()) });
    this.#settle(isLast);
  }

  /** The lines of which the rest has not come: at the end of the input they are `unfinished`, unless the next goes on. */
  open(): OpenLine[] {
    return this.#pieces.open();
  }

  #settle(isLast: boolean): void {
    const { events, ignored } = this.#found;
    const problems = isLast ? this.#found.problems.map(asCut) : this.#found.problems;
    for (const event of events) this.#records.event(event, this.#line);
    let notes = problems;
    if (events.length === 0) {
      const main = problems.find(({ kind }) => kind === 'events-lost') ?? problems[0];
      if (ignored === 'fragment' || main === undefined) this.#records.ignored(ignored ?? 'blank-line', this.#line);
      else {
        this.#records.problem(main);
        notes = problems.filter((problem) => problem !== main);
      }
    }
    for (const problem of notes) this.#records.note(problem);
  }

  #ignore(rule: IgnoreRule): Left {
    this.#found.ignored = rule;
    return undefined;
  }

  #tell(problem: Problem): Left {
    this.#found.problems.push({ line: this.#line, ...problem });
    return undefined;
  }

  #text(text: string, depth: number): Left {
    const body = text.trim();
    if (body === '') return this.#ignore('blank-line');
    if (depth > deepest) return 'line-unparsable';
    const container = criLine(text.trimStart());
    if (container !== undefined) return this.#container(container, depth);
    const parsed = jsonStart.test(body) ? parsedJson(body) : undefined;
    if (parsed !== undefined) return this.#value(parsed.value, depth);
    if (body === '[' || body === ']' || body === ',') return this.#ignore('punctuation');
    const element = parsedJson(withoutPunctuation(body));
    if (element !== undefined) return this.#value(element.value, depth);
    const behind = withoutPrefix(body);
    if (behind !== undefined) {
      const left = this.#text(behind, depth + 1);
      if (left !== 'line-unparsable') return left;
    }
    const log = logTextProblem(body);
    // Behind text of another kind JSON may be an argument of a call: the table printer shows what a program passes.
    if ((log !== undefined || body.startsWith('{')) && this.#glued(body, depth)) return undefined;
    return log === undefined ? 'line-unparsable' : this.#tell(log);
  }

  #value(value: unknown, depth: number): Left {
    if (Array.isArray(value)) return this.#array(value, depth);
    if (isObject(value)) return this.#object(value, depth);
    if (typeof value !== 'string') return 'not-an-event';
    return this.#text(value, depth + 1) === undefined ? undefined : 'not-an-event';
  }

  #array(values: readonly unknown[], depth: number): Left {
    if (values.length === 0) return this.#ignore('punctuation');
    const forwarded = forwardedRecord(values);
    if (forwarded !== undefined) return this.#nested(forwarded, depth);
    const others = values.filter((value) => !isObject(value) || this.#nested(value, depth) !== undefined).length;
    if (others === values.length) return 'not-an-event';
    return others === 0 ? undefined : this.#tell({ kind: 'not-an-event', times: others });
  }

  #nested(value: object, depth: number): Left {
    if (depth >= deepest || Array.isArray(value)) return 'not-an-event';
    return this.#object(value, depth + 1);
  }

  #object(value: object, depth: number): Left {
    const log = logObjectProblem(value);
    if (log !== undefined) return this.#tell(log);
    if (isEventByContents(value)) return this.#event(value);
    const container = containerRecord(value);
    if (container !== undefined) return this.#container(container, depth);
    // A detection of tracee-rules, and the event it was made of.
    const context = Object.hasOwn(value, 'SigMetadata') ? own(value, 'Context') : undefined;
    if (isObject(context) && looksLikeEvent(context)) return this.#event(context);
    let cut = false;
    for (const carried of carriedBy(value)) {
      const isText = typeof carried === 'string';
      if (isText && carried.trim() === '') continue;
      const left = isText ? this.#text(carried, depth + 1) : this.#nested(carried, depth);
      if (left === undefined) return undefined;
      cut ||= isText && left === 'line-unparsable' && openStart.test(carried);
    }
    if (looksLikeEvent(value)) return this.#event(value);
    return cut ? 'line-unparsable' : 'not-an-event';
  }

  #event(value: object): Left {
    this.#found.events.push(value);
    return undefined;
  }

  #container(part: ContainerLine, depth: number): Left {
    const { stream, text } = part;
    this.#pieces.start(part, openStart.test(text), this.#line);
    if (this.#pieces.has(stream)) {
      if (!standsAlone(text)) return this.#continued(part, depth);
      const pieces = this.#pieces.take(stream);
      if (pieces !== undefined) this.#found.problems.push(unfinished(pieces, 'line-unparsable'));
    }
    const isPiece = part.whole === 'unsure' ? openStart.test(text) && parsedJson(text) === undefined : !part.whole;
    return isPiece ? this.#fragment(part) : this.#text(text, depth + 1);
  }

  #continued(part: ContainerLine, depth: number): Left {
    const isEnd = part.whole === true || (part.whole === 'unsure' && this.#pieces.completes(part));
    if (!isEnd) return this.#fragment(part);
    this.#pieces.add(part, this.#line);
    const whole = this.#pieces.take(part.stream);
    if (whole?.overlong) return this.#tell({ kind: 'event-overlong', sample: whole.sample });
    return this.#text(whole?.text ?? '', depth + 1);
  }

  #fragment(part: ContainerLine): Left {
    this.#sawFragment = true;
    this.#pieces.add(part, this.#line);
    return this.#ignore('fragment');
  }

  /**
   * Finds the events and log objects on a line that holds more than one thing: standard output and standard error of
   * Tracee in one file, or a newline that was lost.
   */
  #glued(body: string, depth: number): boolean {
    const between: string[] = [];
    let done = 0;
    let tries = 0;
    let start = body.startsWith('{') ? 0 : nextRecord(body, 0);
    while (start >= 0 && tries < triesPerLine) {
      const end = jsonEnd(body, start);
      const parsed = end < 0 ? undefined : parsedJson(body.slice(start, end));
      if (parsed !== undefined && this.#value(parsed.value, depth) === undefined) {
        between.push(body.slice(done, start));
        done = end;
        const next = /[^\s,]/g;
        next.lastIndex = end;
        const at = next.exec(body)?.index ?? -1;
        start = body[at] === '{' ? at : nextRecord(body, end);
      } else {
        tries++;
        start = nextRecord(body, start + 1);
      }
    }
    if (done === 0) return false;
    this.#tellBetween([...between, body.slice(done)]);
    return true;
  }

  #tellBetween(texts: readonly string[]): void {
    let unknown: string | undefined;
    for (const text of texts) {
      if (/^[\s,\][]*$/.test(text)) continue;
      const log = logTextProblem(text);
      if (log !== undefined) this.#tell(log);
      else unknown ??= text;
    }
    if (unknown !== undefined) this.#tell({ kind: 'line-unparsable', sample: sampleOf(unknown.trim()) });
  }
}

/** Whether an object may be an event: any layout since v0.1, or what people write in its likeness. */
export function looksLikeEvent(value: object): boolean {
  return isEventByContents(value) || (typeof own(value, 'name') === 'string' && own(value, 'id') !== undefined);
}

function isEventByContents(value: object): boolean {
  if (typeof own(value, 'eventName') === 'string') return true;
  if (typeof own(value, 'name') !== 'string') return false;
  return isObject(own(value, 'workload')) || isObject(own(value, 'policies')) || Array.isArray(own(value, 'data'));
}

/** Whether a text is an event or a log object by itself: the pieces before it lost their end, it is not their end. */
function standsAlone(text: string): boolean {
  if (!openStart.test(text)) return false;
  const value = parsedJson(text)?.value;
  return isObject(value) && (looksLikeEvent(value) || logObjectProblem(value) !== undefined);
}

function nextRecord(text: string, from: number): number {
  recordStart.lastIndex = from;
  return recordStart.exec(text)?.index ?? -1;
}

/** One line of a JSON array without the bracket or comma at its ends. */
function withoutPunctuation(body: string): string {
  const start = /^[[,]/.test(body) ? 1 : 0;
  const inner = body.slice(start, /[\],]$/.test(body) ? -1 : undefined).trim();
  return inner.startsWith('{') && inner.endsWith('}') ? inner : '';
}

/** What is wrong with a line whose end is missing. */
export function unfinished(
  { line, sample, overlong }: PiecedLine,
  kind: 'line-truncated' | 'line-unparsable',
): Problem {
  return { kind: overlong ? 'event-overlong' : kind, line, sample };
}

function asCut(problem: Problem): Problem {
  return problem.kind === 'line-unparsable' ? { ...problem, kind: 'line-truncated' } : problem;
}
