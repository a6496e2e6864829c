import { WasmBytes } from './wasm-bytes.ts';

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
  readonly code: Uint8Array;
}

/** Section numbers (5.5.2). */
const sections = { type: 1, import: 2, function: 3, export: 7, code: 10 };
const kinds = { function: 0, memory: 2, global: 3 };
const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const functionType = 0x60;
const mutable = 1;
const end = 0x0b;

/** Writes a WebAssembly module that exports one function (core specification 2.0, chapter 5). */
export function wasmModule(module: FunctionModule): Uint8Array {
  const { from, functions, globals, memory } = module;
  const signatures = [...functions, module.signature];
  const self = functions.length;
  const out = new WasmBytes();
  for (const byte of magic) out.put(byte);
  section(out, sections.type, (content) => {
    content.unsigned(signatures.length);
    for (const signature of signatures) putSignature(content, signature);
  });
  section(out, sections.import, (content) => {
    content.unsigned(functions.length + 1 + globals.length);
    for (const [index, { name }] of functions.entries()) {
      putImport(content, from, name, kinds.function);
      content.unsigned(index);
    }
    putImport(content, from, memory.name, kinds.memory);
    content.put(0);
    content.unsigned(memory.pages);
    for (const name of globals) {
      putImport(content, from, name, kinds.global);
      content.put(types.i32);
      content.put(mutable);
    }
  });
  section(out, sections.function, (content) => {
    content.unsigned(1);
    content.unsigned(self);
  });
  section(out, sections.export, (content) => {
    content.unsigned(1);
    content.name(module.name);
    content.put(kinds.function);
    content.unsigned(self);
  });
  section(out, sections.code, (content) => {
    content.unsigned(1);
    putSized(content, (body) => {
      body.unsigned(module.locals.length);
      for (const { type, count } of module.locals) {
        body.unsigned(count);
        body.put(type);
      }
      body.append(module.code);
      body.put(end);
    });
  });
  return out.bytes;
}

function putSignature(out: WasmBytes, { params, results }: Signature): void {
  out.put(functionType);
  for (const count of [params, results]) {
    out.unsigned(count);
    for (let index = 0; index < count; index++) out.put(types.i32);
  }
}

function putImport(out: WasmBytes, from: string, name: string, kind: number): void {
  out.name(from);
  out.name(name);
  out.put(kind);
}

function section(out: WasmBytes, id: number, fill: (content: WasmBytes) => void): void {
  out.put(id);
  putSized(out, fill);
}

/** What is filled in, its size before it. */
function putSized(out: WasmBytes, fill: (content: WasmBytes) => void): void {
  const content = new WasmBytes();
  fill(content);
  out.unsigned(content.bytes.length);
  out.append(content.bytes);
}
