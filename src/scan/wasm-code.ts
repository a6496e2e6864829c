import { WasmBytes } from './wasm-bytes.ts';

/** A place that a branch leads to: behind a block, or to the beginning of a loop. */
export type Label = number;

const empty = 0x40;

/**
 * Instructions of WebAssembly, one after the other (core specification 2.0, 5.4). Operands come first, as on its stack; a
 * method puts the instruction of the same meaning behind those before it.
 */
export class WasmCode {
  readonly #out = new WasmBytes();
  #depth = 0;

  /** The instructions so far. */
  get bytes(): Uint8Array {
    return this.#out.bytes;
  }

  /** Opens a block. Its label leads behind it. */
  block(): Label {
    this.#putWith(0x02, empty);
    return this.#depth++;
  }

  /** Opens a loop. Its label leads to its beginning. */
  loop(): Label {
    this.#putWith(0x03, empty);
    return this.#depth++;
  }

  /** What follows is done when the operand is not 0. */
  if(): void {
    this.#putWith(0x04, empty);
    this.#depth++;
  }

  /** Closes the innermost block, loop or if. */
  end(): void {
    this.#out.put(0x0b);
    this.#depth--;
  }

  branch(to: Label): void {
    this.#putWith(0x0c, this.#distance(to));
  }

  branchIf(to: Label): void {
    this.#putWith(0x0d, this.#distance(to));
  }

  /** To the label that the operand numbers, to the last for any number beyond. */
  branchTo(labels: readonly Label[]): void {
    this.#putWith(0x0e, labels.length - 1);
    for (const label of labels) this.#out.unsigned(this.#distance(label));
  }

  return(): void {
    this.#out.put(0x0f);
  }

  call(index: number): void {
    this.#putWith(0x10, index);
  }

  get(local: number): void {
    this.#putWith(0x20, local);
  }

  set(local: number): void {
    this.#putWith(0x21, local);
  }

  /** `set`, and the value stays an operand. */
  tee(local: number): void {
    this.#putWith(0x22, local);
  }

  getGlobal(index: number): void {
    this.#putWith(0x23, index);
  }

  setGlobal(index: number): void {
    this.#putWith(0x24, index);
  }

  i32(value: number): void {
    this.#out.put(0x41);
    this.#out.signed(value);
  }

  /** A number of 64 bits, given in halves of 32. */
  i64(low: number, high: number): void {
    this.#out.put(0x42);
    this.#out.signed64(low, high);
  }

  /** 16 times this byte. */
  bytes16(byte: number): void {
    this.#out.put(vector);
    this.#out.unsigned(0x0c);
    for (let index = 0; index < 16; index++) this.#out.put(byte);
  }

  /** A load from the operand's place plus `offset`: so many bytes, no sign. */
  load(size: 1 | 2 | 4, offset = 0): void {
    this.#putWith(loads[size], unaligned);
    this.#out.unsigned(offset);
  }

  load64(offset = 0): void {
    this.#putWith(0x29, unaligned);
    this.#out.unsigned(offset);
  }

  load128(offset = 0): void {
    this.#putWith(vector, 0x00);
    this.#out.put(unaligned);
    this.#out.unsigned(offset);
  }

  store128(offset = 0): void {
    this.#putWith(vector, 0x0b);
    this.#out.put(unaligned);
    this.#out.unsigned(offset);
  }

  /** An instruction without immediates. */
  do(name: keyof typeof plain): void {
    for (const byte of plain[name]) this.#out.put(byte);
  }

  #distance(label: Label): number {
    return this.#depth - 1 - label;
  }

  #putWith(instruction: number, immediate: number): void {
    this.#out.put(instruction);
    this.#out.unsigned(immediate);
  }
}

/** What instructions on 16 bytes begin with. */
const vector = 0xfd;
const unaligned = 0;
const loads = { 1: 0x2d, 2: 0x2f, 4: 0x28 } as const;

const plain = {
  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.ne': [0x47],
  'i32.gt_u': [0x4b],
  'i32.ge_u': [0x4f],
  'i32.ctz': [0x68],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.and': [0x71],
  'i32.or': [0x72],
  'i32.xor': [0x73],
  'i64.ne': [0x52],
  'i8x16.eq': [0xfd, 0x23],
  'i8x16.le_u': [0xfd, 0x2a],
  'v128.or': [0xfd, 0x50],
  'i8x16.bitmask': [0xfd, 0x64],
  'i8x16.sub': [0xfd, 0x71],
} as const;
