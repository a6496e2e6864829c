/**
 * Bytes of a WebAssembly module, one behind the other, with numbers in LEB128 (core specification 2.0, 5.2.2). Code is made
 * while lines wait for it: nothing is made on the way but the bytes.
 */
export class WasmBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** All that were put, until more are. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** One byte. */
  put(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(2 * this.#length);
    this.#bytes[this.#length++] = byte;
  }

  /** Many. */
  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) this.#grow(2 * length);
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** A name: how many bytes of UTF-8, and they. */
  name(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  /** A number from 0 to 2^32 - 1. */
  unsigned(value: number): void {
    let left = value >>> 0;
    for (; left >= 0x80; left >>>= 7) this.put((left & 0x7f) | 0x80);
    this.put(left);
  }

  /** A signed number of 32 bits. */
  signed(value: number): void {
    this.signed64(value | 0, value < 0 ? -1 : 0);
  }

  /** A signed number of 64 bits, given in halves of 32. */
  signed64(low: number, high: number): void {
    let left = low | 0;
    for (let rest = high | 0; ; ) {
      const byte = left & 0x7f;
      left = (left >>> 7) | (rest << 25);
      rest >>= 7;
      if (left === rest && ((left === 0 && byte < 0x40) || (left === -1 && byte >= 0x40))) {
        this.put(byte);
        return;
      }
      this.put(byte | 0x80);
    }
  }

  #grow(length: number): void {
    const grown = new Uint8Array(length);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
