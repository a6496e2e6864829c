import { carriesCalls, isMultiplexer, type Multiplexer, multiplexerOf, subcallNumber } from '../kernel/multiplexed.ts';
import type { ScmpArchitecture } from '../kernel/scmp-architectures.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { OciCondition } from '../model/oci-seccomp.ts';
import { conditionNodes, type Outcome } from './condition-nodes.ts';
import type { ConditionProgram, Course, End, PossibleOutcomes } from './condition-program.ts';
import { ConditionTree, type RuleConflict } from './condition-tree.ts';
import type { TreeEffort } from './tree-effort.ts';

/** One rule for one call as a runtime hands it to libseccomp: every condition has an argument of its own. */
export interface ScmpRule {
  readonly syscall: string;
  readonly outcome: Outcome;
  readonly conditions: readonly OciCondition[];
}

/** The conditional rules of one call, and its number. */
export interface CallTree {
  readonly tree: ConditionTree;
  readonly number: number;
}

/** One rule without conditions, which is then the only one of its call. */
export interface PlainEntry {
  readonly outcome: Outcome;
}

/** The rules of one call: one whose conditions ask for nothing, or those with conditions and their tree. */
type Entry = PlainEntry | { readonly tree: ConditionTree; readonly rules: ScmpRule[] };

/** The fewest comparisons of a call under one architecture; infinite where there is no call. */
export interface FewestComparisons {
  /** Of one that the program looks for. */
  readonly own: number;
  /**
   * Of one that libseccomp keeps though the ABI lacks it: by a number below zero, which the program passes over. Not looked
   * for any further once `own` is zero, since nothing can come before that.
   */
  readonly lacking: number;
  /** Whether libseccomp counts those of all calls in the same way. */
  readonly isCounted: boolean;
}

/**
 * The part of a filter that is for one architecture, rules added as by libseccomp's seccomp_rule_add_array(3) (src/db.c,
 * db_rule_add; src/syscalls.c, abi_rule_add; 2.5.4). Of several unconditional rules for a call the first counts, and one
 * of them beats those with conditions, before or behind it.
 */
export class AbiFilter {
  readonly #bits: 32 | 64;
  readonly #abi: Abi | undefined;
  readonly #plain: ReadonlyMap<string, PlainEntry>;
  readonly #effort: TreeEffort;
  readonly #entries = new Map<string, Entry>();
  /**
   * Rules without conditions for calls that socketcall(2) or ipc(2) carries, by call, as long as there are no others to be
   * added: so it is with most profiles, and what becomes of the two is known without their trees.
   */
  #carried: Map<string, ScmpRule> | undefined;

  /** `plain`: for each call the first rule without conditions, the same under every architecture; may grow. */
  constructor({ bits, abi }: ScmpArchitecture, plain: ReadonlyMap<string, PlainEntry>, effort: TreeEffort) {
    this.#effort = effort;
    this.#bits = bits;
    this.#abi = abi;
    this.#plain = plain;
    // With 64 bits, two words of the first argument are compared.
    if (bits === 32) this.#carried = new Map();
  }

  /** Whether a rule for a call is one for the call that carries it, too. */
  carries(syscall: string): boolean {
    return this.#carrierOf(syscall) !== undefined;
  }

