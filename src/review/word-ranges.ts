import { comparisonHolds } from '../filter/condition-program.ts';
import type { Decision } from '../model/check-verdict.ts';
import type { CallDecision } from './call-decision.ts';

const allBits = 0xffff_ffff;

/** Values of one word of the arguments, up to where the next range begins, and how each of two filters decides for them. */
export interface WordRange {
  readonly from: number;
  readonly before: Decision;
  readonly after: Decision;
}

/** Two decisions that depend on one word only. */
export interface WordRanges {
  /** Twice the argument's index, one more for its upper half. */
  readonly word: number;
  /** In ascending order, the first from 0. */
  readonly ranges: readonly WordRange[];
}

/**
 * Lays two decisions side by side that depend on the same word and compare the whole of it, for which no diagram over bits
 * is needed. So do socketcall(2) and ipc(2), of which almost every profile for i386 has something to say.
 * @returns undefined where they depend on nothing, on more than a word or on parts of it
 */
export function wordRanges(before: CallDecision, after: CallDecision): WordRanges | undefined {
  const starts = new Set([0]);
  const seen = new Set<CallDecision>();
  const open = [before, after];
  let word: number | undefined;
  for (let course = open.pop(); course !== undefined; course = open.pop()) {
    if ('end' in course || seen.has(course)) continue;
    seen.add(course);
    word ??= course.word;
    if (course.word !== word || course.mask !== allBits) return undefined;
    if (course.op !== 'gt') starts.add(course.datum);
    if (course.op !== 'ge' && course.datum < allBits) starts.add(course.datum + 1);
    open.push(course.yes, course.no);
  }
  if (word === undefined) return undefined;
  const ranges = [...starts]
    .sort((a, b) => a - b)
    .map((from) => ({ from, before: decisionFor(before, from), after: decisionFor(after, from) }));
  return { word, ranges };
}

function decisionFor(decision: CallDecision, value: number): Decision {
  let course = decision;
  while (!('end' in course)) {
    const { op, datum, yes, no } = course;
    course = comparisonHolds(op, datum, value) ? yes : no;
  }
  return course.end;
}
