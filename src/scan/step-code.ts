import type { ShapeNode } from './shape-tree.ts';
import type { Label, WasmCode } from './wasm-code.ts';
import { types } from './wasm-writer.ts';

/** Gives the numbers under which elements with these names are runs of an array (`namedEnd` in assembly/named.ts). */
export type NamedOf = (named: NonNullable<ShapeNode['named']>) => { readonly firstRun: number; readonly mask: number };

/** Functions of the core that the code calls, in the order of their numbers. */
export const calls = {
  stringEnd: { number: 0, params: 1, results: 1 },
  numberEnd: { number: 1, params: 1, results: 1 },
  anyEnd: { number: 2, params: 1, results: 1 },
  errnoEnd: { number: 3, params: 1, results: 1 },
  namedEnd: { number: 4, params: 3, results: 1 },
  jump: { number: 5, params: 2, results: 1 },
  addRun: { number: 6, params: 5, results: 1 },
  count: { number: 7, params: 0, results: 1 },
} as const;
/** Globals of the core that the code uses, with their numbers. */
export const globals = { key: 0, keyHash: 1, landing: 2 } as const;

/** Parameter: where the line at hand begins. */
export const FROM = 0;
/** Parameter: where lines end. */
export const TO = 1;
/** Local: how far the line at hand has been read. */
export const AT = 2;
/** Local: where the run at hand begins. */
export const OPEN = 3;
/** Local: bits, or a number, for a moment. */
export const BITS = 4;
/** Where the value at hand ends. */
const END = 5;
// The constants stay in registers while the loop over the lines runs.
const QUOTE = 6;
const BACKSLASH = 7;
const CONTROL = 8;
const ZERO = 9;
const NINE = 10;
const BYTES = 11;
const constants: readonly (readonly [local: number, byte: number])[] = [
  [QUOTE, 0x22],
  [BACKSLASH, 0x5c],
  [CONTROL, 0x1f],
  [ZERO, 0x30],
  [NINE, 9],
];

/** Longer strings are not guessed. */
const longest = 64;

/** The locals behind the two parameters, for the module. */
export const locals = [
  { type: types.i32, count: 4 },
  { type: types.v128, count: 6 },
] as const;

/** Writes the code for one step of a shape: its text, its value. */
export class StepCoder {
  readonly #code: WasmCode;
  readonly #namedOf: NamedOf;
  #stop: Label = 0;

  constructor(code: WasmCode, namedOf: NamedOf) {
    this.#code = code;
    this.#namedOf = namedOf;
  }

  /** Puts the constants into their locals. */
  begin(): void {
    for (const [local, byte] of constants) {
      this.#code.bytes16(byte);
      this.#code.set(local);
    }
  }

  /** Passes over a text, or leads elsewhere when it is not there. */
  text(text: string, other: Label): void {
    const bytes = Array.from(text, (one) => one.charCodeAt(0));
    let done = 0;
    for (const size of [8, 4, 2, 1] as const) {
      while (bytes.length - done >= size) {
        this.#compare(bytes, done, size, other);
        done += size;
      }
      // The rest with the bytes before it, in one.
      if (done < bytes.length && bytes.length > size) {
        this.#compare(bytes, bytes.length - size, size, other);
        done = bytes.length;
      }
    }
    this.#advance(bytes.length);
  }

