import type { Step, StepKind } from './line-shape.ts';

/** A piece of one or more shapes. Shapes share their beginnings: what follows differently are the node's children. */
export interface ShapeNode {
  readonly text: string;
  readonly kind: StepKind;
  /** Of the value in the first such line. */
  readonly length: number;
  readonly captured?: Step['captured'];
  readonly named?: Step['named'];
  /** A longer text comes before a shorter one, so that none hides another that it begins. */
  readonly children: readonly ShapeNode[];
  /** A run ends with the value, in some shape at least: what follows is not captured, or of another part. */
  readonly ends: boolean;
}

interface Growing extends ShapeNode {
  readonly children: Growing[];
}

/** The shapes that were learned, as one tree. */
export class ShapeTree {
  readonly #top: Growing = { text: '', kind: 'any', length: 0, children: [], ends: false };
  readonly #limit: number;
  #count = 0;

  /** @param limit how many nodes there may be */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The nodes that a line may begin with. */
  get roots(): readonly ShapeNode[] {
    return this.#top.children;
  }

  /** Adds a shape. False when there is no room for it, or it was there already. */
  add(shape: readonly Step[]): boolean {
    // Room for all of it first: half a shape would take lines half read.
    if (this.#count + shape.length > this.#limit) return false;
    let isNew = false;
    let node = this.#top;
    for (const [index, step] of shape.entries()) {
      let next = node.children.find((one) => one.text === step.text && kindOf(one.kind, step.kind) !== undefined);
      if (next === undefined) {
        next = { ...step, children: [], ends: false };
        const behind = node.children.findIndex(({ text }) => text.length < step.text.length);
        node.children.splice(behind < 0 ? node.children.length : behind, 0, next);
        this.#count++;
        isNew = true;
      }
      const kind = kindOf(next.kind, step.kind) ?? next.kind;
      const ends =
        next.ends || (step.captured !== undefined && shape[index + 1]?.captured?.part !== step.captured.part);
      isNew ||= kind !== next.kind || ends !== next.ends;
      Object.assign(next, { kind, ends });
      node = next;
    }
    return isNew;
  }
}

/** Numbers from special to general, as far as each stands for those before it. */
const numbers: readonly StepKind[] = ['whole', 'number', 'any'];

/** The kind that stands for both, if there is one. */
function kindOf(a: StepKind, b: StepKind): StepKind | undefined {
  if (a === b) return a;
  return numbers.includes(a) && numbers.includes(b)
    ? numbers[Math.max(numbers.indexOf(a), numbers.indexOf(b))]
    : undefined;
}
