import type { Surroundings } from './line-shape.ts';
import type { ScannerExports } from './scanner-exports.ts';

/** What a run is the inside of: part of the object, or one element of the array under a key. */
type Run = Pick<Surroundings, 'before' | 'after'> | { readonly key: string };

/** Where things of a kind lie one behind the other, each so many bytes long. */
interface Place {
  readonly base: number;
  readonly size: number;
}

/** Values up to this one stand for an errno, one more than it (assembly/scanner.ts). */
const errnoValues = 4096;
/** How many different names may matter in arrays. */
const nameLimit = 8;

/**
 * Turns the groups of the core, lists of byte runs, back into JSON values.
 */
export class CapturedRuns {
  readonly #core: ScannerExports;
  readonly #bytes: Uint8Array;
  readonly #fields: DataView;
  // Where the core has them. To ask it takes longer than to read there.
  readonly #groups: Place;
  readonly #valuesIn: Place;
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Run 0 is none. */
  readonly #runs: (Run | undefined)[] = [undefined];
  readonly #parsed = new Map<number, object>();
  /** By the numbers of the values that they are made of. */
  readonly #values = new Map<string, Record<string, unknown>>();
  readonly #named = new Map<string, number>();
  readonly #names: string[] = [];

  constructor(core: ScannerExports) {
    this.#core = core;
    this.#bytes = new Uint8Array(core.memory.buffer);
    this.#fields = new DataView(core.memory.buffer);
    this.#groups = { base: core.groupBase.value, size: core.groupSize.value };
    this.#valuesIn = { base: core.valueBase.value, size: core.valueSize.value };
  }

  /** To be called when the core forgets its values. */
  forget(): void {
    this.#parsed.clear();
    this.#values.clear();
  }

  /** The number of a run. */
  numberOf(before: string, after: string): number {
    const known = this.#runs.findIndex(
      (run) => run !== undefined && 'before' in run && run.before === before && run.after === after,
    );
    return known > 0 ? known : this.#runs.push({ before, after }) - 1;
  }

  /**
   * For the elements of the array under `key` with these names: the number of the first of their runs, of which every
   * name of any array has one, and a bit for each of the names.
   */
  addNamed(key: string, names: readonly string[]): { readonly firstRun: number; readonly mask: number } {
    const mask = names.reduce((bits, name) => bits | (1 << this.#nameOf(name)), 0);
    const known = this.#named.get(key);
    if (known !== undefined) return { firstRun: known, mask };
    const firstRun = this.#runs.length;
    for (let name = 0; name < nameLimit; name++) this.#runs.push({ key });
    this.#named.set(key, firstRun);
    return { firstRun, mask };
  }

  /** How many lines are in a group. */
  timesOf(group: number): number {
    const place = this.#placeOf(group) + 32;
    return this.#fields.getUint32(place, true) + this.#fields.getUint32(place + 4, true) * 0x1_0000_0000;
  }

  /** The first line of a group. */
  lineOf(group: number): number {
    return this.#fields.getUint32(this.#placeOf(group) + 40, true);
  }

  /** The object that the lines of a group are, as far as it matters. */
  valueOf(group: number): object {
    const { value, errno } = this.partsOf(group);
    return errno === undefined ? value : { ...value, returnValue: errno === 0 ? 0 : -errno };
  }

  /** The same with the errno apart. Groups that differ in it alone have one and the same value. */
  partsOf(group: number): { readonly value: object; readonly errno: number | undefined } {
    let errno: number | undefined;
    let key = '';
    const places: number[] = [];
    for (let at = this.#placeOf(group), end = at + 32; at < end; at += 2) {
      const value = this.#fields.getUint16(at, true);
      if (value === 0) break;
      if (value <= errnoValues) errno = value - 1;
      else {
        key += ` ${value}`;
        places.push(this.#valuesIn.base + value * this.#valuesIn.size);
      }
    }
    let value = this.#values.get(key);
    if (value === undefined) {
      value = {};
      for (const place of places) this.#put(value, place);
      this.#values.set(key, value);
    }
    return { value, errno };
  }

  #put(object: Record<string, unknown>, place: number): void {
    const run = this.#runs[this.#fields.getUint32(place, true)];
    if (run === undefined) return;
    const held = this.#held(place, run);
    if ('key' in run) {
      const elements = object[run.key];
      if (Array.isArray(elements)) elements.push(held);
      else object[run.key] = [held];
    } else join(object, held);
  }

  /** What a value holds; most stand in many groups. */
  #held(place: number, run: Run): object {
    const known = this.#parsed.get(place);
    if (known !== undefined) return known;
    const from = this.#fields.getUint32(place + 8, true);
    const text = this.#utf8.decode(this.#bytes.subarray(from, from + this.#fields.getUint32(place + 4, true)));
    const held: object = JSON.parse('key' in run ? text : run.before + text + run.after);
    this.#parsed.set(place, held);
    return held;
  }

  #placeOf(group: number): number {
    return this.#groups.base + group * this.#groups.size;
  }

  #nameOf(name: string): number {
    const known = this.#names.indexOf(name);
    if (known >= 0) return known;
    if (this.#names.length === nameLimit || name.length > 16) throw new Error(`no room for the name ${name}`);
    const { nameBase, nameSize } = this.#core;
    const place = nameBase.value + this.#names.length * nameSize.value;
    this.#fields.setUint32(place, name.length, true);
    this.#fields.setUint32(place + 4, name === 'returnValue' ? 1 : 0, true);
    for (let at = 0; at < name.length; at++) this.#bytes[place + 8 + at] = name.charCodeAt(at);
    this.#core.setNameCount(this.#names.push(name));
    return this.#names.length - 1;
  }
}

/** Puts the keys of one object into another, and those of objects in them, which both may share with others: they are not changed. */
function join(into: Record<string, unknown>, from: object): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (isObject(value) && isObject(there)) {
      const both = { ...there };
      join(both, value);
      into[key] = both;
    } else into[key] = value;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
