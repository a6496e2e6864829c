import { isLeaf, keyOf, sides } from './condition-level.ts';
import type { ConditionNode } from './condition-nodes.ts';

/** Where a comparison has been in a tree, levels counted from 1: at least, at most, and at least as a leaf. */
interface Depths {
  shallowest: number;
  deepest: number;
  leaf: number;
}

/** A node of a rule, and which comparison of the rule it is. */
type Step = readonly [node: ConditionNode, depth: number];

/**
 * Which comparisons there have ever been in a tree. Before it adds a rule, libseccomp looks for some in all of the tree;
 * mostly they are nowhere, and this knows without looking.
 */
export class ComparisonIndex {
  readonly #known = new Map<string, Depths>();
  #isShared = false;

  /**
   * Whether branches of one rule led into the same comparisons: then levels may have several ways in, and need not be
   * sorted. What has not is a plain tree, in which a node stays as deep as it was in its rule.
   */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** The comparisons of a rule, each once. */
  steps(rule: ConditionNode): readonly Step[] {
    const found = new Map<ConditionNode, number>();
    const open: Step[] = [[rule, 1]];
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      const [node, depth] = step;
      if (found.has(node)) {
        this.#isShared = true;
        continue;
      }
      found.set(node, depth);
      for (const side of sides) if (node[side].next !== undefined) open.push([node[side].next, depth + 1]);
    }
    return [...found];
  }

  /**
   * Whether pruning (src/db.c, _db_tree_prune) might take anything out for a rule, or find it superfluous. For the first,
   * its last comparison has to be there already, behind ones that the rule does not make: deeper than in the rule. For
   * the second, a comparison with which the tree ends has to be in the rule, no less deep, and one on the first level of
   * the tree has to come later in the rule. How deep says nothing where nodes are shared.
   */
  mayPrune(steps: readonly Step[]): boolean {
    let ends = false;
    let follows = false;
    for (const [node, depth] of steps) {
      const known = this.#known.get(keyOf(node));
      if (known === undefined) continue;
      if (isLeaf(node) && (this.#isShared || known.deepest > depth)) return true;
      ends ||= this.#isShared ? Number.isFinite(known.leaf) : known.leaf <= depth;
      follows ||= depth > 1 && (this.#isShared || known.shallowest === 1);
    }
    return ends && follows;
  }

  /** The comparisons of a rule are about to be in the tree. */
  add(steps: readonly Step[]): void {
    for (const [node, depth] of steps) this.#add(node, depth);
  }

  #add(node: ConditionNode, depth: number): void {
    const key = keyOf(node);
    const leaf = isLeaf(node) ? depth : Number.POSITIVE_INFINITY;
    const known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, { shallowest: depth, deepest: depth, leaf });
      return;
    }
    known.shallowest = Math.min(known.shallowest, depth);
    known.deepest = Math.max(known.deepest, depth);
    known.leaf = Math.min(known.leaf, leaf);
  }

  /** What came behind a node has been taken out. */
  becameLeaf(node: ConditionNode): void {
    const known = this.#known.get(keyOf(node));
    if (known !== undefined) known.leaf = known.shallowest;
  }
}
