import type { ShapeNode } from './shape-tree.ts';
import { type Label, WasmCode } from './wasm-code.ts';
import { type FunctionModule, types, wasmModule } from './wasm-writer.ts';

/** What code for shapes has to know of the core. */
export interface CodeSettings {
  readonly keyBase: number;
  /** Pages of 64 KiB. */
  readonly memoryPages: number;
  /** A longer line, in bytes without its newline, is not taken. */
  readonly lineLimit: number;
  /** The number of a run that begins with the value of one node and ends with that of another. */
  runOf(opening: ShapeNode, ending: ShapeNode): number;
  /** The numbers under which elements with these names are runs of an array (`namedEnd` in assembly/scanner.ts). */
  namedOf(named: NonNullable<ShapeNode['named']>): { readonly firstRun: number; readonly mask: number };
}

/** Functions of the core that the code calls, in the order of their numbers. */
const calls = {
  stringEnd: { number: 0, params: 1, results: 1 },
  numberEnd: { number: 1, params: 1, results: 1 },
  anyEnd: { number: 2, params: 1, results: 1 },
  errnoEnd: { number: 3, params: 1, results: 1 },
  namedEnd: { number: 4, params: 3, results: 1 },
  jump: { number: 5, params: 2, results: 1 },
  addRun: { number: 6, params: 5, results: 1 },
  count: { number: 7, params: 0, results: 1 },
} as const;
const globals = { key: 0, keyHash: 1, landing: 2 } as const;

const FROM = 0;
const TO = 1;
/** Where the line at hand begins. */
const AT = 2;
const OPEN = 3;
const BITS = 4;
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

/**
 * Makes the code that follows lines through shapes: a module that exports `scan(from, to)`, which reads lines from `from`
 * on up to `to`, behind a newline, has each that fits a shape counted, and gives the place where it stopped: `to`, or the
 * beginning of a line that fits none or for which there was no room. Nothing is looked up while a line is read: texts are
 * compared with constants, and each value is read by the code for its kind.
 * @param roots the shapes (`ShapeTree`)
 */
export function shapeModule(roots: readonly ShapeNode[], settings: CodeSettings): Uint8Array {
  const module: FunctionModule = {
    from: 'core',
    functions: Object.entries(calls).map(([name, { params, results }]) => ({ name, params, results })),
    globals: Object.keys(globals),
    memory: { name: 'memory', pages: settings.memoryPages },
    name: 'scan',
    signature: { params: 2, results: 1 },
    locals: [
      { type: types.i32, count: 4 },
      { type: types.v128, count: 6 },
    ],
    code: new ShapeCoder(settings).scan(roots),
  };
  return wasmModule(module);
}

/** Where code goes on behind the runs that an opening has begun. */
interface Opening {
  readonly node: ShapeNode;
  readonly number: number;
  readonly landings: ReadonlyMap<ShapeNode, { readonly label: Label; readonly index: number }>;
}

class ShapeCoder {
  readonly #settings: CodeSettings;
  readonly #code = new WasmCode();
  #openings = 0;
  #stop: Label = 0;
  #accept: Label = 0;

  constructor(settings: CodeSettings) {
    this.#settings = settings;
  }