  #carrierOf(syscall: string): Multiplexer | undefined {
    return this.#abi && multiplexerOf(this.#abi, syscall);
  }

  /** Adds a rule; where the ABI enters the call through socketcall(2) or ipc(2) as well, one for that, too. */
  add(rule: ScmpRule): RuleConflict | undefined {
    const { syscall, conditions } = rule;
    if (this.#carried?.has(syscall) === false && conditions.length === 0 && this.carries(syscall)) {
      this.#carried.set(syscall, rule);
      return undefined;
    }
    return this.#build() ?? this.#addBoth(rule);
  }

  /** Makes trees of what was put off. */
  #build(): RuleConflict | undefined {
    const carried = this.#carried;
    this.#carried = undefined;
    for (const rule of carried?.values() ?? []) {
      const conflict = this.#addBoth(rule);
      if (conflict !== undefined) return conflict;
    }
    return undefined;
  }

  #addBoth(rule: ScmpRule): RuleConflict | undefined {
    const through = this.#through(rule);
    return (through && this.#add(through)) ?? this.#add(rule);
  }

  /** The rule for the call that carries this one. */
  #through(rule: ScmpRule): ScmpRule | undefined {
    const { syscall, conditions } = rule;
    const multiplexer = this.#carrierOf(syscall);
    if (multiplexer === undefined) return undefined;
    // The number of the subcall takes the place of the condition on the first argument; the others stay, though the
    // arguments of the call itself are in memory, where no filter sees them.
    const subcall = { index: 0, op: 'SCMP_CMP_EQ', value: BigInt(subcallNumber(syscall) ?? 0) } as const;
    const others = conditions.filter(({ index }) => index !== 0);
    return { ...rule, syscall: multiplexer, conditions: [subcall, ...others] };
  }

  /** The rules put off for a call that carries others, in the order of the profile; none where one without conditions decides. */
  #carriedBy(syscall: string): readonly ScmpRule[] {
    if (this.#carried === undefined || !isMultiplexer(syscall) || this.#plain.has(syscall)) return [];
    return [...this.#carried.values()].flatMap((rule) => {
      const through = this.#through(rule);
      return through?.syscall === syscall ? [through] : [];
    });
  }

  /** The calls that carry those put off. */
  #carriers(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const name of this.#carried?.keys() ?? []) {
      const multiplexer = this.#carrierOf(name);
      if (multiplexer !== undefined) found.add(multiplexer);
    }
    return found;
  }

  /** The most instructions that its conditions may take; without bounds where only the program tells. */
  get mostConditional(): number {
    // A comparison each, and never more than two to load what is compared.
    if (this.#carried !== undefined) return 3 * this.#carried.size;
    for (const entry of this.#entries.values()) if ('tree' in entry) return Number.POSITIVE_INFINITY;
    return 0;
  }

  #add(rule: ScmpRule): RuleConflict | undefined {
    const { syscall, outcome, conditions } = rule;
    if (this.#lacks(syscall) && !this.#keepsLacking(syscall)) return undefined;
    const entry = this.#entryOf(syscall);
    if (entry !== undefined && 'outcome' in entry) return undefined;
    const nodes = conditionNodes(conditions, this.#bits, outcome);
    if (nodes === undefined) {
      this.#entries.set(syscall, { outcome });
      return undefined;
    }
    const { tree, rules } = entry ?? { tree: new ConditionTree(this.#effort), rules: [] };
    rules.push(rule);
    this.#entries.set(syscall, { tree, rules });
    return tree.add(nodes, outcome.code);
  }

  #entryOf(syscall: string): Entry | undefined {
    const plain = this.#plain.get(syscall);
    const entry = this.#entries.get(syscall);
    if (plain === undefined) return entry;
    return entry !== undefined && 'outcome' in entry && entry.outcome.rule < plain.outcome.rule ? entry : plain;
  }

  /** The calls with conditions, in the order of their numbers, those that the ABI lacks left out. */
  trees(): readonly CallTree[] {
    this.#build();
    const found: CallTree[] = [];
    for (const [syscall, entry] of this.#entries) {
      // Of an ABI without a table the order is not known, and hardly matters.
      const number = this.#abi === undefined ? 0 : syscallNumber(this.#abi, syscall);
      if ('tree' in entry && number !== undefined && !this.#plain.has(syscall))
        found.push({ tree: entry.tree, number });
    }
    return found.sort((a, b) => a.number - b.number);
  }

  /** What decides which call libseccomp puts first. */
  fewestComparisons(): FewestComparisons {
    const fewest = { own: Number.POSITIVE_INFINITY, lacking: Number.POSITIVE_INFINITY, isCounted: true };
    const look = (names: Iterable<string>): void => {
      for (const syscall of names) {
        // Most profiles begin with such a call.
        if (fewest.own === 0) return;
        const entry = this.#entryOf(syscall);
        const tree = entry !== undefined && 'tree' in entry ? entry.tree : undefined;
        const size = tree?.size() ?? 0;
        if (!this.#lacks(syscall)) fewest.own = Math.min(fewest.own, size);
        else if (this.#keepsLacking(syscall)) fewest.lacking = Math.min(fewest.lacking, size);
        fewest.isCounted &&= tree?.isCounted ?? true;
      }
    };
    look(this.#plain.keys());
    if (fewest.own > 0) {
      this.#build();
      look(this.#entries.keys());
    }
    return fewest;
  }

  #lacks(syscall: string): boolean {
    return this.#abi !== undefined && syscallNumber(this.#abi, syscall) === undefined;
  }

  // An ABI with calls that carry others drops rules for all others that it lacks (src/arch.c, arch_filter_rule_add;
  // arch-x86.c and others, abi_rule_add; 2.5.4).
  #keepsLacking(syscall: string): boolean {
    return this.#abi !== undefined && (!carriesCalls(this.#abi) || this.carries(syscall));
  }

  /** No fewer calls than the program looks for, known at once. */
  get mostCalls(): number {
    let { size } = this.#plain;
    for (const syscall of this.special) if (!this.#plain.has(syscall)) size++;
    return size;
  }

  /** How many calls the program looks for. */
  get calls(): number {
    let count = 0;
    for (const syscall of this.#plain.keys()) if (!this.#lacks(syscall)) count++;
    for (const syscall of this.special) if (!this.#plain.has(syscall) && !this.#lacks(syscall)) count++;
    return count;
  }

  /** What becomes of a call, entered by its own number; `args` may hold undefined for what is not known. */
  outcomes(program: () => ConditionProgram, syscall: string, args: readonly (bigint | undefined)[]): PossibleOutcomes {
    const carried = this.#carriedBy(syscall);
    if (carried.length > 0) return outcomesOfSubcall(carried, args[0]);
    const entry = this.#entryOf(syscall);
    if (entry === undefined) return { outcomes: [], none: true };
    if ('outcome' in entry) return { outcomes: [entry.outcome], none: false };
    const { top } = entry.tree;
    return top === undefined ? { outcomes: [], none: true } : program().run(top, args);
  }

  /** The same for every value of the arguments; `end` gives what stands for an outcome, undefined that no rule fits. */
  course<T>(program: () => ConditionProgram, syscall: string, end: End<T>): Course<T> {
    const carried = this.#carriedBy(syscall);
    if (carried.length > 0) return courseOfSubcalls(carried, end);
    const entry = this.#entryOf(syscall);
    if (entry === undefined) return end(undefined);
    if ('outcome' in entry) return end(entry.outcome);
    const { top } = entry.tree;
    return top === undefined ? end(undefined) : program().course(top, end);
  }

  /** The calls about which this architecture has more to say than what is plain. */
  get special(): Iterable<string> {
    return this.#carried === undefined ? this.#entries.keys() : this.#carriers();
  }

  /** The rules with conditions for a call, as they were added; none where one without decides. */
  conditionalRules(syscall: string): readonly ScmpRule[] {
    const entry = this.#entryOf(syscall);
    return entry !== undefined && 'rules' in entry ? entry.rules : this.#carriedBy(syscall);
  }
}

/** What becomes of a call that carries others, of each of which there is one rule: one comparison after the other. */
function courseOfSubcalls<T>(rules: readonly ScmpRule[], end: End<T>): Course<T> {
  let course: Course<T> = end(undefined);
  const numbered = rules.map(({ conditions: [subcall], outcome }) => ({ datum: Number(subcall?.value), outcome }));
  for (const { datum, outcome } of numbered.sort((a, b) => b.datum - a.datum)) {
    course = { word: 0, mask: 0xffff_ffff, op: 'eq', datum, yes: end(outcome), no: course };
  }
  return course;
}

/** The same where the number of the subcall is known, or may be any. */
function outcomesOfSubcall(rules: readonly ScmpRule[], subcall: bigint | undefined): PossibleOutcomes {
  const byCode = new Map<number, Outcome>();
  const value = subcall === undefined ? undefined : BigInt.asUintN(32, subcall);
  for (const { conditions, outcome } of rules) {
    const fits = value === undefined || conditions[0]?.value === value;
    if (fits && !byCode.has(outcome.code)) byCode.set(outcome.code, outcome);
  }
  return { outcomes: [...byCode.values()], none: value === undefined || byCode.size === 0 };
}
