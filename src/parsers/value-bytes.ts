/**
 * The bytes of a value that may go over several chunks: keeps those of the earlier ones. `at` and `end` are places in the
 * chunk at hand; `last` and `text` may be asked for what lies before it.
 */
export class ValueBytes {
  #carry = new Uint8Array(4096);
  #carried = 0;
  #start = 0;

  /** A value begins at `at`, or with the bytes `begun` that lie before it. */
  begin(at: number, begun?: Uint8Array): void {
    this.#start = at;
    this.#carried = 0;
    if (begun === undefined) return;
    this.#makeRoom(begun.length);
    this.#carry.set(begun);
    this.#carried = begun.length;
  }

  /** The next chunk is at hand. */
  goOn(): void {
    this.#start = 0;
  }

  /** Forgets what was kept. */
  drop(): void {
    this.#carried = 0;
  }

  /** How long the value is up to `at`. */
  lengthTo(at: number): number {
    return this.#carried + at - this.#start;
  }

  /** Keeps the value up to `end`, `most` bytes of it or fewer, before the chunk is gone. */
  keep(bytes: Uint8Array, end: number, most = Number.POSITIVE_INFINITY): void {
    const fresh = bytes.subarray(this.#start, Math.min(end, this.#start + Math.max(0, most - this.#carried)));
    this.#makeRoom(this.#carried + fresh.length);
    this.#carry.set(fresh, this.#carried);
    this.#carried += fresh.length;
    this.#start = end;
  }

  /** The value, which ends before `end`; only valid until the next call. */
  whole(bytes: Uint8Array, end: number): Uint8Array {
    if (this.#carried === 0) return bytes.subarray(this.#start, end);
    this.keep(bytes, end);
    return this.#carry.subarray(0, this.#carried);
  }

  /** The value up to `end` as UTF-8, at most `most` bytes of it. */
  text(bytes: Uint8Array, end: number, most: number): string {
    const length = Math.min(this.lengthTo(end), most);
    const before = this.#carry.subarray(0, Math.min(length, this.#carried));
    const here = bytes.subarray(this.#start, this.#start + length - before.length);
    return Buffer.concat([before, here]).toString('utf8');
  }

  /** A copy of the last `length` bytes of the value before `at`, or of all when they are fewer. */
  last(bytes: Uint8Array, at: number, length: number): Buffer {
    const here = bytes.subarray(Math.max(this.#start, at - length), at);
    const before = this.#carry.subarray(Math.max(0, this.#carried + here.length - length), this.#carried);
    return Buffer.concat([before, here]);
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#carry.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#carry.length));
    grown.set(this.#carry.subarray(0, this.#carried));
    this.#carry = grown;
  }
}
