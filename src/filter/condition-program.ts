import { firstOfLevel } from './condition-level.ts';
import type { Branch, ConditionNode, Outcome } from './condition-nodes.ts';
import type { TreeEffort } from './tree-effort.ts';

/** What the accumulator of BPF holds: a word of the arguments, and which of its bits. */
interface Accumulator {
  readonly word: number;
  readonly mask: number;
}

/** Where a jump goes; `default`: to the default action of the filter. */
type Target = Block | Outcome | 'default';

/** The instructions for one comparison: perhaps a load, perhaps a mask, a conditional jump. */
interface Block {
  readonly id: number;
  readonly loads: boolean;
  readonly masks: boolean;
  readonly compares: Accumulator;
  readonly op: 'eq' | 'gt' | 'ge';
  readonly datum: number;
  /** What it counts on to be in the accumulator when it does not load. */
  readonly expects: Accumulator | undefined;
  readonly yes: Target;
  readonly no: Target;
  /** A load of what it expects was put before it. */
  reloads: boolean;
}

/** The outcomes that are possible, and whether it is possible that no rule fits. */
export interface PossibleOutcomes {
  readonly outcomes: readonly Outcome[];
  readonly none: boolean;
}

/** A comparison that the kernel makes of a word of the arguments, and what follows from either outcome. */
export interface ArgumentTest<T> {
  /** Twice the argument's index, one more for its upper half. */
  readonly word: number;
  readonly mask: number;
  readonly op: 'eq' | 'gt' | 'ge';
  readonly datum: number;
  readonly yes: Course<T>;
  readonly no: Course<T>;
}

/** What becomes of a call: at once, or by comparisons. Ways may meet again: it is a graph, without circles. */
export type Course<T> = { readonly end: T } | ArgumentTest<T>;

/** Gives the course that ends with an outcome at once; undefined is that no rule fits. */
export type End<T> = (outcome: Outcome | undefined) => { readonly end: T };

const allBits = 0xffff_ffff;

/** Many more than the kernel takes: which calls they would be for does not matter. */
const mostBlocks = 50_000;

/** There are more blocks than that. */
class TooLong extends Error {}

/**
 * The program that libseccomp makes of the conditional rules of all calls (src/gen_bpf.c; 2.5.4). What leads nowhere goes
 * on with the next comparison of its level, and from the end of a level with that of the level above. Such a way back
 * may come with another word in the accumulator than the comparison expects: libseccomp looks at one jump to it only,
 * perhaps one of another call, when it decides whether to load again. The kernel then compares the wrong word, and so
 * does this.
 */
export class ConditionProgram {
  readonly #starts = new Map<ConditionNode, Block>();
  /**
   * How many instructions it has, jumps over long distances and the checks of numbers aside. Of one that is much too long
   * this is how many there are at least, and it cannot be run.
   */
  readonly instructions: number;

