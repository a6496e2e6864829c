import type { ConditionalRule } from '../filter/loaded-filter.ts';
import type { Answer } from '../model/check-verdict.ts';
import type { Treatment } from '../model/diff-verdict.ts';
import type { OciCondition } from '../model/oci-seccomp.ts';
import { type ArgumentCondition, comparisons } from '../model/profile.ts';
import { type AnswerNumbers, answerKey, letsThrough } from './call-decision.ts';
import { type DecisionDiagrams, type Diagram, no, yes } from './decision-diagram.ts';

type Case = Treatment['cases'][number];
type Bits = 32 | 64;

/** Rules as they are written, those with one answer together, sorted, each once. What they come to may be another thing. */
export function treatmentOfRules(rules: readonly ConditionalRule[], bits: Bits, otherwise: Answer): Treatment {
  const byAnswer = new Map<string, { readonly answer: Answer; readonly when: Map<string, ArgumentCondition[]> }>();
  for (const { answer, conditions } of rules) {
    const key = answerKey(answer);
    const { when } = byAnswer.get(key) ?? { when: new Map<string, ArgumentCondition[]>() };
    const normal = conditions.map((one) => normalCondition(one, bits)).sort(byArgument);
    when.set(normal.map(conditionKey).join(), normal);
    byAnswer.set(key, { answer, when });
  }
  const cases = [...byAnswer.values()].map(
    ({ answer, when }): Case => ({
      answer,
      when: [...when.values()].sort((a, b) => {
        const at = a.findIndex((one, index) => conditionKey(one) !== conditionKey(b[index]));
        const [left, right] = [a[at], b[at]];
        if (left === undefined || right === undefined) return a.length - b.length;
        return byArgument(left, right);
      }),
    }),
  );
  return { cases: [...sortedCases(cases), { answer: otherwise }] };
}

/** As the filter of an ABI of this width compares: bits of a wanted value outside its mask are dropped by libseccomp. */
function normalCondition({ index, op, value: said, valueTwo }: OciCondition, bits: Bits): ArgumentCondition {
  const value = BigInt.asUintN(bits, said);
  if (op !== 'SCMP_CMP_MASKED_EQ') return { index, op, value };
  const wanted = (valueTwo ?? 0n) & value;
  if (value === 2n ** BigInt(bits) - 1n) return { index, op: 'SCMP_CMP_EQ', value: wanted };
  return { index, op, value, valueTwo: wanted };
}

function byArgument(a: ArgumentCondition, b: ArgumentCondition): number {
  const values = a.value < b.value ? -1 : Number(a.value > b.value);
  const seconds = (a.valueTwo ?? 0n) < (b.valueTwo ?? 0n) ? -1 : Number((a.valueTwo ?? 0n) > (b.valueTwo ?? 0n));
  return a.index - b.index || comparisons.indexOf(a.op) - comparisons.indexOf(b.op) || values || seconds;
}

function conditionKey(condition: ArgumentCondition | undefined): string {
  if (condition === undefined) return '';
  const { index, op, value, valueTwo } = condition;
  return `${index} ${op} ${value} ${valueTwo ?? ''}`;
}

/** What is let through first, the others by their answer: the order in which they are to be read. */
export function sortedCases(cases: readonly Case[]): readonly Case[] {
  return [...cases].sort(
    (a, b) =>
      Number(letsThrough(b.answer)) - Number(letsThrough(a.answer)) ||
      (answerKey(a.answer) < answerKey(b.answer) ? -1 : 1),
  );
}

/** What a treatment comes to, its cases taken one after another. @throws TooManyDecisions */
export function diagramOfTreatment(
  { cases }: Treatment,
  bits: Bits,
  diagrams: DecisionDiagrams,
  numbers: AnswerNumbers,
): Diagram {
  let result = no;
  for (const { answer, when } of [...cases].reverse()) {
    const then = diagrams.outcome(numbers.of(answer));
    if (when === undefined) result = then;
    else for (const all of when) result = diagrams.choose(diagramOfAll(all, bits, diagrams), then, result);
  }
  return result;
}

function diagramOfAll(conditions: readonly ArgumentCondition[], bits: Bits, diagrams: DecisionDiagrams): Diagram {
  let all = yes;
  for (const { index, op: operator, value, valueTwo = 0n } of conditions) {
    const full = 2n ** BigInt(bits) - 1n;
    const compare = (op: 'eq' | 'gt' | 'ge', mask = full, to = value): Diagram => {
      const half = (number: bigint, shift: bigint): number => Number((number >> shift) & 0xffff_ffffn);
      const lower = diagrams.compare({ word: index * 2, mask: half(mask, 0n), op, datum: half(to, 0n) });
      if (bits === 32) return lower;
      return diagrams.compare({ word: index * 2 + 1, mask: half(mask, 32n), op, datum: half(to, 32n) }, lower);
    };
    const not = (test: Diagram): Diagram => diagrams.choose(test, no, yes);
    const test = {
      SCMP_CMP_EQ: () => compare('eq'),
      SCMP_CMP_NE: () => not(compare('eq')),
      SCMP_CMP_GT: () => compare('gt'),
      SCMP_CMP_GE: () => compare('ge'),
      SCMP_CMP_LE: () => not(compare('gt')),
      SCMP_CMP_LT: () => not(compare('ge')),
      SCMP_CMP_MASKED_EQ: () => compare('eq', value, valueTwo),
    }[operator]();
    all = diagrams.choose(test, all, no);
  }
  return all;
}