  scan(roots: readonly ShapeNode[]): readonly number[] {
    const code = this.#code;
    for (const [local, byte] of constants) {
      code.bytes16(byte);
      code.set(local);
    }
    this.#stop = code.block();
    const next = code.loop();
    code.get(FROM);
    code.get(TO);
    code.do('i32.ge_u');
    code.branchIf(this.#stop);
    this.#clearKeys();
    code.get(FROM);
    code.set(AT);
    this.#accept = code.block();
    this.#oneOf(roots, undefined);
    code.end();
    code.get(AT);
    code.get(FROM);
    code.do('i32.sub');
    code.i32(this.#settings.lineLimit + 1);
    code.do('i32.gt_u');
    code.branchIf(this.#stop);
    code.call(calls.count.number);
    code.do('i32.eqz');
    code.branchIf(this.#stop);
    code.get(AT);
    code.set(FROM);
    code.branch(next);
    code.end();
    code.end();
    code.get(FROM);
    return code.bytes;
  }

  #clearKeys(): void {
    const code = this.#code;
    for (const offset of [0, 16]) {
      code.i32(this.#settings.keyBase + offset);
      code.bytes16(0);
      code.store128();
    }
    code.i32(this.#settings.keyBase);
    code.setGlobal(globals.key);
    code.i32(0);
    code.setGlobal(globals.keyHash);
  }

  /** Goes on with the node whose text is there; stops when it is none's. */
  #oneOf(nodes: readonly ShapeNode[], opening: Opening | undefined): void {
    const code = this.#code;
    for (const [index, node] of nodes.entries()) {
      const isLast = index === nodes.length - 1;
      const other = isLast ? this.#stop : code.block();
      this.#text(node.text, other);
      this.#node(node, opening);
      if (!isLast) code.end();
    }
    if (nodes.length === 0) code.branch(this.#stop);
  }

  /** Passes over a text, or leads elsewhere when it is not there. */
  #text(text: string, other: Label): void {
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

  /** The value of a node, and all behind it. */
  #node(node: ShapeNode, outer: Opening | undefined): void {
    const code = this.#code;
    if (node.kind === 'end') code.branch(this.#accept);
    else if (node.captured === undefined) {
      this.#value(node);
      this.#oneOf(node.children, undefined);
    } else if (outer !== undefined && !node.captured.apart) this.#within(node, outer);
    else this.#opening(node);
  }

  /** A value with which a run begins, and all behind it. */
  #opening(node: ShapeNode): void {
    const code = this.#code;
    // All code behind the runs that begin here comes behind what reads them, so that `jump` leads there too.
    const endings = endingsOf(node);
    const labels = endings.map(() => code.block()).reverse();
    const landings = new Map(endings.map((ending, index) => [ending, { label: labels[index] ?? 0, index }]));
    const opening = { node, number: ++this.#openings, landings };
    if (isLong(node)) this.#jump(opening, labels);
    else {
      code.get(AT);
      code.set(OPEN);
    }
    this.#within(node, opening);
    for (const ending of endings) {
      code.end();
      this.#oneOf(ending.children, undefined);
    }
  }

  #jump(opening: Opening, labels: readonly Label[]): void {
    const code = this.#code;
    code.get(AT);
    code.set(OPEN);
    code.get(AT);
    code.i32(opening.number);
    code.call(calls.jump.number);
    code.tee(BITS);
    code.if();
    code.get(BITS);
    code.set(AT);
    code.getGlobal(globals.landing);
    code.branchTo(labels);
    code.end();
  }

  /** A value that matters, in a run. */
  #within(node: ShapeNode, opening: Opening): void {
    const code = this.#code;
    this.#value(node);
    const landing = opening.landings.get(node);
    if (landing === undefined) {
      this.#oneOf(node.children, opening);
      return;
    }
    code.get(OPEN);
    code.get(AT);
    code.i32(this.#settings.runOf(opening.node, node));
    code.i32(opening.number);
    code.i32(landing.index);
    code.call(calls.addRun.number);
    code.do('i32.eqz');
    code.branchIf(this.#stop);
    code.branch(landing.label);
  }

  #value(node: ShapeNode): void {
    const code = this.#code;
    code.get(AT);
    code.set(START);
    if (node.kind === 'string') this.#string();
    else if (node.kind === 'whole') this.#whole();
    else if (node.kind === 'number') this.#readBy(calls.numberEnd.number);
    else if (node.kind === 'errno') this.#readBy(calls.errnoEnd.number);
    else if (node.kind === 'any') this.#any();
    else if (node.kind === 'named' && node.named !== undefined) {
      const { firstRun, mask } = this.#settings.namedOf(node.named);
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

/** Whether a run that begins here has several values: to read them takes longer than to look whether it is known. */
function isLong(node: ShapeNode): boolean {
  return !node.ends && node.children.some(({ ends }) => !ends);
}

/** The nodes at which a run that begins at this one may end. */
function endingsOf(node: ShapeNode): readonly ShapeNode[] {
  return node.ends ? [node] : node.children.flatMap((child) => endingsOf(child));
}
