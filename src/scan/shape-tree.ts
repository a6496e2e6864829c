import type { CapturedRuns } from './captured-runs.ts';
import { type Step, stepKinds } from './line-shape.ts';
import type { ScannerExports } from './scanner-exports.ts';

/** The longest text of a node: longer ones are several. */
const textLimit = 32;

/** A node as it lies in the core's memory (assembly/scanner.ts), and the ones behind it. */
interface Node {
  readonly place: number;
  readonly text: string;
  readonly opens: boolean;
  readonly children: Node[];
  kind: Step['kind'];
  run: number;
}

/**
 * The shapes that the core knows, written into its memory. Shapes share their beginnings. A longer text is tried before
 * a shorter one, so that none hides another that it begins.
 */
export class ShapeTree {
  readonly #core: ScannerExports;
  readonly #runs: CapturedRuns;
  readonly #bytes: Uint8Array;
  readonly #fields: DataView;
  readonly #top: Node = { place: 0, text: '', opens: false, children: [], kind: stepKinds.text, run: 0 };
  /** Node 0 is none. */
  #count = 1;

  constructor(core: ScannerExports, runs: CapturedRuns) {
    this.#core = core;
    this.#runs = runs;
    this.#bytes = new Uint8Array(core.memory.buffer);
    this.#fields = new DataView(core.memory.buffer);
  }

  /** Adds a shape. False when there is no room for it, or it was there already. */
  add(shape: readonly Step[]): boolean {
    const steps = shape.flatMap(inPieces);
    // Room for all of it first: half a shape would take lines half read.
    if (this.#count + steps.length > this.#core.nodeLimit.value) return false;
    const before = this.#count;
    let node = this.#top;
    let isChanged = false;
    let first: Step | undefined;
    for (const [index, step] of steps.entries()) {
      const opens = step.captured !== undefined && (first === undefined || step.captured.apart);
      if (opens) first = step;
      let next = node.children.find(
        (one) => one.text === step.text && one.opens === opens && isLike(one.kind, step.kind),
      );
      if (next === undefined) next = this.#insert(node, step, opens);
      else if (next.kind !== step.kind && next.kind !== stepKinds.any) {
        next.kind = stepKinds.any;
        this.#fields.setUint32(next.place + 40, next.kind, true);
        isChanged = true;
      }
      if (step.captured === undefined) {
        if (step.kind !== stepKinds.text) first = undefined;
      } else if (first?.captured !== undefined && !goesOn(steps, index) && next.run === 0) {
        this.#setRun(next, this.#runs.add({ before: first.captured.before, after: step.captured.after }));
        isChanged = true;
      }
      node = next;
    }
    return isChanged || this.#count > before;
  }

  #insert(parent: Node, step: Step, opens: boolean): Node {
    const { nodeBase, nodeSize } = this.#core;
    const place = nodeBase.value + this.#count++ * nodeSize.value;
    const node: Node = { place, text: step.text, opens, children: [], kind: step.kind, run: 0 };
    for (let at = 0; at < step.text.length; at++) this.#bytes[place + at] = step.text.charCodeAt(at);
    const fields = this.#fields;
    fields.setUint32(place + 32, step.text.length === 32 ? 0xffff_ffff : (1 << step.text.length) - 1, true);
    fields.setUint32(place + 36, step.text.length, true);
    fields.setUint32(place + 40, step.kind, true);
    fields.setUint32(place + 52, opens ? 1 : 0, true);
    if (step.named !== undefined) {
      const { firstRun, mask } = this.#runs.addNamed(step.named.key, step.named.names);
      this.#setRun(node, firstRun);
      fields.setUint32(place + 60, mask, true);
    }
    const { children } = parent;
    const behind = children.findIndex((other) => other.text.length < node.text.length);
    children.splice(behind < 0 ? children.length : behind, 0, node);
    this.#link(parent);
    return node;
  }

  #setRun(node: Node, run: number): void {
    node.run = run;
    this.#fields.setUint32(node.place + 56, run, true);
  }

  #link(parent: Node): void {
    const first = parent.children[0]?.place ?? 0;
    if (parent === this.#top) this.#core.setRoot(first);
    else this.#fields.setUint32(parent.place + 44, first, true);
    for (const [index, child] of parent.children.entries()) {
      this.#fields.setUint32(child.place + 48, parent.children[index + 1]?.place ?? 0, true);
    }
  }
}

/** A value of any kind stands for a number as well. */
function isLike(a: Step['kind'], b: Step['kind']): boolean {
  return a === b || (isPlain(a) && isPlain(b));
}

function isPlain(kind: Step['kind']): boolean {
  return kind === stepKinds.any || kind === stepKinds.number;
}

/** Whether the value behind this one matters as well: then their run goes on. */
function goesOn(steps: readonly Step[], index: number): boolean {
  return steps.slice(index + 1).find(({ kind }) => kind !== stepKinds.text)?.captured?.apart === false;
}

function inPieces(step: Step): readonly Step[] {
  const pieces: Step[] = [];
  let { text } = step;
  for (; text.length > textLimit; text = text.slice(textLimit)) {
    pieces.push({ text: text.slice(0, textLimit), kind: stepKinds.text });
  }
  return [...pieces, { ...step, text }];
}
