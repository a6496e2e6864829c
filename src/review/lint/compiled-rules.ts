import { conditionMet } from '../../filter/condition-met.ts';
import type { LoadedFilter } from '../../filter/loaded-filter.ts';
import { syscallNumber } from '../../kernel/syscalls.ts';
import type { Abi } from '../../model/abi.ts';
import type { OciCondition, OciSeccomp, OciSyscall } from '../../model/oci-seccomp.ts';
import type { Found } from './found.ts';
import type { LintedRule } from './linted-profile.ts';
import { actionKey } from './rule-overlaps.ts';

/** How many sets of arguments are tried for one call, and how many in all: enough for what people write. */
const mostTries = 400;
const mostTriesInAll = 20_000;

/**
 * Rules with conditions for one call that libseccomp puts together otherwise than they say: all values named, their
 * neighbours and the same with another upper half are decided by the rules one by one, and by the filter.
 */
export function* compiledRules(
  filter: LoadedFilter,
  { syscalls = [], defaultAction, defaultErrnoRet }: OciSeccomp,
  rules: readonly LintedRule[],
  abi: Abi,
): Iterable<Found> {
  const byCall = new Map<string, number[]>();
  for (const [index, { names }] of syscalls.entries()) {
    for (const name of new Set(names)) {
      const known = byCall.get(name);
      if (known === undefined) byCall.set(name, [index]);
      else known.push(index);
    }
  }
  const byDefault = actionKey(defaultAction, defaultErrnoRet);
  let left = mostTriesInAll;
  for (const [syscall, all] of byCall) {
    // Those with the default action are skipped; two conditions on one argument have a rule of their own.
    const group = all.flatMap((index): Grouped[] => {
      const rule = syscalls[index];
      const key = actionKey(rule?.action, rule?.errnoRet);
      return rule === undefined || key === byDefault ? [] : [{ rule, index, key }];
    });
    const isSimple = group.every(({ rule: { args = [] } }) => args.length > 0 && isEachOnce(args));
    if (group.length < 2 || !isSimple || left <= 0 || syscallNumber(abi, syscall) === undefined) continue;
    const found = firstDifference(filter, abi, syscall, group, Math.min(left, mostTries));
    left -= mostTries;
    const rule = found === undefined ? undefined : rules[found.rule];
    if (found === undefined || rule === undefined) continue;
    const at = rule.names.find(({ value }) => value === syscall) ?? rule.node;
    yield { rule: found.kind, at, what: syscall, other: found.args };
  }
}

function isEachOnce(args: readonly OciCondition[]): boolean {
  return new Set(args.map(({ index }) => index)).size === args.length;
}

/** A rule, its place in the profile, and what tells its action from others. */
interface Grouped {
  readonly rule: OciSyscall;
  readonly index: number;
  readonly key: string;
}

interface Difference {
  readonly kind: 'compiled-otherwise' | 'conditions-overlap';
  /** Index in the profile. */
  readonly rule: number;
  /** `arg0 = 40`: for which arguments. */
  readonly args: string;
}

function firstDifference(
  filter: LoadedFilter,
  abi: Abi,
  syscall: string,
  group: readonly Grouped[],
  tries: number,
): Difference | undefined {
  let overlap: Difference | undefined;
  let tried = 0;
  for (const args of argumentSets(group.flatMap(({ rule }) => rule.args ?? []))) {
    tried += 1;
    if (tried > tries) break;
    const fitting = group.filter(({ rule }) =>
      (rule.args ?? []).every((one) => conditionMet(one, args[one.index] ?? 0n)),
    );
    const [first] = fitting;
    const other = fitting.find(({ key }) => key !== first?.key);
    if (other !== undefined) {
      overlap ??= { kind: 'conditions-overlap', rule: other.index, args: wordsOf(args, group) };
      continue;
    }
    const isWanted = filter.decide({ abi, syscall, args }).every(({ cause }) => {
      const decided = cause.kind === 'rule' ? group.find(({ index }) => index === cause.rule) : undefined;
      return decided?.key === first?.key;
    });
    if (!isWanted) {
      const index = first?.index ?? group[0]?.index ?? 0;
      return { kind: 'compiled-otherwise', rule: index, args: wordsOf(args, group) };
    }
  }
  return overlap;
}

/** Every mixture of the values that matter for each argument; those that are not compared are 0. */
function* argumentSets(conditions: readonly OciCondition[]): Iterable<readonly bigint[]> {
  const values = new Map<number, Set<bigint>>();
  for (const { index, op, value, valueTwo = 0n } of conditions) {
    const known = values.get(index) ?? new Set([0n]);
    values.set(index, known);
    const wanted = op === 'SCMP_CMP_MASKED_EQ' ? valueTwo : value;
    for (const one of [wanted, wanted + 1n, wanted - 1n, wanted ^ (1n << 32n), wanted | ~value]) {
      known.add(BigInt.asUintN(64, one));
    }
  }
  const indexes = [...values.keys()];
  const total = indexes.reduce((product, index) => product * (values.get(index)?.size ?? 1), 1);
  for (let number = 0; number < Math.min(total, 1e6); number += 1) {
    const args = [0n, 0n, 0n, 0n, 0n, 0n];
    let rest = number;
    for (const index of indexes) {
      const choices = [...(values.get(index) ?? [])];
      args[index] = choices[rest % choices.length] ?? 0n;
      rest = Math.floor(rest / choices.length);
    }
    yield args;
  }
}

function wordsOf(args: readonly bigint[], group: readonly Grouped[]): string {
  const compared = new Set(group.flatMap(({ rule }) => (rule.args ?? []).map(({ index }) => index)));
  return [...compared]
    .sort()
    .map((index) => `arg${index} = ${args[index] ?? 0n}`)
    .join(', ');
}
