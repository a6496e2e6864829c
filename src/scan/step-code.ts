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
/** Where the value at hand begins. */
const START = 5;
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
    const code = this.#code;
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
    code.get(AT);
    code.i32(bytes.length);
    code.do('i32.add');
    code.set(AT);
  }

  #compare(bytes: readonly number[], from: number, size: 8 | 4 | 2 | 1, other: Label): void {
    const code = this.#code;
    let value = 0n;
    for (let at = from + size - 1; at >= from; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
    code.get(AT);
    if (size === 8) {
      code.load64(from);
      code.i64(value);
      code.do('i64.ne');
    } else {
      code.load(size, from);
      code.i32(Number(BigInt.asIntN(32, value)));
      code.do('i32.ne');
    }
    code.branchIf(other);
  }

  /** Reads the value of a node; leads to `stop` when it is none. */
  value(node: ShapeNode, stop: Label): void {
    this.#stop = stop;
    const code = this.#code;
    code.get(AT);
    code.set(START);
    if (node.kind === 'string') this.#string();
    else if (node.kind === 'whole') this.#whole();
    else if (node.kind === 'number') this.#readBy(calls.numberEnd.number);
    else if (node.kind === 'errno') this.#readBy(calls.errnoEnd.number);
    else if (node.kind === 'any') this.#any();
    else if (node.kind === 'named' && node.named !== undefined) {
      const { firstRun, mask } = this.#namedOf(node.named);
      this.#readBy(calls.namedEnd.number, firstRun, mask);
    }
    if (node.captured === undefined && node.kind !== 'named') this.#guess(node.length);
  }

  /**
   * Where the value is as long as guessed, its end is known from its beginning alone, and what follows need not wait until it
   * has been read: the processor goes on from there while it is.
   */
  #guess(length: number): void {
    const code = this.#code;
    code.get(AT);
    code.get(START);
    code.do('i32.sub');
    code.i32(length);
    code.do('i32.eq');
    code.if();
    code.get(START);
    code.i32(length);
    code.do('i32.add');
    code.set(AT);
    code.end();
  }

  /** Calls a function of the core that gives the place behind a value. */
  #readBy(call: number, ...more: readonly number[]): void {
    const code = this.#code;
    code.get(AT);
    for (const one of more) code.i32(one);
    code.call(call);
    code.tee(AT);
    code.do('i32.eqz');
    code.branchIf(this.#stop);
  }

  /** To the first byte that cannot just stand in a string; the text behind has the quote that it should be. */
  #string(): void {
    const code = this.#code;
    const again = code.loop();
    code.get(AT);
    code.load128();
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
    code.tee(BITS);
    code.do('i32.eqz');
    code.if();
    code.get(AT);
    code.i32(16);
    code.do('i32.add');
    code.set(AT);
    code.branch(again);
    code.end();
    code.end();
    code.get(BITS);
    code.do('i32.ctz');
    code.set(BITS);
    this.#addBits();
    code.get(AT);
    code.load(1);
    code.i32(0x5c);
    code.do('i32.eq');
    code.if();
    this.#readBy(calls.stringEnd.number);
    code.end();
  }

  /** Up to 15 digits here; what has more, a sign or a leading zero, by the core. */
  #whole(): void {
    const code = this.#code;
    code.get(AT);
    code.load128();
    code.get(ZERO);
    code.do('i8x16.sub');
    code.get(NINE);
    code.do('i8x16.le_u');
    code.do('i8x16.bitmask');
    code.i32(-1);
    code.do('i32.xor');
    code.do('i32.ctz');
    code.tee(BITS);
    // 1 to 15 digits?
    code.i32(1);
    code.do('i32.sub');
    code.i32(15);
    code.do('i32.ge_u');
    // A zero with more behind it?
    code.get(AT);
    code.load(1);
    code.i32(0x30);
    code.do('i32.eq');
    code.get(BITS);
    code.i32(1);
    code.do('i32.ne');
    code.do('i32.and');
    code.do('i32.or');
    code.if();
    this.#readBy(calls.numberEnd.number);
    code.i32(0);
    code.set(BITS);
    code.end();
    this.#addBits();
  }

  #addBits(): void {
    const code = this.#code;
    code.get(AT);
    code.get(BITS);
    code.do('i32.add');
    code.set(AT);
  }

  /** `true`, `false` and `null` here, all else by the core. */
  #any(): void {
    const code = this.#code;
    const done = code.block();
    for (const word of ['true', 'alse', 'null']) {
      const offset = word === 'alse' ? 1 : 0;
      const next = code.block();
      this.#compare(
        Array.from(`${'\0'.repeat(offset)}${word}`, (one) => one.charCodeAt(0)),
        offset,
        4,
        next,
      );
      if (offset === 1) this.#compare([0x66], 0, 1, next);
      code.get(AT);
      code.i32(4 + offset);
      code.do('i32.add');
      code.set(AT);
      code.branch(done);
      code.end();
    }
    this.#readBy(calls.anyEnd.number);
    code.end();
  }
}
