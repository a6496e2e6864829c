import type { ListPlaces, Place } from '../model/compared-source.ts';
import { foldedKey } from '../model/go-key.ts';
import type { JsonEntry, JsonNode, ScalarNode } from '../model/json-tree.ts';
import type { Problem } from '../model/problem.ts';

/** What is wrong first with a profile, thrown and caught within this room; `what` starts with the path of the value. */
export class ProfileFault extends Error {
  readonly line: number;
  readonly what: string;

  constructor(place: Place, what: string) {
    super(what);
    this.line = place.line;
    this.what = what;
  }
}

/** The keys that an object may have, by their spelling without regard to case. */
export type KnownKeys = ReadonlyMap<string, string>;

/** Makes the table of an object's keys. */
export function knownKeys(...names: readonly string[]): KnownKeys {
  return new Map(names.map((name) => [foldedKey(name), name]));
}

/** A value that is there, and where. */
export interface Located<T> {
  readonly value: T;
  readonly place: Place;
}

/** Takes a key that is not as it should be. */
export type TellKey = (problem: Pick<Problem, 'kind' | 'what' | 'line'>) => void;

/**
 * The fields of one object, read as Go's encoding/json reads them into a struct: without regard to case, the last of two
 * for one field counts, null is nothing. Keys that the struct lacks are passed over there; here they are told. A value of
 * another type is a `ProfileFault`.
 */
export class Fields {
  readonly place: Place;
  readonly #path: string;
  readonly #entries = new Map<string, JsonEntry>();

  constructor(node: JsonNode, path: string, known: KnownKeys, tell: TellKey) {
    this.place = node.place;
    this.#path = path;
    if (node.kind !== 'object') throw new ProfileFault(node.place, `${path || 'the whole'}: not an object`);
    for (const entry of node.entries) this.#take(entry, known, tell);
  }

  #take(entry: JsonEntry, known: KnownKeys, tell: TellKey): void {
    const { key, place } = entry;
    const name = known.get(foldedKey(key));
    const { line } = place;
    if (name === undefined) {
      // `$schema` is for editors.
      if (!key.startsWith('$')) tell({ kind: 'profile-key-unknown', what: key, line });
      return;
    }
    if (name !== key) tell({ kind: 'profile-key-case', what: key, line });
    if (this.#entries.has(name)) tell({ kind: 'profile-key-repeated', what: this.pathOf(name), line });
    this.#entries.set(name, entry);
  }

  /** `syscalls[3].action` */
  pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  /** A field's key and value; undefined where it is not there or null. */
  entry(name: string): JsonEntry | undefined {
    const entry = this.#entries.get(name);
    return entry?.value.kind === 'scalar' && entry.value.value === null ? undefined : entry;
  }

  /** A field that has to be there. */
  needed<T>(name: string, found: T | undefined): T {
    if (found === undefined) throw new ProfileFault(this.place, `${this.pathOf(name)}: missing`);
    return found;
  }

  text(name: string): Located<string> | undefined {
    const entry = this.entry(name);
    return entry && { value: textOf(entry.value, () => this.pathOf(name)), place: entry.value.place };
  }

  /** One of these words. */
  word<W extends string>(name: string, words: readonly W[]): Located<W> | undefined {
    const found = this.text(name);
    if (found === undefined) return undefined;
    const word = words.find((one) => one === found.value);
    if (word === undefined) throw new ProfileFault(found.place, `${this.pathOf(name)}: no such value: ${found.value}`);
    return { value: word, place: found.place };
  }

  /** An integer from 0, of so many bits. */
  unsigned(name: string, bits: 32 | 64): Located<bigint> | undefined {
    const entry = this.entry(name);
    if (entry === undefined) return undefined;
    const { value: node } = entry;
    const value = node.kind === 'scalar' ? integerOf(node) : undefined;
    if (value === undefined || value < 0n || value >> BigInt(bits) !== 0n)
      throw new ProfileFault(node.place, `${this.pathOf(name)}: not an integer from 0 to ${(1n << BigInt(bits)) - 1n}`);
    return { value, place: node.place };
  }

  list(name: string): readonly JsonNode[] | undefined {
    const entry = this.entry(name);
    if (entry === undefined) return undefined;
    if (entry.value.kind !== 'list') throw new ProfileFault(entry.value.place, `${this.pathOf(name)}: not a list`);
    return entry.value.items;
  }

  /** A list of strings, and where they stand. */
  texts(name: string): { readonly values: readonly string[]; readonly places: ListPlaces } | undefined {
    const entry = this.entry(name);
    const items = this.list(name);
    if (entry === undefined || items === undefined) return undefined;
    const values = items.map((item, index) => textOf(item, () => `${this.pathOf(name)}[${index}]`));
    return { values, places: { list: entry.place, items: items.map(({ place }) => place) } };
  }
}

function textOf(node: JsonNode, path: () => string): string {
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  throw new ProfileFault(node.place, `${path()}: not a string`);
}

function integerOf({ value }: ScalarNode): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}
