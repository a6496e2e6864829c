/** Value types (WebAssembly core specification 2.0, 5.3). */
export const types = { i32: 0x7f, v128: 0x7b } as const;

/** A function's type: its parameters and its result, all i32. */
export interface Signature {
  readonly params: number;
  readonly results: 0 | 1;
}

/** A function that a module takes from elsewhere. */
export interface ImportedFunction extends Signature {
  readonly name: string;
}

/** What a module of one function is made of. */
export interface FunctionModule {
  /** The name that everything is imported from. */
  readonly from: string;
  /** Numbered from 0 for `call`; the function itself comes behind them. */
  readonly functions: readonly ImportedFunction[];
  /** Mutable i32 globals, numbered from 0. */
  readonly globals: readonly string[];
  /** The imported memory, and its size in pages of 64 KiB. */
  readonly memory: { readonly name: string; readonly pages: number };
  /** The function that is exported. */
  readonly name: string;
  readonly signature: Signature;
  /** Locals behind the parameters. */
  readonly locals: readonly { readonly type: (typeof types)[keyof typeof types]; readonly count: number }[];
  readonly code: readonly number[];
}

/** Section numbers (5.5.2). */
const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 };
const kinds = { function: 0, memory: 2, global: 3 };

/** Writes a WebAssembly module that exports one function (core specification 2.0, chapter 5). */
export function wasmModule(module: FunctionModule): Uint8Array {
  const signatures = [...module.functions, module.signature];
  const imports = [
    ...module.functions.map(({ name }, index) => [
      ...text(module.from),
      ...text(name),
      kinds.function,
      ...unsigned(index),
    ]),
    [...text(module.from), ...text(module.memory.name), kinds.memory, 0, ...unsigned(module.memory.pages)],
    ...module.globals.map((name) => [...text(module.from), ...text(name), kinds.global, types.i32, 1]),
  ];
  const locals = module.locals.map(({ type, count }) => [...unsigned(count), type]);
  const body = [...list(locals), ...module.code, end];
  const self = module.functions.length;
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(sections.type, signatures.map(signatureBytes)),
    ...section(sections.import, imports),
    ...section(sections.function, [unsigned(self)]),
    ...section(sections.export, [[...text(module.name), kinds.function, ...unsigned(self)]]),
    ...section(sections.code, [[...unsigned(body.length), ...body]]),
  ];
  return Uint8Array.from(bytes);
}

const end = 0x0b;

function signatureBytes({ params, results }: Signature): number[] {
  const many = (count: number): number[] => [count, ...new Array<number>(count).fill(types.i32)];
  return [0x60, ...many(params), ...many(results)];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(characters: string): number[] {
  return [...unsigned(characters.length), ...Array.from(characters, (one) => one.charCodeAt(0))];
}

/** A number from 0 to 2^32 - 1 in LEB128 (5.2.2). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  bytes.push(left);
  return bytes;
}

/** A signed number of up to 64 bits in LEB128 (5.2.2). */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let left = value; ; ) {
    const byte = Number(left & 0x7fn);
    left >>= 7n;
    if ((left === 0n && byte < 0x40) || (left === -1n && byte >= 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}