  /**
   * @param trees for each call any node of the first level of its tree, which must not be endless; in the order in which
   *   libseccomp lays them out: the last call that the program checks for comes first
   * @throws TooMuchEffort
   */
  constructor(trees: readonly ConditionNode[], effort: TreeEffort) {
    const blocks = new Map<string, Block>();
    try {
      for (const tree of trees) {
        this.#starts.set(tree, new LevelCompiler(blocks, effort).compile(tree, 'default', undefined));
      }
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
    }
    const placed = new Set<Block>();
    for (const start of this.#starts.values()) layOut(start, placed);
    let instructions = 0;
    for (const { loads, masks, reloads, expects } of blocks.values()) {
      instructions += 1 + Number(loads) + Number(masks);
      if (reloads) instructions += expects?.mask === allBits ? 1 : 2;
    }
    this.instructions = instructions;
  }

  /**
   * Runs the part for one call.
   * @param tree as it was given to the constructor
   * @param args the registers, undefined where their value is not known: then either way of a comparison is possible
   */
  run(tree: ConditionNode, args: readonly (bigint | undefined)[]): PossibleOutcomes {
    const outcomes = new Map<number, Outcome>();
    let none = false;
    const seen = new Set<string>();
    const open: { readonly target: Target; readonly held?: Accumulator }[] = [
      { target: this.#starts.get(tree) ?? 'default' },
    ];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const { target, held } = one;
      if (target === 'default') none = true;
      else if ('code' in target) outcomes.set(target.code, outcomes.get(target.code) ?? target);
      else {
        const now = accumulatorIn(target, held);
        const key = `${target.id} ${now.word} ${now.mask}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const holding = holds(target, now, args[now.word >> 1]);
        if (holding !== true) open.push({ target: target.no, held: now });
        if (holding !== false) open.push({ target: target.yes, held: now });
      }
    }
    return { outcomes: [...outcomes.values()], none };
  }

  /**
   * The part for one call as what it compares, quirks of the accumulator resolved.
   * @param tree as it was given to the constructor
   */
  course<T>(tree: ConditionNode, end: End<T>): Course<T> {
    const made = new Map<string, Course<T>>();
    const courseOf = (target: Target, held: Accumulator | undefined): Course<T> => {
      if (target === 'default') return end(undefined);
      if ('code' in target) return end(target);
      const now = accumulatorIn(target, held);
      const key = `${target.id} ${now.word} ${now.mask}`;
      const there = made.get(key);
      if (there !== undefined) return there;
      const { op, datum } = target;
      const course = { ...now, op, datum, yes: courseOf(target.yes, now), no: courseOf(target.no, now) };
      made.set(key, course);
      return course;
    };
    return courseOf(this.#starts.get(tree) ?? 'default', undefined);
  }
}

/** Makes blocks of the levels of a tree. */
class LevelCompiler {
  readonly #blocks: Map<string, Block>;
  readonly #effort: TreeEffort;
  /** What has been made of levels that several branches lead into, by where they are entered from and go on. */
  readonly #made = new Map<ConditionNode, Map<string, Block>>();

  constructor(blocks: Map<string, Block>, effort: TreeEffort) {
    this.#blocks = blocks;
    this.#effort = effort;
  }

  compile(level: ConditionNode, onward: Target, entry: Accumulator | undefined): Block {
    const key = `${targetKey(onward)} ${entry?.word} ${entry?.mask}`;
    const known = this.#made.get(level)?.get(key);
    if (known !== undefined) return known;
    const made = this.#compile(level, onward, entry);
    this.#made.set(level, (this.#made.get(level) ?? new Map<string, Block>()).set(key, made));
    return made;
  }

  #compile(level: ConditionNode, onward: Target, entry: Accumulator | undefined): Block {
    const made: {
      readonly node: ConditionNode;
      readonly before: Accumulator | undefined;
      readonly after: Accumulator;
    }[] = [];
    let held = entry;
    for (let node = firstOfLevel(level); node !== undefined; node = node.after) {
      this.#effort.spend();
      const after = { word: node.word, mask: node.mask };
      made.push({ node, before: held, after });
      held = after;
    }
    let following = onward;
    for (const { node, before, after } of made.reverse()) {
      const target = ({ next, outcome }: Branch): Target =>
        next === undefined ? (outcome ?? following) : this.compile(next, following, after);
      const loads = before?.word !== node.word || (before.mask & node.mask) >>> 0 !== node.mask;
      const block: Omit<Block, 'id'> = {
        loads,
        masks: (loads ? allBits : before.mask) !== node.mask,
        compares: after,
        op: node.op === 'masked' ? 'eq' : node.op,
        datum: node.datum,
        expects: loads ? undefined : before,
        yes: target(node.yes),
        no: target(node.no),
        reloads: false,
      };
      // libseccomp keeps one of several blocks that are the same to the last jump.
      const key = JSON.stringify({ ...block, yes: targetKey(block.yes), no: targetKey(block.no) });
      const there = this.#blocks.get(key) ?? { ...block, id: this.#blocks.size };
      this.#blocks.set(key, there);
      if (this.#blocks.size > mostBlocks) throw new TooLong();
      following = there;
    }
    if (typeof following === 'string' || 'code' in following) throw new Error('a level without a comparison');
    return following;
  }
}

function targetKey(target: Target): string {
  if (target === 'default') return target;
  return 'code' in target ? `code ${target.code}` : `block ${target.id}`;
}

/** Puts each block behind the first that jumps to it, where the word it expects is loaded if that one left another. */
function layOut(start: Block, placed: Set<Block>): void {
  placed.add(start);
  const open = [start];
  for (let block = open.at(-1); block !== undefined; block = open.at(-1)) {
    const target = [block.yes, block.no].find((one) => isBlock(one) && !placed.has(one));
    if (target === undefined || !isBlock(target)) {
      open.pop();
      continue;
    }
    const { expects } = target;
    const left = block.compares;
    target.reloads = expects !== undefined && (expects.word !== left.word || expects.mask !== left.mask);
    placed.add(target);
    open.push(target);
  }
}

function isBlock(target: Target): target is Block {
  return target !== 'default' && !('code' in target);
}

function accumulatorIn({ loads, reloads, expects, compares }: Block, held: Accumulator | undefined): Accumulator {
  if (loads || held === undefined) return compares;
  const before = reloads && expects !== undefined ? expects : held;
  return { word: before.word, mask: (before.mask & compares.mask) >>> 0 };
}

/** Whether a comparison holds; undefined where that is not known. */
function holds({ op, datum }: Block, { word, mask }: Accumulator, register: bigint | undefined): boolean | undefined {
  if (register === undefined) return undefined;
  const value = (Number(BigInt.asUintN(32, word % 2 === 1 ? register >> 32n : register)) & mask) >>> 0;
  return comparisonHolds(op, datum, value);
}

/** Whether a comparison of the kernel's holds for what is in the accumulator. */
export function comparisonHolds(op: 'eq' | 'gt' | 'ge', datum: number, value: number): boolean {
  if (op === 'gt') return value > datum;
  return op === 'ge' ? value >= datum : value === datum;
}
