import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmBytes } from '../../src/scan/wasm-bytes.ts';
import { WasmCode } from '../../src/scan/wasm-code.ts';
import { types, wasmModule } from '../../src/scan/wasm-writer.ts';

/** What is used of the JavaScript API of WebAssembly, which TypeScript knows for browsers only. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
  readonly Memory: new (limits: { initial: number; maximum?: number }) => { readonly buffer: ArrayBuffer };
  readonly Global: new (type: { value: 'i32'; mutable: boolean }, value: number) => { value: number };
};

/** Runs code with one parameter and one result in the engine that is to run it. */
function run(code: WasmCode, parameter: number): { readonly result: number; readonly global: number } {
  const global = new WebAssembly.Global({ value: 'i32', mutable: true }, 0);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = wasmModule({
    from: 'outside',
    functions: [{ name: 'twice', params: 1, results: 1 }],
    globals: ['global'],
    memory: { name: 'memory', pages: 1 },
    name: 'run',
    signature: { params: 1, results: 1 },
    locals: [{ type: types.i32, count: 1 }],
    code: code.bytes,
  });
  const outside = { memory, global, twice: (value: number) => 2 * value };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { outside });
  const result = (exports.run as (value: number) => number)(parameter);
  return { result, global: global.value };
}

describe('numbers in LEB128', () => {
  it('gives the engine the constant that was meant', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const code = new WasmCode();
        code.i32(value);
        expect(run(code, 0).result).toBe(value);
      }),
    );
  });

  it('writes 64 bits as the specification has them', () => {
    const put = (fill: (out: WasmBytes) => void): number[] => {
      const out = new WasmBytes();
      fill(out);
      return [...out.bytes];
    };
    expect(put((out) => out.signed64(-1, -1))).toEqual([0x7f]);
    expect(put((out) => out.signed64(64, 0))).toEqual([0xc0, 0x00]);
    expect(put((out) => out.signed64(0, -(2 ** 31)))).toEqual([...new Array<number>(9).fill(0x80), 0x7f]);
    // The example of 5.2.2's source, DWARF 7.6.
    expect(put((out) => out.unsigned(624_485))).toEqual([0xe5, 0x8e, 0x26]);
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const bytes = put((out) => out.signed64(Number(BigInt.asIntN(32, value)), Number(value >> 32n)));
        const sum = bytes.reduce((all, byte, at) => all | (BigInt(byte & 0x7f) << BigInt(7 * at)), 0n);
        expect(BigInt.asIntN(Math.min(64, 7 * bytes.length), sum)).toBe(value);
        expect(bytes.map((byte) => byte >> 7)).toEqual(bytes.map((_, at) => (at < bytes.length - 1 ? 1 : 0)));
      }),
    );
  });
});

describe('code', () => {
  it('branches back to a loop and out of a block, and calls', () => {
    // Doubles the parameter until it is 100 at least; counts how often.
    const code = new WasmCode();
    const out = code.block();
    const again = code.loop();
    code.get(0);
    code.i32(100);
    code.do('i32.ge_u');
    code.branchIf(out);
    code.get(0);
    code.call(0);
    code.set(0);
    code.getGlobal(0);
    code.i32(1);
    code.do('i32.add');
    code.setGlobal(0);
    code.branch(again);
    code.end();
    code.end();
    code.get(0);
    expect(run(code, 3)).toEqual({ result: 192, global: 6 });
    expect(run(code, 100)).toEqual({ result: 100, global: 0 });
  });

  it('branches by number, to the last label for what is beyond', () => {
    for (const [parameter, result] of [
      [0, 10],
      [1, 21],
      [2, 32],
      [7, 37],
    ] as const) {
      const code = new WasmCode();
      const last = code.block();
      const second = code.block();
      const first = code.block();
      code.get(0);
      code.branchTo([first, second, last]);
      code.end();
      code.get(0);
      code.i32(10);
      code.do('i32.add');
      code.return();
      code.end();
      code.get(0);
      code.i32(20);
      code.do('i32.add');
      code.return();
      code.end();
      code.get(0);
      code.i32(30);
      code.do('i32.add');
      expect(run(code, parameter).result).toBe(result);
    }
  });
});
