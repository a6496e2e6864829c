import type { Surroundings } from './line-shape.ts';
import type { ScannerExports } from './scanner-exports.ts';

/** What a run is the inside of: part of the object, or one element of the array under a key. */
type Run = Pick<Surroundings, 'before' | 'after' | 'part'> | { readonly key: string };

/** Where things of a kind lie one behind the other, each so many bytes long. */
interface Place {
  readonly base: number;
  readonly size: number;
}

/** Where in a group there is what (assembly/counting.ts). */
const place = { times: 32, line: 40, source: 44, content: 46, errno: 48 } as const;
const valuesEnd = 32;
/** A group that is a part of others begins with a mark that is no value. */
const firstMark = 65534;
/** The number of a run is so many times its place, and bits for the parts that it is of. */
const runStep = 4;
const bitsOf = { source: 1, content: 2, both: 3 } as const;
/** Values up to this one stand for an errno. */
const lastErrno = 4096;
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
  /** By the number of the group. */
  readonly #parts = new Map<number, object>();
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
    this.#parts.clear();
  }

  /** The number of a run that begins with one captured value and ends with another of the same part. */
  numberOf({ before, part }: Pick<Surroundings, 'before' | 'part'>, { after }: Pick<Surroundings, 'after'>): number {
    const known = this.#runs.findIndex(
      (run) =>
        run !== undefined && 'before' in run && run.before === before && run.after === after && run.part === part,
    );
    return (known > 0 ? known : this.#runs.push({ before, after, part }) - 1) * runStep + bitsOf[part];
  }

  /**
   * For the elements of the array under `key` with these names: the number of the first of their runs, of which every
   * name of any array has one, and a bit for each of the names.
   */
  addNamed(key: string, names: readonly string[]): { readonly firstRun: number; readonly mask: number } {
    const mask = names.reduce((bits, name) => bits | (1 << this.#nameOf(name)), 0);
    const known = this.#named.get(key);
    if (known !== undefined) return { firstRun: known, mask };
    const firstRun = this.#runs.length * runStep + bitsOf.content;
    for (let name = 0; name < nameLimit; name++) this.#runs.push({ key });
    this.#named.set(key, firstRun);
    return { firstRun, mask };
  }

  /** How many lines are in a group. */
  timesOf(group: number): number {
    const at = this.#placeOf(group) + place.times;
    return this.#fields.getUint32(at, true) + this.#fields.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** The first line of a group. */
  lineOf(group: number): number {
    return this.#fields.getUint32(this.#placeOf(group) + place.line, true);
  }

  /** The errno that the lines of a group tell: 0 for a value that is none, undefined where there is no value. */
  errnoOf(group: number): number | undefined {
    const value = this.#fields.getUint16(this.#placeOf(group) + place.errno, true);
    return value === 0 ? undefined : value - 1;
  }

  /** The source of the lines of a group: of the object that they are what is planned so. Many groups share one. */
  sourceOf(group: number): object {
    return this.#partOf(this.#fields.getUint16(this.#placeOf(group) + place.source, true));
  }

  /** Their content, likewise. */
  contentOf(group: number): object {
    return this.#partOf(this.#fields.getUint16(this.#placeOf(group) + place.content, true));
  }

  /** The object that the lines of a group are, as far as it matters. */
  valueOf(group: number): object {
    const errno = this.errnoOf(group);
    return { ...this.#objectOf(group), ...(errno !== undefined && { returnValue: errno === 0 ? 0 : -errno }) };
  }

  #partOf(group: number): object {
    const known = this.#parts.get(group);
    if (known !== undefined) return known;
    const part = this.#objectOf(group);
    this.#parts.set(group, part);
    return part;
  }

  #objectOf(group: number): object {
    const object: Record<string, unknown> = {};
    const first = this.#placeOf(group);
    for (let at = first; at < first + valuesEnd; at += 2) {
      const value = this.#fields.getUint16(at, true);
      if (value === 0) break;
      if (value > lastErrno && value < firstMark) this.#put(object, this.#valuesIn.base + value * this.#valuesIn.size);
    }
    return object;
  }

  #put(object: Record<string, unknown>, value: number): void {
    const run = this.#runs[Math.floor(this.#fields.getUint32(value, true) / runStep)];
    if (run === undefined) return;
    const held = this.#held(value, run);
    if ('key' in run) {
      const elements = object[run.key];
      if (Array.isArray(elements)) elements.push(held);
      else object[run.key] = [held];
    } else join(object, held);
  }

  /** What a value holds; most stand in many groups. */
  #held(value: number, run: Run): object {
    const known = this.#parsed.get(value);
    if (known !== undefined) return known;
    const from = this.#fields.getUint32(value + 8, true);
    const text = this.#utf8.decode(this.#bytes.subarray(from, from + this.#fields.getUint32(value + 4, true)));
    const held: object = JSON.parse('key' in run ? text : run.before + text + run.after);
    this.#parsed.set(value, held);
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
    const into = nameBase.value + this.#names.length * nameSize.value;
    this.#fields.setUint32(into, name.length, true);
    this.#fields.setUint32(into + 4, name === 'returnValue' ? 1 : 0, true);
    for (let at = 0; at < name.length; at++) this.#bytes[into + 8 + at] = name.charCodeAt(at);
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
