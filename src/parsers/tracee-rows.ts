import { distinctWhats, distinctWhos, keyOfWhat, keyOfWho } from './tracee-distinct.ts';
import type { TraceeEvent, TraceeWhat, TraceeWho } from './tracee-event.ts';

/** What rows may hold together, in characters of their keys: hostile streams differ in every line. */
const budget = 64 * 1024 * 1024;
const rowLimit = 200_000;

/**
 * Different events. Few sources tell of few kinds of events, in most streams, and a row is a pair of these: whose event it
 * is, by its place in `whos`, and which, by its place in `whats`. Plain data, and cheap to hand to another thread.
 */
export interface TraceeRowTable {
  /** Each once, and of at least one row; so are `whats`. */
  readonly whos: readonly TraceeWho[];
  readonly whats: readonly TraceeWhat[];
  readonly who: Uint32Array;
  readonly what: Uint32Array;
  /** How often the event came. */
  readonly times: Float64Array;
  /** The first line it came on, from 1. */
  readonly line: Float64Array;
}

/** Counts events that say the same. Bounded: what comes when it is full and says something new is refused. */
export class TraceeRows {
  readonly #whos = distinctWhos();
  readonly #whats = distinctWhats();
  /** By both places as one number. */
  readonly #rows = new Map<number, number>();
  readonly #who: number[] = [];
  readonly #what: number[] = [];
  readonly #times: number[] = [];
  readonly #line: number[] = [];
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

  /**
   * Counts an event.
   * @param line the first line it came on
   * @returns false when there is no room for another different one
   */
  add(event: TraceeEvent, times: number, line: number): boolean {
    const who = this.#whos.placeOf(event);
    const what = this.#whats.placeOf(event);
    // There are no more different ones of either than rows.
    const pair = who * rowLimit + what;
    const row = this.#rows.get(pair);
    if (row !== undefined) {
      this.#times[row] = (this.#times[row] ?? 0) + times;
      this.#line[row] = Math.min(this.#line[row] ?? line, line);
      return true;
    }
    const isNewWho = who === this.#whos.values.length;
    const isNewWhat = what === this.#whats.values.length;
    const size = this.#size + (isNewWho ? keyOfWho(event).length : 0) + (isNewWhat ? keyOfWhat(event).length : 0);
    if (this.#rows.size === rowLimit || size > this.#room) return false;
    this.#size = size;
    if (isNewWho) this.#whos.add(event);
    if (isNewWhat) this.#whats.add(event);
    this.#rows.set(pair, this.#rows.size);
    this.#who.push(who);
    this.#what.push(what);
    this.#times.push(times);
    this.#line.push(line);
    return true;
  }

  /** The rows, in the order in which they were first added. */
  rows(): TraceeRowTable {
    return {
      whos: this.#whos.values,
      whats: this.#whats.values,
      who: new Uint32Array(this.#who),
      what: new Uint32Array(this.#what),
      times: new Float64Array(this.#times),
      line: new Float64Array(this.#line),
    };
  }
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
  const joined = {
    who: new Uint32Array(length),
    what: new Uint32Array(length),
    times: new Float64Array(length),
    line: new Float64Array(length),
  };
  let row = 0;
  let linesBefore = 0;
  for (const { rows, lines } of parts) {
    const who = rows.whos.map((one) => whos.add(one));
    const what = rows.whats.map((one) => whats.add(one));
    joined.times.set(rows.times, row);
    for (let at = 0; at < rows.line.length; at++, row++) {
      joined.who[row] = who[rows.who[at] ?? 0] ?? 0;
      joined.what[row] = what[rows.what[at] ?? 0] ?? 0;
      joined.line[row] = (rows.line[at] ?? 0) + linesBefore;
    }
    linesBefore += lines;
  }
  return { whos: whos.values, whats: whats.values, ...joined };
}

/** The same text for events that say the same, and for no others. */
export function eventKey(event: TraceeEvent): string {
  return keyOfWho(event) + keyOfWhat(event);
}
