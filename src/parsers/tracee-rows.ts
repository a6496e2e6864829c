import { distinctWhats, distinctWhos, keyOfWhat, keyOfWho } from './tracee-distinct.ts';
import type { TraceeEvent, TraceeWhat, TraceeWho } from './tracee-event.ts';

/** What rows may hold together, in characters of their keys: hostile streams differ in every line. */
const budget = 64 * 1024 * 1024;
const rowLimit = 200_000;
const roomAtFirst = 1024;
/** In place of an errno. */
const untold = -1;
/** In place of a row. */
const none = -1;

/**
 * Different events. Few sources tell of few kinds of events, in most streams, and a row is a pair of these and an errno:
 * whose event it is, by its place in `whos`, and which, by its place in `whats`. Plain data, and cheap to hand to another
 * thread.
 */
export interface TraceeRowTable {
  /** Each once, and of at least one row; so are `whats`. */
  readonly whos: readonly TraceeWho[];
  readonly whats: readonly TraceeWhat[];
  readonly who: Uint32Array;
  readonly what: Uint32Array;
  /** The errno, 0 for a value that is none, -1 where no value is told. */
  readonly errno: Int16Array;
  /** How often the event came. */
  readonly times: Float64Array;
  /** The first line it came on, from 1. */
  readonly line: Float64Array;
}

/**
 * Counts an event with an errno, `times` times.
 * @param line the first line it came on
 * @returns false when there is no room for another different one
 */
export type CountEvent = (errno: number | undefined, times: number, line: number) => boolean;

/** Counts events that say the same. Bounded: what comes when it is full and says something new is refused. */
export class TraceeRows {
  readonly #whos = distinctWhos();
  readonly #whats = distinctWhats();
  /** The number of a pair of places, by these as one number; `#who` and `#what` are by the pair, as is the row counted last. */
  readonly #pairs = new Map<number, number>();
  readonly #who: number[] = [];
  readonly #what: number[] = [];
  readonly #last: number[] = [];
  #columns = columns(roomAtFirst);
  #length = 0;
  readonly #room: number;
  #size = 0;

  /** `held`: the size of what is kept beside it. */
  constructor(held = 0) {
    this.#room = budget - held;
  }

  /** What it holds, in characters of keys. */
  get size(): number {
    return this.#size;
  }

  /** Counts an event, as `CountEvent` does. */
  add(event: TraceeEvent, times: number, line: number): boolean {
    return this.of(event)(event.errno, times, line);
  }

  /** Counts events that differ in the errno alone: what else they say is looked up once. */
  of(event: TraceeWho & TraceeWhat): CountEvent {
    let pair: number | undefined;
    return (errno, times, line) => {
      pair ??= this.#pairOf(event);
      return pair !== undefined && this.#count(pair, errno ?? untold, times, line);
    };
  }

  /** Of a pair that is new, there is room for a row. */
  #pairOf(event: TraceeWho & TraceeWhat): number | undefined {
    const who = this.#whos.placeOf(event);
    const what = this.#whats.placeOf(event);
    // There are no more different ones of either than rows.
    const places = who * rowLimit + what;
    const known = this.#pairs.get(places);
    if (known !== undefined) return known;
    const isNewWho = who === this.#whos.values.length;
    const isNewWhat = what === this.#whats.values.length;
    const size = this.#size + (isNewWho ? keyOfWho(event).length : 0) + (isNewWhat ? keyOfWhat(event).length : 0);
    if (this.#length === rowLimit || size > this.#room) return undefined;
    this.#size = size;
    if (isNewWho) this.#whos.add(event);
    if (isNewWhat) this.#whats.add(event);
    const pair = this.#pairs.size;
    this.#pairs.set(places, pair);
    this.#who.push(who);
    this.#what.push(what);
    this.#last.push(none);
    return pair;
  }

  #count(pair: number, errno: number, times: number, line: number): boolean {
    const last = this.#last[pair] ?? none;
    let row = last;
    while (row !== none && this.#columns.errno[row] !== errno) row = this.#columns.before[row] ?? none;
    if (row === none) {
      if (this.#length === rowLimit) return false;
      if (this.#length === this.#columns.line.length) this.#columns = columns(2 * this.#length, this.#columns);
      row = this.#length++;
      this.#columns.who[row] = this.#who[pair] ?? 0;
      this.#columns.what[row] = this.#what[pair] ?? 0;
      this.#columns.errno[row] = errno;
      this.#columns.line[row] = line;
      this.#columns.before[row] = last;
      this.#last[pair] = row;
    }
    this.#columns.times[row] = (this.#columns.times[row] ?? 0) + times;
    if (line < (this.#columns.line[row] ?? line)) this.#columns.line[row] = line;
    return true;
  }

  /** The rows, in the order in which they were first added. */
  rows(): TraceeRowTable {
    const { who, what, errno, times, line } = this.#columns;
    const end = this.#length;
    return {
      whos: this.#whos.values,
      whats: this.#whats.values,
      who: who.slice(0, end),
      what: what.slice(0, end),
      errno: errno.slice(0, end),
      times: times.slice(0, end),
      line: line.slice(0, end),
    };
  }
}

/** The columns of a table, and for each row the one of the same pair that was made before it. */
type Columns = Omit<TraceeRowTable, 'whos' | 'whats'> & { readonly before: Int32Array };

/**
 * Room for so many rows, filled with those there are. Nothing of it is moved when memory is collected: that would take as
 * long as all else that is done with the rows.
 */
function columns(length: number, known?: Columns): Columns {
  const made = {
    who: new Uint32Array(length),
    what: new Uint32Array(length),
    errno: new Int16Array(length),
    times: new Float64Array(length),
    line: new Float64Array(length),
    before: new Int32Array(length),
  };
  if (known !== undefined) for (const key of Object.keys(made) as (keyof Columns)[]) made[key].set(known[key]);
  return made;
}

/**
 * The rows of all parts of an input in one table, their lines counted from the beginning of the first part. What comes in
 * several parts has a row of each.
 * @param parts in order, with how many lines each has
 */
export function joinRows(parts: readonly { readonly rows: TraceeRowTable; readonly lines: number }[]): TraceeRowTable {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only.rows;
  const length = parts.reduce((sum, { rows }) => sum + rows.line.length, 0);
  const whos = distinctWhos();
  const whats = distinctWhats();
  const joined = columns(length);
  let row = 0;
  let linesBefore = 0;
  for (const { rows, lines } of parts) {
    joined.errno.set(rows.errno, row);
    joined.times.set(rows.times, row);
    const placesOfWhos = rows.whos.map((one) => whos.add(one));
    const placesOfWhats = rows.whats.map((one) => whats.add(one));
    for (let at = 0; at < rows.line.length; at++, row++) {
      joined.who[row] = placesOfWhos[rows.who[at] ?? 0] ?? 0;
      joined.what[row] = placesOfWhats[rows.what[at] ?? 0] ?? 0;
      joined.line[row] = (rows.line[at] ?? 0) + linesBefore;
    }
    linesBefore += lines;
  }
  const { who, what, errno, times, line } = joined;
  return { whos: whos.values, whats: whats.values, who, what, errno, times, line };
}

/** The same text for events that say the same, and for no others. */
export function eventKey(event: TraceeEvent): string {
  return `${keyOfWho(event)}${keyOfWhat(event)}${event.errno}`;
}
