import type { ComparisonIndex } from './comparison-index.ts';
import { firstOfLevel, hasOnly, isLeaf, order, sides } from './condition-level.ts';
import type { Branch, ConditionNode } from './condition-nodes.ts';
import type { TreeEffort } from './tree-effort.ts';

/** What is known of the way down both trees: the sum of these. */
type Walk = number;
/** The last nodes compared were the same. */
const matched = 1;
/** Some nodes were, on the way here. */
const once = 2;
const thereEnds = 4;
const ruleEnds = 8;
/** The existing tree makes comparisons before, which the new rule does not. */
const thereBefore = 16;
/** The new rule does, and the existing tree does not. */
const ruleBefore = 32;

/** What libseccomp does before it adds a rule to those of the same call (src/db.c, _db_tree_prune). */
export class Pruning {
  readonly #top: Branch;
  readonly #code: number;
  readonly #known: ComparisonIndex;
  readonly #effort: TreeEffort;
  readonly #removed = new Set<ConditionNode>();

  /** `known`: what is in the tree; it is told what ends the tree where something has been taken out. */
  constructor(top: Branch, code: number, known: ComparisonIndex, effort: TreeEffort) {
    this.#top = top;
    this.#code = code;
    this.#known = known;
    this.#effort = effort;
  }

  /**
   * Takes out what the rule includes, and says whether the rule itself is included in what is there.
   * @throws TooMuchEffort
   */
  prune(rule: ConditionNode): 'redundant' | 'pruned' | 'unchanged' {
    if (this.#top.next === undefined) return 'unchanged';
    const walk = this.#compare(this.#top.next, rule, 0);
    if (this.#removed.size > 0) return 'pruned';
    return has(walk, matched | thereEnds | ruleBefore) ? 'redundant' : 'unchanged';
  }

  #compare(level: ConditionNode | undefined, rule: ConditionNode, walk: Walk): Walk {
    let found = walk;
    if (level === undefined || (has(walk, once) && !has(walk, matched))) return result(walk, found);
    let following: ConditionNode | undefined;
    // How much was taken out when the rest of the rule was last looked for on this level in vain: it is nowhere since.
    let inVain: number | undefined;
    for (let there = firstOfLevel(level); there !== undefined; there = following) {
      this.#effort.spend();
      following = there.after;
      const relation = order(there, rule);
      if (relation === 'same') {
        found |= matched | once;
        if (isLeaf(rule)) found |= ruleEnds;
        if (isLeaf(there)) found |= thereEnds;
        for (const side of sides) if (leads(there[side]) && !leads(rule[side])) return result(walk, found);
        if (has(found, ruleEnds | thereEnds)) {
          for (const side of sides) if (code(there[side]) !== code(rule[side])) return result(walk, found);
        }
        for (const side of sides) {
          const next = rule[side].next;
          if (next === undefined || this.#removed.has(there)) continue;
          const below = this.#compare(there[side].next, next, walk | matched | once);
          if (has(below, matched)) found |= below;
        }
        if (this.#removed.has(there)) continue;
        const isIncluded = has(found, ruleEnds | thereBefore);
        const includes = has(found, thereEnds | ruleBefore);
        // Asked last: it looks at all of the level.
        if ((isIncluded || includes) && hasOnly(there, this.#code, this.#effort)) {
          if (!isIncluded) return result(walk, found);
          this.#remove(this.#top, there);
          if (this.#top.next === undefined) return result(walk, found);
        }
      } else {
        const isThere = relation === 'below';
        if (has(walk, isThere ? ruleBefore : thereBefore)) return result(walk, found);
        if (!isThere && inVain === this.#removed.size) continue;
        const removed = this.#removed.size;
        const down = (walk & ~matched) | (isThere ? thereBefore : ruleBefore);
        for (const side of sides) {
          const deeper = isThere ? there[side].next : rule[side].next;
          if (deeper === undefined || this.#removed.has(there)) continue;
          const below = isThere ? this.#compare(deeper, rule, down) : this.#compare(there, deeper, down);
          if (has(below, matched)) return result(walk, found | below);
        }
        if (!isThere && !this.#known.isShared && removed === this.#removed.size) inVain = removed;
      }
    }
    return result(walk, found & ~matched);
  }

  /** Takes a node out, and those that lead nowhere without it. */
  #remove(from: Branch, node: ConditionNode): boolean {
    if (from.next === undefined) return false;
    for (let one = firstOfLevel(from.next); one !== undefined; one = one.after) {
      this.#effort.spend();
      let removed = false;
      if (one !== node) {
        for (const side of sides) removed = this.#remove(one[side], node) || removed;
        if (removed) this.#known.becameLeaf(one);
        if (leads(one.yes) || leads(one.no)) {
          if (removed) return true;
          continue;
        }
      }
      this.#removed.add(one);
      delete from.marks;
      if (one === from.next) {
        const neighbour: ConditionNode | undefined = one.before ?? one.after;
        if (neighbour === undefined) delete from.next;
        else from.next = neighbour;
      }
      if (one.before !== undefined) link(one.before, one.after);
      else if (one.after !== undefined) delete one.after.before;
      delete one.before;
      delete one.after;
      return true;
    }
    return false;
  }
}

function link(before: ConditionNode, after: ConditionNode | undefined): void {
  if (after === undefined) delete before.after;
  else {
    before.after = after;
    after.before = before;
  }
}

function leads({ next, outcome }: Branch): boolean {
  return next !== undefined || outcome !== undefined;
}

function code({ outcome }: Branch): number | undefined {
  return outcome?.code;
}

/** Whether all of some is among what is known. */
function has(walk: Walk, some: Walk): boolean {
  return (walk & some) === some;
}

function result(walk: Walk, found: Walk): Walk {
  return has(found, matched) ? walk | found : walk & ~matched;
}
