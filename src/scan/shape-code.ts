import type { Surroundings } from './line-shape.ts';
import type { ShapeNode } from './shape-tree.ts';
import { AT, BITS, calls, FROM, globals, locals, type NamedOf, OPEN, StepCoder, TO } from './step-code.ts';
import { type Label, WasmCode } from './wasm-code.ts';
import { type FunctionModule, wasmModule } from './wasm-writer.ts';

/** What code for shapes has to know of the core. */
export interface CodeSettings {
  readonly keyBase: number;
  /** Pages of 64 KiB. */
  readonly memoryPages: number;
  /** A longer line, in bytes without its newline, is not taken. */
  readonly lineLimit: number;
  /** The number of a run that begins with the value of one node and ends with that of another. */
  runOf(opening: Surroundings, ending: Surroundings): number;
  readonly namedOf: NamedOf;
}

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
    locals,
    code: new ShapeCoder(settings).scan(roots),
  };
  return wasmModule(module);
}

/** Where code goes on behind the runs that an opening has begun. */
interface Opening {
  readonly captured: Surroundings;
  readonly number: number;
  readonly landings: ReadonlyMap<ShapeNode, { readonly label: Label; readonly index: number }>;
}

class ShapeCoder {
  readonly #settings: CodeSettings;
  readonly #code = new WasmCode();
  readonly #step: StepCoder;
  #openings = 0;
  #stop: Label = 0;
  #accept: Label = 0;

  constructor(settings: CodeSettings) {
    this.#settings = settings;
    this.#step = new StepCoder(this.#code, settings.namedOf);
  }

  scan(roots: readonly ShapeNode[]): Uint8Array {
    const code = this.#code;
    this.#step.begin();
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
      this.#step.text(node.text, other);
      this.#node(node, opening);
      if (!isLast) code.end();
    }
    if (nodes.length === 0) code.branch(this.#stop);
  }

  /** The value of a node, and all behind it. */
  #node(node: ShapeNode, outer: Opening | undefined): void {
    const code = this.#code;
    if (node.kind === 'end') code.branch(this.#accept);
    else if (node.captured === undefined) {
      this.#step.value(node, this.#stop);
      this.#oneOf(node.children, undefined);
    } else if (node.captured.part === outer?.captured.part) this.#within(node, node.captured, outer);
    else this.#opening(node, node.captured);
  }

  /** A value with which a run begins, and all behind it. */
  #opening(node: ShapeNode, captured: Surroundings): void {
    const code = this.#code;
    // All code behind the runs that begin here comes behind what reads them, so that `jump` leads there too.
    const endings = endingsOf(node);
    const labels = endings.map(() => code.block()).reverse();
    const landings = new Map(endings.map((ending, index) => [ending, { label: labels[index] ?? 0, index }]));
    const opening = { captured, number: ++this.#openings, landings };
    if (isLong(node)) this.#jump(opening, labels);
    else {
      code.get(AT);
      code.set(OPEN);
    }
    this.#within(node, captured, opening);
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
  #within(node: ShapeNode, captured: Surroundings, opening: Opening): void {
    const code = this.#code;
    this.#step.value(node, this.#stop);
    const landing = opening.landings.get(node);
    if (landing === undefined) {
      this.#oneOf(node.children, opening);
      return;
    }
    code.get(OPEN);
    code.get(AT);
    code.i32(this.#settings.runOf(opening.captured, captured));
    code.i32(opening.number);
    code.i32(landing.index);
    code.call(calls.addRun.number);
    code.do('i32.eqz');
    code.branchIf(this.#stop);
    code.branch(landing.label);
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
