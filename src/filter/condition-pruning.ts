import { firstOfLevel, hasOnly, isLeaf, order, sides } from './condition-level.ts';
import type { Branch, ConditionNode } from './condition-nodes.ts';

/** What is known of the way down both trees. */
interface Walk {
  /** The last nodes compared were the same. */
  matched: boolean;
  /** Some nodes were, on the way here. */
  once: boolean;
  thereEnds: boolean;
  ruleEnds: boolean;
  /** The existing tree makes comparisons before, which the new rule does not. */
  thereBefore: boolean;
  /** The new rule does, and the existing tree does not. */
  ruleBefore: boolean;
}

const none: Walk = {
  matched: false,
  once: false,
  thereEnds: false,
  ruleEnds: false,
  thereBefore: false,
  ruleBefore: false,
};

/** What libseccomp does before it adds a rule to those of the same call (src/db.c, _db_tree_prune). */
export class Pruning {
  readonly #top: Branch;
  readonly #code: number;
  readonly #removed = new Set<ConditionNode>();

  constructor(top: Branch, code: number) {
    this.#top = top;
    this.#code = code;
  }

  /** Takes out what the rule includes, and says whether the rule itself is included in what is there. */
  prune(rule: ConditionNode): 'redundant' | 'pruned' | 'unchanged' {
    if (this.#top.next === undefined) return 'unchanged';
    const walk = this.#compare(this.#top.next, rule, none);
    if (this.#removed.size > 0) return 'pruned';
    return walk.matched && walk.thereEnds && walk.ruleBefore ? 'redundant' : 'unchanged';
  }

  #compare(level: ConditionNode | undefined, rule: ConditionNode, walk: Walk): Walk {
    let found = walk;
    if (level === undefined || (walk.once && !walk.matched)) return result(walk, found);
    let following: ConditionNode | undefined;
    for (let there = firstOfLevel(level); there !== undefined; there = following) {
      following = there.after;
      const relation = order(there, rule);
      if (relation === 'same') {
        found = { ...found, matched: true, once: true };
        if (isLeaf(rule)) found.ruleEnds = true;
        if (isLeaf(there)) found.thereEnds = true;
        if (sides.some((side) => leads(there[side]) && !leads(rule[side]))) return result(walk, found);
        if (found.ruleEnds && found.thereEnds && sides.some((side) => code(there[side]) !== code(rule[side]))) {
          return result(walk, found);
        }
        for (const side of sides) {
          const next = rule[side].next;
          if (next === undefined || this.#removed.has(there)) continue;
          const below = this.#compare(there[side].next, next, { ...walk, matched: true, once: true });
          if (below.matched) found = union(found, below);
        }
        if (this.#removed.has(there)) continue;
        if (hasOnly(there, this.#code)) {
          if (found.ruleEnds && found.thereBefore) {
            this.#remove(this.#top, there);
            if (this.#top.next === undefined) return result(walk, found);
          } else if (found.thereEnds && found.ruleBefore) return result(walk, found);
        }
      } else {
        const isThere = relation === 'below';
        if (isThere ? walk.ruleBefore : walk.thereBefore) return result(walk, found);
        for (const side of sides) {
          const deeper = isThere ? there[side].next : rule[side].next;
          if (deeper === undefined || this.#removed.has(there)) continue;
          const down = { ...walk, matched: false, ...(isThere ? { thereBefore: true } : { ruleBefore: true }) };
          const below = isThere ? this.#compare(deeper, rule, down) : this.#compare(there, deeper, down);
          if (below.matched) return result(walk, union(found, below));
        }
      }
    }
    return result(walk, { ...found, matched: false });
  }

  /** Takes a node out, and those that lead nowhere without it. */
  #remove(from: Branch, node: ConditionNode): boolean {
    if (from.next === undefined) return false;
    for (let one = firstOfLevel(from.next); one !== undefined; one = one.after) {
      let removed = false;
      if (one !== node) {
        for (const side of sides) removed = this.#remove(one[side], node) || removed;
        if (leads(one.yes) || leads(one.no)) {
          if (removed) return true;
          continue;
        }
      }
      this.#removed.add(one);
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

function union(a: Walk, b: Walk): Walk {
  return {
    matched: a.matched || b.matched,
    once: a.once || b.once,
    thereEnds: a.thereEnds || b.thereEnds,
    ruleEnds: a.ruleEnds || b.ruleEnds,
    thereBefore: a.thereBefore || b.thereBefore,
    ruleBefore: a.ruleBefore || b.ruleBefore,
  };
}

function result(walk: Walk, found: Walk): Walk {
  return found.matched ? union(walk, found) : { ...walk, matched: false };
}
