import { conditionMet } from '../filter/condition-met.ts';
import type { Abi } from '../model/abi.ts';
import type { OciSyscall } from '../model/oci-seccomp.ts';
import { type EnforcedProfile, passingActions } from './enforced-profile.ts';

/** A condition on one argument, as the file has it. */
type Condition = NonNullable<OciSyscall['args']>[number];

/** A system call as the filter sees it. */
export interface FilteredCall {
  /** libseccomp's name. */
  readonly name: string;
  /** Nothing where the trace does not tell. */
  readonly abi?: Abi | undefined;
  /** The argument registers, as many as the trace shows; nothing where it shows none. */
  readonly args?: readonly bigint[] | undefined;
}

/**
 * What a profile does to a call: `passes`; a `rule` of its own answers it (with an errno, a number, unless it kills);
 * a rule names it but its `condition` is not met, so the default action applies; no rule names it (`default`); it is
 * of an `architecture` that the filter does not cover, and the thread is killed.
 */
export type FilterDecision =
  | { readonly what: 'passes' | 'condition' | 'default' | 'architecture' }
  | { readonly what: 'rule'; readonly errno?: number };

const passes: FilterDecision = { what: 'passes' };
const eperm = 1;

/** Decides a call as libseccomp's filter does. Conditions on arguments that are not known count as not met. */
export function decideCall(profile: EnforcedProfile, { name, abi, args }: FilteredCall): FilterDecision {
  if (abi !== undefined && !profile.abis.has(abi)) return { what: 'architecture' };
  if (profile.allowed.has(name)) return passes;
  if (profile.stopped.has(name)) return { what: 'rule' };
  const answered = profile.answered.get(name);
  if (answered !== undefined) return { what: 'rule', errno: answered };
  const rules = profile.conditional.get(name);
  const met = args === undefined ? [] : (rules ?? []).filter((rule) => conditionsMet(rule.args ?? [], args));
  if (met.some((rule) => passingActions.has(rule.action))) return passes;
  const [first] = met;
  if (first !== undefined) return ruled(first);
  if (profile.defaultAction === 'SCMP_ACT_ALLOW') return passes;
  return { what: rules === undefined ? 'default' : 'condition' };
}

function ruled({ action, errnoRet = eperm }: OciSyscall): FilterDecision {
  return action === 'SCMP_ACT_ERRNO' ? { what: 'rule', errno: errnoRet } : { what: 'rule' };
}

/**
 * Whether the conditions of one rule are met: all of them; any of them where two are on the same argument, since runc and
 * crun then split the rule (measured: runc 1.1.5 and 1.5.1, crun 1.8.1). An argument that is not shown is 0.
 */
export function conditionsMet(conditions: readonly Condition[], args: readonly bigint[]): boolean {
  const met = (condition: Condition): boolean => conditionMet(condition, args[condition.index] ?? 0n);
  const indexes = new Set(conditions.map(({ index }) => index));
  return indexes.size === conditions.length ? conditions.every(met) : conditions.some(met);
}
