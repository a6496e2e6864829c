import { scannerWasm } from './scanner-wasm.generated.ts';

/** A number that the core exports. */
interface Exported {
  readonly value: number;
}

/** What assembly/scanner.ts exports; what each is stands there. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly nodeBase: Exported;
  readonly nodeSize: Exported;
  readonly nodeLimit: Exported;
  readonly nameBase: Exported;
  readonly nameSize: Exported;
  readonly valueBase: Exported;
  readonly valueSize: Exported;
  readonly groupBase: Exported;
  readonly groupSize: Exported;
  readonly groupCount: Exported;
  readonly inputBase: Exported;
  readonly inputLimit: Exported;
  readonly lastGroup: Exported;
  readonly isFull: Exported;
  readonly linesTaken: Exported;
  scan(from: number, to: number, line: number): number;
  reset(): void;
  setRoot(node: number): void;
  setNameCount(count: number): void;
  setLineLimit(limit: number): void;
}

/** What is used of the JavaScript API of WebAssembly, which TypeScript knows for browsers only. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
};

/** Makes an instance of the core, with a memory of its own. */
export function scannerExports(): ScannerExports {
  const binary = Uint8Array.from(atob(scannerWasm.replaceAll('\n', '')), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports;
}
