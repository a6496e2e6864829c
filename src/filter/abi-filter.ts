import { multiplexerOf, subcallNumber } from '../kernel/multiplexed.ts';
import type { ScmpArchitecture } from '../kernel/scmp-architectures.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { OciCondition } from '../model/oci-seccomp.ts';
import { conditionNodes, type Outcome } from './condition-nodes.ts';
import type { ConditionProgram, Course, End, PossibleOutcomes } from './condition-program.ts';
import { ConditionTree, type RuleConflict } from './condition-tree.ts';

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

/**
 * The part of a filter that is for one architecture, rules added as by libseccomp's seccomp_rule_add_array(3) (src/db.c,
 * db_rule_add; src/syscalls.c, abi_rule_add; 2.5.4). Of several unconditional rules for a call the first counts, and one
 * of them beats those with conditions, before or behind it.
 */
export class AbiFilter {
  readonly #bits: 32 | 64;
  readonly #abi: Abi | undefined;
  readonly #plain: ReadonlyMap<string, PlainEntry>;
  readonly #entries = new Map<string, Entry>();

  /** `plain`: for each call the first rule without conditions, the same under every architecture; may grow. */
  constructor({ bits, abi }: ScmpArchitecture, plain: ReadonlyMap<string, PlainEntry>) {
    this.#bits = bits;
    this.#abi = abi;
    this.#plain = plain;
  }

  /** Whether a rule for a call is one for the call that carries it, too. */
  carries(syscall: string): boolean {
    return this.#abi !== undefined && multiplexerOf(this.#abi, syscall) !== undefined;
  }

  /** Adds a rule; where the ABI enters the call through socketcall(2) or ipc(2) as well, one for that, too. */
  add(rule: ScmpRule): RuleConflict | undefined {
    const { syscall, conditions } = rule;
    const multiplexer = this.#abi === undefined ? undefined : multiplexerOf(this.#abi, syscall);
    if (multiplexer === undefined) return this.#add(rule);
    // The number of the subcall takes the place of the condition on the first argument; the others stay, though the
    // arguments of the call itself are in memory, where no filter sees them.
    const subcall = { index: 0, op: 'SCMP_CMP_EQ', value: BigInt(subcallNumber(syscall) ?? 0) } as const;
    const others = conditions.filter(({ index }) => index !== 0);
    return this.#add({ ...rule, syscall: multiplexer, conditions: [subcall, ...others] }) ?? this.#add(rule);
  }

  #add(rule: ScmpRule): RuleConflict | undefined {
    const { syscall, outcome, conditions } = rule;
    const entry = this.#entryOf(syscall);
    if (entry !== undefined && 'outcome' in entry) return undefined;
    const nodes = conditionNodes(conditions, this.#bits, outcome);
    if (nodes === undefined) {
      this.#entries.set(syscall, { outcome });
      return undefined;
    }
    const { tree, rules } = entry ?? { tree: new ConditionTree(), rules: [] };
    rules.push(rule);
    this.#entries.set(syscall, { tree, rules });
    const { isRing } = tree;
    const conflict = tree.add(nodes, outcome.code);
    // Of a call that the ABI lacks there is a tree, but no program is made of it: only the next rule looks at it.
    const isLacking = this.#abi !== undefined && syscallNumber(this.#abi, syscall) === undefined;
    return conflict === 'endless' && !isRing && isLacking ? undefined : conflict;
  }

  #entryOf(syscall: string): Entry | undefined {
    const plain = this.#plain.get(syscall);
    const entry = this.#entries.get(syscall);
    if (plain === undefined) return entry;
    return entry !== undefined && 'outcome' in entry && entry.outcome.rule < plain.outcome.rule ? entry : plain;
  }

  /** The calls with conditions, in the order of their numbers, those that the ABI lacks left out. */
  trees(): readonly CallTree[] {
    const found: CallTree[] = [];
    for (const [syscall, entry] of this.#entries) {
      // Of an ABI without a table the order is not known, and hardly matters.
      const number = this.#abi === undefined ? 0 : syscallNumber(this.#abi, syscall);
      if ('tree' in entry && number !== undefined && !this.#plain.has(syscall))
        found.push({ tree: entry.tree, number });
    }
    return found.sort((a, b) => a.number - b.number);
  }

  /**
   * Whether the program compares the architecture, instead of the number of a call, with the numbers: then no rule fits.
   * libseccomp (src/gen_bpf.c, _gen_bpf_arch; 2.5.4, measured) lets the call with the fewest comparisons load the number,
   * also where that is one which only a multiplexer carries, and which the program passes over.
   */
  get losesNumber(): boolean {
    let [own, carried] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const names of [this.#plain.keys(), this.#entries.keys()]) {
      for (const syscall of names) {
        const entry = this.#entryOf(syscall);
        const size = entry !== undefined && 'tree' in entry ? (entry.tree.size() ?? 0) : 0;
        if (this.#abi === undefined || syscallNumber(this.#abi, syscall) !== undefined) own = Math.min(own, size);
        else if (this.carries(syscall)) carried = Math.min(carried, size);
        // Nothing is shorter, and most profiles begin with such a call.
        if (own === 0) return false;
      }
    }
    return carried < own && own < Number.POSITIVE_INFINITY;
  }

  /** How many calls have rules. */
  get calls(): number {
    let { size } = this.#plain;
    for (const syscall of this.#entries.keys()) if (!this.#plain.has(syscall)) size++;
    return size;
  }

  /** What becomes of a call, entered by its own number; `args` may hold undefined for what is not known. */
  outcomes(program: ConditionProgram, syscall: string, args: readonly (bigint | undefined)[]): PossibleOutcomes {
    const entry = this.#entryOf(syscall);
    if (entry === undefined) return { outcomes: [], none: true };
    if ('outcome' in entry) return { outcomes: [entry.outcome], none: false };
    const { top } = entry.tree;
    return top === undefined ? { outcomes: [], none: true } : program.run(top, args);
  }

  /** The same for every value of the arguments; `end` gives what stands for an outcome, undefined that no rule fits. */
  course<T>(program: ConditionProgram, syscall: string, end: End<T>): Course<T> {
    const entry = this.#entryOf(syscall);
    if (entry === undefined) return end(undefined);
    if ('outcome' in entry) return end(entry.outcome);
    const { top } = entry.tree;
    return top === undefined ? end(undefined) : program.course(top, end);
  }

  /** The calls about which this architecture has more to say than what is plain. */
  get special(): Iterable<string> {
    return this.#entries.keys();
  }

  /** The rules with conditions for a call, as they were added; none where one without decides. */
  conditionalRules(syscall: string): readonly ScmpRule[] {
    const entry = this.#entryOf(syscall);
    return entry !== undefined && 'rules' in entry ? entry.rules : [];
  }
}
