import { signed, unsigned } from './wasm-writer.ts';

/** A place that a branch leads to: behind a block, or to the beginning of a loop. */
export type Label = number;

const empty = 0x40;

/**
 * Instructions of WebAssembly, one after the other (core specification 2.0, 5.4). Operands come first, as on its stack; a
 * method puts the instruction of the same meaning behind those before it.
 */
export class WasmCode {
  readonly bytes: number[] = [];
  #depth = 0;

  /** Opens a block. Its label leads behind it. */
  block(): Label {
    this.#put(0x02, empty);
    return this.#depth++;
  }

  /** Opens a loop. Its label leads to its beginning. */
  loop(): Label {
    this.#put(0x03, empty);
    return this.#depth++;
  }

  /** What follows is done when the operand is not 0. */
  if(): void {
    this.#put(0x04, empty);
    this.#depth++;
  }

  /** Closes the innermost block, loop or if. */
  end(): void {
    this.#put(0x0b);
    this.#depth--;
  }

  branch(to: Label): void {
    this.#put(0x0c, ...unsigned(this.#distance(to)));
  }

  branchIf(to: Label): void {
    this.#put(0x0d, ...unsigned(this.#distance(to)));
  }

  /** To the label that the operand numbers, to the last for any number beyond. */
  branchTo(labels: readonly Label[]): void {
    const distances = labels.map((label) => unsigned(this.#distance(label)));
    this.#put(0x0e, ...unsigned(labels.length - 1), ...distances.flat());
  }

  return(): void {
    this.#put(0x0f);
  }

  call(index: number): void {
    this.#put(0x10, ...unsigned(index));
  }

  get(local: number): void {
    this.#put(0x20, ...unsigned(local));
  }

  set(local: number): void {
    this.#put(0x21, ...unsigned(local));
  }

  /** `set`, and the value stays an operand. */
  tee(local: number): void {
    this.#put(0x22, ...unsigned(local));
  }

  getGlobal(index: number): void {
    this.#put(0x23, ...unsigned(index));
  }

  setGlobal(index: number): void {
    this.#put(0x24, ...unsigned(index));
  }

  i32(value: number): void {
    this.#put(0x41, ...signed(BigInt(value)));
  }

  i64(value: bigint): void {
    this.#put(0x42, ...signed(BigInt.asIntN(64, value)));
  }

  /** 16 times this byte. */
  bytes16(byte: number): void {
    this.#put(0xfd, 0x0c, ...new Array<number>(16).fill(byte));
  }

  /** A load from the operand's place plus `offset`: so many bytes, no sign. */
  load(size: 1 | 2 | 4, offset = 0): void {
    this.#put(loads[size], 0, ...unsigned(offset));
  }

  load64(offset = 0): void {
    this.#put(0x29, 0, ...unsigned(offset));
  }

  load128(offset = 0): void {
    this.#put(0xfd, 0x00, 0, ...unsigned(offset));
  }

  store128(offset = 0): void {
    this.#put(0xfd, 0x0b, 0, ...unsigned(offset));
  }

  /** An instruction without immediates. */
  do(name: keyof typeof plain): void {
    this.#put(...plain[name]);
  }

  #distance(label: Label): number {
    return this.#depth - 1 - label;
  }

  #put(...bytes: readonly number[]): void {
    this.bytes.push(...bytes);
  }
}

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
