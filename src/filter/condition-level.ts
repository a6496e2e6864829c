import type { ConditionNode } from './condition-nodes.ts';
import type { TreeEffort } from './tree-effort.ts';

/** Both branches of a comparison, in libseccomp's order. */
export const sides = ['yes', 'no'] as const;

/** The first node of a node's level; undefined for a ring, which has none. */
export function firstOfLevel(node: ConditionNode): ConditionNode | undefined {
  let first = node;
  // In a ring, the way leads to a node passed before, however far it is around (Brent's algorithm).
  let passed = node;
  for (let steps = 1, turn = 64; first.before !== undefined; steps += 1) {
    first = first.before;
    if (first === passed) return undefined;
    if (steps === turn) {
      passed = first;
      turn *= 2;
    }
  }
  return first;
}

/**
 * How a node that is there stands to one of a new rule (src/db.c, _db_chain_eq and _db_chain_lt): it makes the same
 * comparison, or has its place on the level behind it (`below`) or not. Higher words, ranks and values come first, of
 * the comparisons for less the lower values.
 */
export function order(there: ConditionNode, rule: ConditionNode): 'same' | 'below' | 'above' {
  const { word, op, mask, datum, rank } = there;
  if (word === rule.word && op === rule.op && mask === rule.mask && datum === rule.datum) return 'same';
  const difference = word - rule.word || rank - rule.rank || (rank === 2 ? rule.datum - datum : datum - rule.datum);
  return difference < 0 ? 'below' : 'above';
}

/** The same for nodes that make the same comparison (`order`). */
export function keyOf({ word, op, mask, datum }: ConditionNode): string {
  return `${word} ${op} ${mask} ${datum}`;
}

/** Nothing is compared behind it. */
export function isLeaf({ yes, no }: ConditionNode): boolean {
  return yes.next === undefined && no.next === undefined;
}

/** Whether every outcome on a node's level, and on those behind it, is this one. @throws TooMuchEffort */
export function hasOnly(level: ConditionNode | undefined, code: number, effort: TreeEffort): boolean {
  if (level === undefined) return true;
  for (let node = firstOfLevel(level); node !== undefined; node = node.after) {
    effort.spend();
    for (const side of sides) {
      const { outcome, next } = node[side];
      if ((outcome !== undefined && outcome.code !== code) || !hasOnly(next, code, effort)) return false;
    }
  }
  return true;
}
