import { isIntArgument } from '../../kernel/int-arguments.ts';
import { multiplexerOf } from '../../kernel/multiplexed.ts';
import { scmpArchitecture } from '../../kernel/scmp-architectures.ts';
import type { OciCondition } from '../../model/oci-seccomp.ts';
import type { Found } from './found.ts';
import {
  type LintedCondition,
  type LintedProfile,
  type LintedRule,
  ociCondition,
  type Text,
} from './linted-profile.ts';

/** What is wrong with conditions on arguments, each for itself. */
export function* conditionRules(profile: LintedProfile): Iterable<Found> {
  for (const rule of profile.rules) {
    if (rule.conditions.length === 0) continue;
    const seen = new Map<number, LintedCondition>();
    for (const condition of rule.conditions) {
      const { index } = condition;
      if (index === undefined) continue;
      if (index.value > 5) yield { rule: 'argument-index', at: index.node, what: String(index.value) };
      const first = seen.get(index.value);
      if (first === undefined) seen.set(index.value, condition);
      else yield argumentTwice(rule, index, first);
      yield* operandRules(condition, profile, rule);
    }
    yield* socketcallRules(rule, profile);
  }
}

// To refuse what fits any of several is what such a rule is mostly meant to do: CRI-O's own has one for clone.
function argumentTwice(
  { action }: LintedRule,
  { value, node }: NonNullable<LintedCondition['index']>,
  first: LintedCondition,
): Found {
  const severity = passes(action) ? {} : { severity: 'note' as const };
  return { rule: 'argument-twice', ...severity, at: node, what: String(value), otherAt: first.node };
}

function* operandRules(condition: LintedCondition, profile: LintedProfile, rule: LintedRule): Iterable<Found> {
  const oci = ociCondition(condition);
  if (oci === undefined) return;
  const { value, valueTwo = 0n, op } = oci;
  const { valueNode, valueTwoNode, node } = condition;
  if (op === 'SCMP_CMP_MASKED_EQ') {
    if (value === 0n) yield { rule: 'mask-empty', at: valueNode ?? node };
    else if ((valueTwo & ~value) !== 0n) {
      yield { rule: 'mask-bits', at: valueTwoNode ?? node, what: String(valueTwo), other: String(value) };
    }
    return;
  }
  if (valueTwo !== 0n) yield { rule: 'operand-unused', at: valueTwoNode ?? node, what: String(valueTwo), other: op };
  const calls = rule.names.filter((name) => isIntArgument(name.value, oci.index));
  if (calls.length === 0) return;
  const what = calls.map((name) => name.value).join(', ');
  // 0xffffffff80000000 and above: what sign extension makes of a negative int.
  if (value >> 31n === 0x1_ffff_ffffn) {
    yield { rule: 'value-sign-extended', at: valueNode ?? node, what, other: String(value & 0xffff_ffffn) };
  } else if (isAround(oci, profile, rule)) {
    yield { rule: 'int-compared-wide', at: condition.op ?? node, what, other: op };
  }
}

// What is let through where the upper half is set: by the rule itself where it is for greater or other values; by the
// default where the rule refuses certain ones.
function isAround({ op }: OciCondition, { defaultAction }: LintedProfile, { action }: LintedRule): boolean {
  const reachesUp = op === 'SCMP_CMP_NE' || op === 'SCMP_CMP_GT' || op === 'SCMP_CMP_GE';
  const isPassed = passes(action);
  return isPassed ? reachesUp && !passes(defaultAction) : !reachesUp && passes(defaultAction);
}

function passes(action: Text | undefined): boolean {
  return action?.value === 'SCMP_ACT_ALLOW' || action?.value === 'SCMP_ACT_LOG';
}

function* socketcallRules({ names, conditions, action }: LintedRule, profile: LintedProfile): Iterable<Found> {
  if (!passes(action) || passes(profile.defaultAction) || !conditions.some(({ index }) => index?.value === 0)) return;
  for (const token of profile.tokens) {
    const abi = scmpArchitecture(token)?.abi;
    // s390x has socketcall and calls of its own; other filters of 64 bits have no second way.
    if (abi === undefined) continue;
    const name = names.find(({ value }) => multiplexerOf(abi, value) !== undefined);
    if (name !== undefined) yield { rule: 'socketcall-open', at: name, what: name.value, other: token };
  }
}
