import { keyOf, order } from './condition-level.ts';
import type { ConditionNode } from './condition-nodes.ts';

/** How many nodes there are between two marks, about; a level of fewer needs none. */
export const markDistance = 64;

/** Marks on a long level, so that the place of a comparison is found without looking at all that are before it. */
export class LevelMarks {
  /** Some of the nodes, in their order. */
  readonly #marks: ConditionNode[] = [];
  readonly #nodes = new Map<string, ConditionNode>();

  /** `first`: the first node of a level that is sorted and has one way in. */
  constructor(first: ConditionNode) {
    let count = 0;
    for (let node: ConditionNode | undefined = first; node !== undefined; node = node.after) {
      if (count % markDistance === 0) this.#marks.push(node);
      this.#nodes.set(keyOf(node), node);
      count += 1;
    }
  }

  /** The node that makes the same comparison, where there is one. */
  same(rule: ConditionNode): ConditionNode | undefined {
    return this.#nodes.get(keyOf(rule));
  }

  /** A node that the place of a new one is not far behind; undefined where it is before all. */
  near(rule: ConditionNode): ConditionNode | undefined {
    return this.#marks[this.#behind(rule) - 1];
  }

  /** Takes in a new node, which is in its place. */
  add(rule: ConditionNode): void {
    this.#nodes.set(keyOf(rule), rule);
    const at = this.#behind(rule);
    const mark = this.#marks[at - 1];
    const passed: ConditionNode[] = [];
    let steps = 0;
    for (let node = rule.before; node !== undefined && node !== mark; node = node.before) {
      steps += 1;
      if (steps % markDistance === 0) passed.unshift(node);
    }
    this.#marks.splice(at, 0, ...passed);
  }

  /** How many marks are before the place of a node. */
  #behind(rule: ConditionNode): number {
    let [from, to] = [0, this.#marks.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const mark = this.#marks[middle];
      if (mark !== undefined && order(mark, rule) !== 'below') from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
