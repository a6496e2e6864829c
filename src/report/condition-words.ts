import type { Abi } from '../model/abi.ts';
import type { Treatment } from '../model/diff-verdict.ts';
import type { ArgumentCondition } from '../model/profile.ts';
import { answerWords } from './decision-words.ts';

const signs: Readonly<Record<Exclude<ArgumentCondition['op'], 'SCMP_CMP_MASKED_EQ'>, string>> = {
  SCMP_CMP_NE: '≠',
  SCMP_CMP_LT: '<',
  SCMP_CMP_LE: '≤',
  SCMP_CMP_EQ: '=',
  SCMP_CMP_GE: '≥',
  SCMP_CMP_GT: '>',
};

/** `arg0 ≠ 38`, `arg2 & 0x7e020000 = 0`: one condition on an argument; arguments count from 0, as seccomp does. */
export function conditionWords({ index, op, value, valueTwo = 0n }: ArgumentCondition): string {
  if (op === 'SCMP_CMP_MASKED_EQ') return `arg${index} & 0x${value.toString(16)} = ${numberWords(valueTwo)}`;
  return `arg${index} ${signs[op]} ${numberWords(value)}`;
}

/** What becomes of a call, case by case: `allowed where arg0 ≠ 38, else ENOSYS`. */
export function treatmentWords({ cases }: Treatment, abi: Abi): string {
  return cases
    .map(({ answer, when }, index) => {
      const words = answerWords(answer, abi);
      if (when !== undefined) return `${words} where ${when.map(allWords).join(', or ')}`;
      return index === 0 ? words : `else ${words}`;
    })
    .join(', ');
}

function allWords(conditions: readonly ArgumentCondition[]): string {
  return conditions.map(conditionWords).join(' and ');
}

// Flags are read in hexadecimal; families, ids and small counts are not.
function numberWords(value: bigint): string {
  return value < 0x1000n ? value.toString() : `0x${value.toString(16)}`;
}
