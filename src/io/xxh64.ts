// XXH64, seed 0 (https://github.com/Cyan4973/xxHash/blob/v0.8.2/doc/xxhash_spec.md). Numbers of 64 bits are kept as two of 32:
// as BigInt, each step of the hash would allocate.
const prime1 = [0x9e3779b1, 0x85ebca87] as const;
const prime2 = [0xc2b2ae3d, 0x27d4eb4f] as const;
const prime3 = [0x165667b1, 0x9e3779f9] as const;
const prime4 = [0x85ebca77, 0xc2b2ae63] as const;
const prime5 = [0x27d4eb2f, 0x165667c5] as const;

type Number64 = readonly [high: number, low: number];

/** How much is hashed at a time. */
const stripe = 32;

// The result of the last operation, which would otherwise have to be an object.
let high = 0;
let low = 0;

/** The checksum of a frame of zstd (RFC 8878, 3.1.1): the low half of XXH64 over what it unpacks to. */
export class Xxh64 {
  // Four lanes, high half first.
  readonly #lanes = new Int32Array(8);
  readonly #rest = Buffer.alloc(stripe);
  #kept = 0;
  #length = 0;

  constructor() {
    const [one, two] = [prime1, prime2];
    add(one[0], one[1], two[0], two[1]);
    this.#lanes.set([high, low, two[0], two[1], 0, 0], 0);
    add(~one[0], ~one[1], 0, 1);
    this.#lanes.set([high, low], 6);
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#kept > 0) {
      at = Math.min(stripe - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#kept);
      this.#kept += at;
      if (this.#kept < stripe) return;
      this.#stripes(new DataView(this.#rest.buffer, this.#rest.byteOffset, stripe));
    }
    const whole = (bytes.length - at) & ~(stripe - 1);
    if (whole > 0) this.#stripes(new DataView(bytes.buffer, bytes.byteOffset + at, whole));
    this.#rest.set(bytes.subarray(at + whole));
    this.#kept = bytes.length - at - whole;
  }

  /** The low 32 bits of the hash of all bytes added. */
  low32(): number {
    const lanes = this.#lanes;
    if (this.#length < stripe) [high, low] = prime5;
    else {
      const [h0 = 0, l0 = 0, h1 = 0, l1 = 0, h2 = 0, l2 = 0, h3 = 0, l3 = 0] = lanes;
      const sum: [number, number] = [0, 0];
      for (const [h, l, bits] of [
        [h0, l0, 1],
        [h1, l1, 7],
        [h2, l2, 12],
        [h3, l3, 18],
      ] as const) {
        rotate(h, l, bits);
        add(high, low, sum[0], sum[1]);
        sum[0] = high;
        sum[1] = low;
      }
      for (let lane = 0; lane < 8; lane += 2) {
        round(0, 0, lanes[lane] ?? 0, lanes[lane + 1] ?? 0);
        const [h, l] = [sum[0] ^ high, sum[1] ^ low];
        multiplyAdd([h, l], prime1, prime4);
        sum[0] = high;
        sum[1] = low;
      }
    }
    add(high, low, Math.floor(this.#length / 2 ** 32), this.#length | 0);
    return this.#finish([high, low]);
  }

  #finish(start: Number64): number {
    let hash = start;
    const rest = this.#rest.subarray(0, this.#kept);
    let at = 0;
    for (; at + 8 <= rest.length; at += 8) {
      round(0, 0, rest.readInt32LE(at + 4), rest.readInt32LE(at));
      rotate(hash[0] ^ high, hash[1] ^ low, 27);
      hash = multiplyAdd([high, low], prime1, prime4);
    }
    if (at + 4 <= rest.length) {
      multiply(0, rest.readUInt32LE(at), prime1[0], prime1[1]);
      rotate(hash[0] ^ high, hash[1] ^ low, 23);
      hash = multiplyAdd([high, low], prime2, prime3);
      at += 4;
    }
    for (; at < rest.length; at++) {
      multiply(0, rest[at] ?? 0, prime5[0], prime5[1]);
      rotate(hash[0] ^ high, hash[1] ^ low, 11);
      hash = multiplyAdd([high, low], prime1, [0, 0]);
    }
    // hash ^= hash >> 33, * prime2, ^= >> 29, * prime3, ^= >> 32
    multiply(hash[0], hash[1] ^ (hash[0] >>> 1), prime2[0], prime2[1]);
    multiply(high ^ (high >>> 29), low ^ ((low >>> 29) | (high << 3)), prime3[0], prime3[1]);
    return (low ^ high) >>> 0;
  }

  #stripes(view: DataView): void {
    const lanes = this.#lanes;
    for (let lane = 0; lane < 4; lane++) {
      let h = lanes[2 * lane] ?? 0;
      let l = lanes[2 * lane + 1] ?? 0;
      for (let at = 8 * lane; at < view.byteLength; at += stripe) {
        round(h, l, view.getInt32(at + 4, true), view.getInt32(at, true));
        h = high;
        l = low;
      }
      lanes[2 * lane] = h;
      lanes[2 * lane + 1] = l;
    }
  }
}

/** (lane + input * prime2) rotated by 31, times prime1. */
function round(laneHigh: number, laneLow: number, inputHigh: number, inputLow: number): void {
  multiply(inputHigh, inputLow, 0xc2b2ae3d, 0x27d4eb4f);
  add(high, low, laneHigh, laneLow);
  rotate(high, low, 31);
  multiply(high, low, 0x9e3779b1, 0x85ebca87);
}

function multiplyAdd(value: Number64, factor: Number64, term: Number64): Number64 {
  multiply(value[0], value[1], factor[0], factor[1]);
  add(high, low, term[0], term[1]);
  return [high, low];
}

function add(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  const sum = (aLow >>> 0) + (bLow >>> 0);
  low = sum | 0;
  high = (aHigh + bHigh + (sum > 0xffffffff ? 1 : 0)) | 0;
}

/** To the left, by 1 to 31. */
function rotate(h: number, l: number, bits: number): void {
  high = (h << bits) | (l >>> (32 - bits));
  low = (l << bits) | (h >>> (32 - bits));
}

function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  // The product of the low halves has 64 bits: by halves of them.
  const a1 = aLow >>> 16;
  const a0 = aLow & 0xffff;
  const b1 = bLow >>> 16;
  const b0 = bLow & 0xffff;
  const lowest = a0 * b0;
  const middle = a1 * b0 + (lowest >>> 16);
  const carry = a0 * b1 + (middle & 0xffff);
  high = (a1 * b1 + (middle >>> 16) + (carry >>> 16) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0;
  low = Math.imul(aLow, bLow);
}
