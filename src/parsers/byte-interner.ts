/** How many hash places for each name, at least: so that probing stays short. */
const placesPerName = 4;

/** Turns one byte into the next state of the hash; start with 0. */
export function hashByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/**
 * Gives small numbers to short byte strings (names of system calls, of errors) without making a string of each one
 * met. Bounded: what comes when it is full is not kept.
 */
export class ByteInterner {
  readonly #places: Int16Array;
  readonly #mask: number;
  readonly #bytes: Uint8Array;
  readonly #names: string[] = [];
  readonly #limit: number;
  readonly #longest: number;

  /** Room for `limit` names, at most 32767, of less than `longest` bytes each. */
  constructor(limit: number, longest = 64) {
    this.#limit = limit;
    this.#longest = longest;
    const places = 2 ** Math.ceil(Math.log2(limit * placesPerName));
    this.#places = new Int16Array(places).fill(-1);
    this.#mask = places - 1;
    this.#bytes = new Uint8Array(limit * longest);
  }

  /** How many names it holds: they are numbered from 0. */
  get size(): number {
    return this.#names.length;
  }

  /** The name with a number that `find` or `intern` gave. */
  name(id: number): string {
    return this.#names[id] ?? '';
  }

  /** The number of the name at `from` up to `to`, whose hash is `hash`; -1 when it is not known. */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const places = this.#places;
    const known = this.#bytes;
    const length = to - from;
    if (length >= this.#longest) return -1;
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const id = places[place] as number;
      if (id < 0) return -1;
      const start = id * this.#longest;
      if (known[start] !== length) continue;
      let at = 0;
      while (at < length && known[start + 1 + at] === bytes[from + at]) at++;
      if (at === length) return id;
    }
  }

  /** The number of a name in latin1, a new one when it is not known; -1 when it is too long or there is no room. */
  intern(name: string): number {
    const bytes = Buffer.from(name, 'latin1');
    let hash = 0;
    for (const byte of bytes) hash = hashByte(hash, byte);
    const id = this.find(bytes, 0, bytes.length, hash);
    if (id >= 0 || this.#names.length === this.#limit || bytes.length >= this.#longest) return id;
    let place = hash & this.#mask;
    while ((this.#places[place] as number) >= 0) place = (place + 1) & this.#mask;
    const fresh = this.#names.length;
    this.#places[place] = fresh;
    this.#bytes[fresh * this.#longest] = bytes.length;
    this.#bytes.set(bytes, fresh * this.#longest + 1);
    this.#names.push(name);
    return fresh;
  }
}
