import { scannerWasm } from './scanner-wasm.generated.ts';

/** A number that the core exports. */
interface Exported {
  readonly value: number;
}

/** What assembly/scanner.ts exports; what each is stands there. Functions that only code for shapes calls are left out. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly nameBase: Exported;
  readonly nameSize: Exported;
  readonly keyBase: Exported;
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
  begin(line: number): void;
  reset(): void;
  forgetSeen(): void;
  setNameCount(count: number): void;
}

/** What code for shapes exports (shape-code.ts). */
export interface ShapeExports {
  scan(from: number, to: number): number;
}

/** What is used of the JavaScript API of WebAssembly, which TypeScript knows for browsers only. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
};

/** Makes an instance of the core, with a memory of its own. */
export function scannerExports(): ScannerExports {
  const binary = Uint8Array.from(atob(scannerWasm.replaceAll('\n', '')), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as ScannerExports;
}

/** Makes an instance of code for shapes that works on a core. */
export function shapeExports(binary: Uint8Array, core: ScannerExports): ShapeExports {
  return new WebAssembly.Instance(new WebAssembly.Module(binary), { core }).exports as ShapeExports;
}