  #compare(bytes: readonly number[], from: number, size: 8 | 4 | 2 | 1, other: Label): void {
    const code = this.#code;
    code.get(AT);
    if (size === 8) {
      code.load64(from);
      code.i64(littleEndian(bytes, from, 4), littleEndian(bytes, from + 4, 4));
      code.do('i64.ne');
    } else {
      code.load(size, from);
      code.i32(littleEndian(bytes, from, size));
      code.do('i32.ne');
    }
    code.branchIf(other);
  }

  /**
   * Reads the value of a node; leads to `stop` when it is none. Where it is as long as in the first line of the shape, its
   * end is known from its beginning alone: what follows need not wait until the value has been read, the processor goes on
   * from there while it is. Lengths of what matters vary too much for that.
   */
  value(node: ShapeNode, stop: Label): void {
    this.#stop = stop;
    const guess = node.captured === undefined ? node.length : 0;
    if (node.kind === 'string') this.#string(guess);
    else if (node.kind === 'whole') this.#whole(guess);
    else if (node.kind === 'number') this.#readBy(calls.numberEnd.number, guess);
    else if (node.kind === 'errno') this.#readBy(calls.errnoEnd.number, guess);
    else if (node.kind === 'any') this.#any(guess);
    else if (node.kind === 'named' && node.named !== undefined) {
      const { firstRun, mask } = this.#namedOf(node.named);
      this.#readBy(calls.namedEnd.number, 0, firstRun, mask);
    }
  }

  /** Calls a function of the core that gives the place behind a value. */
  #readBy(call: number, guess: number, ...more: readonly number[]): void {
    const code = this.#code;
    code.get(AT);
    for (const one of more) code.i32(one);
    code.call(call);
    code.tee(END);
    code.do('i32.eqz');
    code.branchIf(this.#stop);
    if (guess > 0) {
      const done = code.block();
      const other = code.block();
      code.get(END);
      code.get(AT);
      code.do('i32.sub');
      this.#isNot(guess, other);
      this.#advance(guess);
      code.branch(done);
      code.end();
      this.#advanceTo(END);
      code.end();
    } else this.#advanceTo(END);
  }

  /** To the first byte that cannot just stand in a string; the text behind has the quote that it should be. */
  #string(guess: number): void {
    const code = this.#code;
    const done = code.block();
    if (guess > 0 && guess < longest) {
      const other = code.block();
      for (let before = 0; before + 16 <= guess; before += 16) {
        this.#special(before);
        code.branchIf(other);
      }
      const [bits, last] = [guess % 16, guess - (guess % 16)];
      this.#special(last);
      code.i32((2 << bits) - 1);
      code.do('i32.and');
      this.#isNot(1 << bits, other);
      this.#isByte(guess, 0x22);
      code.do('i32.eqz');
      code.branchIf(other);
      this.#advance(guess);
      code.branch(done);
      code.end();
    }
    const again = code.loop();
    this.#special(0);
    code.tee(BITS);
    code.do('i32.eqz');
    code.if();
    this.#advance(16);
    code.branch(again);
    code.end();
    code.end();
    code.get(AT);
    code.get(BITS);
    code.do('i32.ctz');
    code.do('i32.add');
    code.set(AT);
    this.#isByte(0, 0x5c);
    code.if();
    this.#readBy(calls.stringEnd.number, 0);
    code.end();
    code.end();
  }

  /** A bit for each of 16 bytes that cannot just stand in a string: quote, backslash, control characters. */
  #special(offset: number): void {
    const code = this.#code;
    code.get(AT);
    code.load128(offset);
    code.tee(BYTES);
    code.get(QUOTE);
    code.do('i8x16.eq');
    code.get(BYTES);
    code.get(BACKSLASH);
    code.do('i8x16.eq');
    code.do('v128.or');
    code.get(BYTES);
    code.get(CONTROL);
    code.do('i8x16.le_u');
    code.do('v128.or');
    code.do('i8x16.bitmask');
  }

  /** As many digits as guessed, or up to 15; what has more, a sign or a leading zero, is read by the core. */
  #whole(guess: number): void {
    const code = this.#code;
    const done = code.block();
    this.#digits(0);
    code.set(BITS);
    if (guess > 0 && guess < 31) {
      const other = code.block();
      code.get(BITS);
      if (guess >= 16) {
        this.#isNot(0xffff, other);
        this.#digits(16);
      }
      code.i32((2 << (guess % 16)) - 1);
      code.do('i32.and');
      this.#isNot((1 << (guess % 16)) - 1, other);
      if (guess > 1) {
        this.#isByte(0, 0x30);
        code.branchIf(other);
      }
      this.#advance(guess);
      code.branch(done);
      code.end();
    }
    const exact = code.block();
    code.get(BITS);
    code.i32(-1);
    code.do('i32.xor');
    code.do('i32.ctz');
    code.tee(BITS);
    code.i32(1);
    code.do('i32.sub');
    code.i32(15);
    code.do('i32.ge_u');
    code.branchIf(exact);
    // A zero with more behind it?
    this.#isByte(0, 0x30);
    code.get(BITS);
    code.i32(1);
    code.do('i32.ne');
    code.do('i32.and');
    code.branchIf(exact);
    code.get(AT);
    code.get(BITS);
    code.do('i32.add');
    code.set(AT);
    code.branch(done);
    code.end();
    this.#readBy(calls.numberEnd.number, 0);
    code.end();
  }

  /** A bit for each of 16 bytes that is a digit. */
  #digits(offset: number): void {
    const code = this.#code;
    code.get(AT);
    code.load128(offset);
    code.get(ZERO);
    code.do('i8x16.sub');
    code.get(NINE);
    code.do('i8x16.le_u');
    code.do('i8x16.bitmask');
  }

  /** `true`, `false` and `null` here, all else by the core. */
  #any(guess: number): void {
    const code = this.#code;
    const done = code.block();
    for (const word of ['true', 'false', 'null']) {
      const other = code.block();
      this.text(word, other);
      code.branch(done);
      code.end();
    }
    this.#readBy(calls.anyEnd.number, guess);
    code.end();
  }

  /** Leads elsewhere when the operand is not this number. */
  #isNot(number: number, other: Label): void {
    this.#code.i32(number);
    this.#code.do('i32.ne');
    this.#code.branchIf(other);
  }

  /** Whether a byte is this one. */
  #isByte(offset: number, byte: number): void {
    this.#code.get(AT);
    this.#code.load(1, offset);
    this.#code.i32(byte);
    this.#code.do('i32.eq');
  }

  #advance(count: number): void {
    this.#code.get(AT);
    this.#code.i32(count);
    this.#code.do('i32.add');
    this.#code.set(AT);
  }

  #advanceTo(local: number): void {
    this.#code.get(local);
    this.#code.set(AT);
  }
}

/** So many bytes as a number of 32 bits. */
function littleEndian(bytes: readonly number[], from: number, size: 4 | 2 | 1): number {
  let value = 0;
  for (let at = from + size - 1; at >= from; at--) value = (value << 8) | (bytes[at] ?? 0);
  return value;
}
