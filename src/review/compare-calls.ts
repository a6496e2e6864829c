import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { architectures } from '../kernel/architectures.ts';
import { syscallNames, syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { CallChange, ChangeKind, Treatment } from '../model/diff-verdict.ts';
import { AnswerNumbers, answerKey, type CallDecision, diagramOf, reachOf, ruleKey } from './call-decision.ts';
import { DecisionDiagrams, TooManyDecisions } from './decision-diagram.ts';
import { type KnownDecision, treatmentOf } from './treatment.ts';
import { type WordRanges, wordRanges } from './word-ranges.ts';

/** A change, without what else is known of the syscall. */
export type CallDifference = Pick<CallChange, 'kind' | 'syscall' | 'abis' | 'before' | 'after'>;

/** How two filters decide calls. */
export interface ComparedCalls {
  /** Sorted by syscall, then by the first ABI. */
  readonly differences: readonly CallDifference[];
  /** Of the first ABI: calls of which only the default action has changed, sorted. They are not in `differences`. */
  readonly byDefault: readonly string[];
  /** Calls whose conditions are too many to be compared, sorted. They may be decided alike or not. */
  readonly undecided: readonly { readonly syscall: string; readonly abi: Abi }[];
}

/**
 * Compares what two filters do with every call that the ABIs have, for all values of the arguments.
 * @param after the same object as `before` for the same profile
 * @param abis those that both cover
 */
export function compareCalls(before: LoadedFilter, after: LoadedFilter, abis: readonly Abi[]): ComparedCalls {
  if (before === after) return { differences: [], byDefault: [], undecided: [] };
  const differences: (Omit<CallDifference, 'abis'> & { readonly abi: Abi })[] = [];
  const byDefault: string[] = [];
  const undecided: { syscall: string; abi: Abi }[] = [];
  const sameDefault = answerKey(before.defaultAnswer) === answerKey(after.defaultAnswer);
  const otherwise = sameDefault ? differingPlainly(before, after) : undefined;
  const callsOf = (abi: Abi): readonly string[] => {
    if (otherwise === undefined) return syscallNames(abi);
    const suspects = new Set([...otherwise, ...before.special(abi), ...after.special(abi)]);
    return [...suspects].filter((syscall) => syscallNumber(abi, syscall) !== undefined).sort();
  };
  for (const abi of abis) {
    for (const syscall of callsOf(abi)) {
      try {
        const change = changeOf(before.course(abi, syscall), after.course(abi, syscall), abi, sameDefault);
        if (change === 'default' && abi === abis[0]) byDefault.push(syscall);
        if (change === undefined || change === 'default') continue;
        const { kind } = change;
        differences.push({
          kind,
          syscall,
          abi,
          before: treatmentOf(before, abi, syscall, change.before),
          after: treatmentOf(after, abi, syscall, change.after),
        });
      } catch (error) {
        if (!(error instanceof TooManyDecisions)) throw error;
        undecided.push({ syscall, abi });
      }
    }
  }
  return { differences: groupAbis(differences), byDefault, undecided };
}

/** Calls with a rule without conditions on one side that the other does not have, or has with another answer. */
function differingPlainly(before: LoadedFilter, after: LoadedFilter): readonly string[] {
  const found: string[] = [];
  for (const syscall of before.plainCalls) {
    if (before.plainValue(syscall) !== after.plainValue(syscall)) found.push(syscall);
  }
  for (const syscall of after.plainCalls) if (before.plainValue(syscall) === undefined) found.push(syscall);
  return found;
}

interface Change {
  readonly kind: ChangeKind;
  readonly before?: KnownDecision;
  readonly after?: KnownDecision;
}

/**
 * How a decision has changed; undefined where it has not, `default` where it has only because everything that no rule
 * names is answered otherwise.
 */
function changeOf(
  before: CallDecision,
  after: CallDecision,
  abi: Abi,
  sameDefault: boolean,
): Change | 'default' | undefined {
  if ('end' in before && 'end' in after) {
    const [old, now] = [before.end, after.end];
    if (old.answer.action === 'allow' && now.answer.action === 'allow') return undefined;
    if (answerKey(old.answer) === answerKey(now.answer)) return undefined;
    if (old.cause.kind === 'default' && now.cause.kind === 'default') return 'default';
    return { kind: kindOf([[reachOf(old.answer), reachOf(now.answer)]]) };
  }
  if (isWrittenAlike(before, after)) return undefined;
  const along = architectures[abi].bits === 32 ? wordRanges(before, after) : undefined;
  if (along !== undefined) return changeAlong(along, sameDefault);
  const diagrams = new DecisionDiagrams();
  const numbers = new AnswerNumbers();
  const [old, now] = [diagramOf(diagrams, before, numbers), diagramOf(diagrams, after, numbers)];
  if (old === now) return undefined;
  if (!sameDefault) {
    const byRules = [before, after].map((course) => diagrams.ofCourse(course, (end) => numbers.ofDecision(end)));
    if (byRules[0] === byRules[1]) return 'default';
  }
  const pairs = diagrams.pairs(old, now);
  return {
    kind: kindOf(pairs.map(([a, b]) => [reachOf(numbers.answer(a)), reachOf(numbers.answer(b))])),
    before: { diagrams, numbers, diagram: old },
    after: { diagrams, numbers, diagram: now },
  };
}

function changeAlong({ word, ranges }: WordRanges, sameDefault: boolean): Change | 'default' | undefined {
  if (ranges.every(({ before, after }) => answerKey(before.answer) === answerKey(after.answer))) return undefined;
  if (!sameDefault && ranges.every(({ before, after }) => ruleKey(before) === ruleKey(after))) return 'default';
  const side = (of: 'before' | 'after'): KnownDecision => ({
    index: word >> 1,
    ranges: ranges.map((range) => ({ from: range.from, answer: range[of].answer })),
  });
  return {
    kind: kindOf(ranges.map(({ before, after }) => [reachOf(before.answer), reachOf(after.answer)])),
    before: side('before'),
    after: side('after'),
  };
}

/** Whether two decisions make the same comparisons and end alike: of most calls with conditions no more has to be asked. */
function isWrittenAlike(before: CallDecision, after: CallDecision): boolean {
  const met = new Map<CallDecision, CallDecision>();
  const open: (readonly [CallDecision, CallDecision])[] = [[before, after]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    if (met.get(a) === b) continue;
    met.set(a, b);
    if ('end' in a || 'end' in b) {
      if (!('end' in a && 'end' in b) || answerKey(a.end.answer) !== answerKey(b.end.answer)) return false;
    } else {
      if (a.word !== b.word || a.mask !== b.mask || a.op !== b.op || a.datum !== b.datum) return false;
      open.push([a.yes, b.yes], [a.no, b.no]);
    }
  }
  return true;
}

/** @param pairs for the same arguments each: how far the call got, and how far it gets (`reachOf`) */
function kindOf(pairs: readonly (readonly [number, number])[]): ChangeKind {
  const [more, fewer] = [pairs.some(([a, b]) => a < b), pairs.some(([a, b]) => a > b)];
  if (more && fewer) return 'shifted';
  if (more) return pairs.some(([a]) => a === 2) ? 'widened' : 'added';
  if (fewer) return pairs.some(([, b]) => b === 2) ? 'narrowed' : 'removed';
  return 'answered';
}

/** ABIs under which a call changes in the same way, together. */
function groupAbis(
  differences: readonly (Omit<CallDifference, 'abis'> & { readonly abi: Abi })[],
): readonly CallDifference[] {
  const found = new Map<string, CallDifference & { readonly abis: Abi[] }>();
  for (const { abi, kind, syscall, before, after } of differences) {
    const key = `${kind}\n${syscall}\n${treatmentKey(before)}\n${treatmentKey(after)}`;
    const there = found.get(key);
    if (there === undefined) found.set(key, { kind, syscall, before, after, abis: [abi] });
    else there.abis.push(abi);
  }
  // Sorting is stable: what comes of an earlier ABI stays before.
  return [...found.values()].sort((a, b) => (a.syscall < b.syscall ? -1 : Number(a.syscall > b.syscall)));
}

function treatmentKey({ cases, exact }: Treatment): string {
  const [only] = cases;
  if (cases.length === 1 && only !== undefined) return answerKey(only.answer);
  const words = cases.map(({ answer, when }) => [
    answerKey(answer),
    ...(when ?? []).map((all) =>
      all.map(({ index, op, value, valueTwo }) => `${index} ${op} ${value} ${valueTwo ?? ''}`).join('&'),
    ),
  ]);
  return `${words.map((one) => one.join('|')).join('\t')}${exact === false ? '?' : ''}`;
}
