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

/** What there are rows of: pairs of a source and a kind of events. */
export interface TraceePairs {
  /** For each pair the place of its source in `whos`. */
  readonly who: Uint32Array;
  /** The place of its kind in `whats`. */
  readonly what: Uint32Array;
}

/** Different events: a pair, and an errno. */
export interface TraceeRowColumns {
  readonly pair: Uint32Array;
  /** The errno, 0 for a value that is none, -1 where no value is told. */
  readonly errno: Int16Array;
  /** How often the event came. */
  readonly times: Float64Array;
  /** The first line it came on, from 1. */
  readonly line: Float64Array;
}

/**
 * Different events. Few sources tell of few kinds of events, in most streams: what they say is there once, and what
 * depends on it is found out once. Plain data, and cheap to hand to another thread.
 */
export interface TraceeRowTable extends TraceePairs, TraceeRowColumns {
  /** Each once, and of at least one row; so are `whats` and the pairs. */
  readonly whos: readonly TraceeWho[];
  readonly whats: readonly TraceeWhat[];
}

/** A source or a kind of events, to be counted with others again and again: where it is in the table is found once. */
export interface Placed<T> {
  readonly value: T;
  /** Undefined until it is in the table. */
  place: number | undefined;
}

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

  /** Counts an event, as `count` does. */
  add(event: TraceeEvent, times: number, line: number): boolean {
    return this.count({ value: event, place: undefined }, { value: event, place: undefined }, event.errno, times, line);
  }

  /**
   * Counts an event, which may be given in parts, `times` times.
   * @param line the first line it came on
   * @returns false when there is no room for another different one
   */
  count(
    who: Placed<TraceeWho>,
    what: Placed<TraceeWhat>,
    errno: number | undefined,
    times: number,
    line: number,
  ): boolean {
    const pair = this.#pairOf(who, what);
    return pair !== undefined && this.#countPair(pair, errno ?? untold, times, line);
  }

  /** Of a pair that is new, there is room for a row. */
  #pairOf(who: Placed<TraceeWho>, what: Placed<TraceeWhat>): number | undefined {
    const whoPlace = who.place ?? this.#whos.placeOf(who.value);
    const whatPlace = what.place ?? this.#whats.placeOf(what.value);
    // There are no more different ones of either than rows.
    const places = whoPlace * rowLimit + whatPlace;
    let pair = this.#pairs.get(places);
    if (pair === undefined) {
      const isNewWho = whoPlace === this.#whos.values.length;
      const isNewWhat = whatPlace === this.#whats.values.length;
      const newSize = (isNewWho ? keyOfWho(who.value).length : 0) + (isNewWhat ? keyOfWhat(what.value).length : 0);
      if (this.#length === rowLimit || this.#size + newSize > this.#room) return undefined;
      this.#size += newSize;
      if (isNewWho) this.#whos.add(who.value);
      if (isNewWhat) this.#whats.add(what.value);
      pair = this.#pairs.size;
      this.#pairs.set(places, pair);
      this.#who.push(whoPlace);
      this.#what.push(whatPlace);
      this.#last.push(none);
    }
    who.place = whoPlace;
    what.place = whatPlace;
    return pair;
  }

  #countPair(pair: number, errno: number, times: number, line: number): boolean {
    const last = this.#last[pair] ?? none;
    let row = last;
    while (row !== none && this.#columns.errno[row] !== errno) row = this.#columns.before[row] ?? none;
    if (row === none) {
      if (this.#length === rowLimit) return false;
      if (this.#length === this.#columns.line.length) this.#columns = columns(2 * this.#length, this.#columns);
      row = this.#length++;
      this.#columns.pair[row] = pair;
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
    const { pair, errno, times, line } = this.#columns;
    const end = this.#length;
    return {
      whos: this.#whos.values,
      whats: this.#whats.values,
      who: Uint32Array.from(this.#who),
      what: Uint32Array.from(this.#what),
      pair: pair.slice(0, end),
      errno: errno.slice(0, end),
      times: times.slice(0, end),
      line: line.slice(0, end),
    };
  }
}

/** The columns of a table, and for each row the one of the same pair that was made before it. */
type Columns = TraceeRowColumns & { readonly before: Int32Array };

/**
 * Room for so many rows, filled with those there are. Nothing of it is moved when memory is collected: that would take as
 * long as all else that is done with the rows.
 */
function columns(length: number, known?: Columns): Columns {
  const made = {
    pair: new Uint32Array(length),
    errno: new Int16Array(length),
    times: new Float64Array(length),
    line: new Float64Array(length),
    before: new Int32Array(length),
  };
  if (known !== undefined) for (const key of Object.keys(made) as (keyof Columns)[]) made[key].set(known[key]);
  return made;
}

/** The same text for events that say the same, and for no others. */
export function eventKey(event: TraceeEvent): string {
  return `${keyOfWho(event)}${keyOfWhat(event)}${event.errno}`;
}
