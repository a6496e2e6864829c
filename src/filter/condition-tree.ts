import { ComparisonIndex } from './comparison-index.ts';
import { firstOfLevel, hasOnly, isLeaf, order, sides } from './condition-level.ts';
import type { Branch, ConditionNode } from './condition-nodes.ts';
import { Pruning } from './condition-pruning.ts';
import { LevelMarks, markDistance } from './level-marks.ts';
import { TooMuchEffort, type TreeEffort } from './tree-effort.ts';

/** Why libseccomp does not take a rule. */
export type RuleConflict =
  /** EEXIST: another rule answers the same arguments in another way. */
  | 'conflict'
  /** The tree has become a ring, in which libseccomp runs for ever. */
  | 'endless'
  /** Not known: it would take too long to find out. */
  | 'undecided';

/**
 * The conditional rules of one system call under one ABI, as libseccomp keeps them: a tree of comparisons that all rules
 * share, in an order of its own, not a list in the order of the profile. So what happens where several rules meet is not
 * what their texts say (src/db.c, _db_tree_add; measured with 2.5.4): later arguments are asked first, of one argument
 * equality before less before greater; a shorter rule may drop a longer one whole; branches that rules share may carry
 * the outcome of one into another.
 */
export class ConditionTree {
  readonly #top: Branch = {};
  readonly #known: ComparisonIndex;
  readonly #effort: TreeEffort;
  #isRing = false;
  #isCounted = true;

  constructor(effort: TreeEffort, known = new ComparisonIndex()) {
    this.#effort = effort;
    this.#known = known;
  }

  /**
   * Whether libseccomp counts as many comparisons as there are. Where it has taken some out, its own count may say
   * something else, since it counts those only to which nothing leads any more (src/db.c, _db_node_put).
   */
  get isCounted(): boolean {
    return this.#isCounted;
  }

  /** Adds the comparisons of one rule; a rule that others make superfluous changes nothing. */
  add(rule: ConditionNode, code: number): RuleConflict | undefined {
    if (this.#isRing) return 'endless';
    try {
      return this.#add(rule, code);
    } catch (error) {
      if (!(error instanceof TooMuchEffort)) throw error;
      return 'undecided';
    }
  }

  #add(rule: ConditionNode, code: number): RuleConflict | undefined {
    const steps = this.#known.steps(rule);
    if (this.#known.mayPrune(steps)) {
      const pruning = new Pruning(this.#top, code, this.#known, this.#effort);
      const pruned = pruning.prune(rule);
      if (pruned === 'redundant') return undefined;
      if (pruned === 'pruned') this.#isCounted = false;
    }
    this.#known.add(steps);
    if (this.#top.next === undefined) {
      this.#top.next = rule;
      return undefined;
    }
    const conflict = this.#place(this.#top, rule);
    this.#isRing = conflict === 'endless';
    return conflict;
  }

  /** The first comparison. */
  get top(): ConditionNode | undefined {
    return this.#top.next;
  }

  /** How many comparisons there are; undefined where the tree is endless. */
  size(): number | undefined {
    if (this.#isRing) return undefined;
    const seen = new Set<ConditionNode>();
    const open = this.#top.next === undefined ? [] : [this.#top.next];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const first = firstOfLevel(node);
      if (first === undefined) return undefined;
      for (let one: ConditionNode | undefined = first; one !== undefined && !seen.has(one); one = one.after) {
        seen.add(one);
        for (const side of sides) if (one[side].next !== undefined) open.push(one[side].next);
      }
    }
    return seen.size;
  }

  #place(into: Branch, rule: ConditionNode): RuleConflict | undefined {
    const marks = this.#known.isShared ? undefined : into.marks;
    const same = marks?.same(rule);
    if (same !== undefined) return this.#unite(same, rule);
    let there = marks?.near(rule) ?? into.next;
    for (let steps = 1; there !== undefined; steps += 1) {
      this.#effort.spend();
      const relation = order(there, rule);
      if (relation === 'same') return this.#unite(there, rule);
      if (relation === 'above' && there.after !== undefined) {
        there = there.after;
        continue;
      }
      if (relation === 'above') {
        there.after = rule;
        rule.before = there;
      } else {
        // Two branches of the new rule lead here, and the first has put it in already: it becomes its own neighbour.
        if (there.before === rule) return 'endless';
        if (there.before !== undefined) {
          there.before.after = rule;
          rule.before = there.before;
        }
        there.before = rule;
        rule.after = there;
        if (into.next === there) into.next = rule;
      }
      if (marks !== undefined) marks.add(rule);
      else if (steps > markDistance && !this.#known.isShared && into.next !== undefined) {
        into.marks = new LevelMarks(into.next);
      }
      return undefined;
    }
    return undefined;
  }

  /** Two nodes that make the same comparison become one, that of the existing tree. */
  #unite(there: ConditionNode, rule: ConditionNode): RuleConflict | undefined {
    for (const side of sides) {
      const wanted = rule[side].outcome;
      if (wanted === undefined) continue;
      const present = there[side].outcome;
      if (present === undefined) {
        if (!hasOnly(there[side].next, wanted.code, this.#effort)) return 'conflict';
        there[side].outcome = wanted;
        if (there[side].next === undefined) continue;
        this.#isCounted = false;
        delete there[side].next;
        delete there[side].marks;
        this.#known.becameLeaf(there);
      } else if (present.code !== wanted.code) {
        const isUpper = rule.word % 2 === 1;
        if (side === 'yes' && isUpper && rule.value > there.value) there.yes.outcome = wanted;
        if (isLeaf(there) || isLeaf(rule)) return 'conflict';
      }
    }
    for (const side of sides) {
      if (rule[side].next === undefined) continue;
      if (there[side].next !== undefined) {
        const conflict = this.#place(there[side], rule[side].next);
        if (conflict !== undefined) return conflict;
      } else if (there[side].outcome === undefined) there[side].next = rule[side].next;
      else return undefined;
    }
    return undefined;
  }
}
