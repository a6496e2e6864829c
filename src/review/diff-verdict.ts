import type { SyscallFamily } from '../kernel/syscall-families.ts';
import type { AcceptedAddition, AllowListFile } from '../model/allow-list.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { CallChange, ComparedSide, DiffVerdict, FailOnDiff } from '../model/diff-verdict.ts';
import type { Recording } from '../model/recording.ts';
import { Acceptances } from './acceptance.ts';
import { type Stance, stancesOf } from './call-decision.ts';
import type { JudgeChange } from './change-risk.ts';
import type { CallDifference } from './compare-calls.ts';
import type { Comparison } from './compare-profiles.ts';
import { isLoaded } from './compare-settings.ts';
import { gateFails, isAccepted, opens } from './diff-gate.ts';
import { familyMap } from './family-map.ts';
import { needsOf } from './syscall-needs.ts';
import { unknownNames } from './unknown-names.ts';

/** What is known beside the comparison itself. */
export interface DiffContext {
  readonly capabilities: readonly string[];
  readonly kernel?: string;
  readonly failOn: FailOnDiff;
  /** Asked of changes that let more through. */
  readonly judge: JudgeChange;
  readonly recordings: readonly Recording[];
  readonly allowList: readonly AcceptedAddition[];
  /** Where the allow-list is from; nothing where there is none. */
  readonly allowListFile?: AllowListFile;
  /** `2026-11-24` */
  readonly today: string;
  /** The default profiles of engines. */
  readonly defaults: readonly DefaultProfile[];
  /** For the map. */
  readonly families: readonly SyscallFamily[];
}

/** Puts together what two profiles differ in and what matters about it. */
export function diffVerdict(comparison: Comparison, context: DiffContext): DiffVerdict {
  const { old, new: now, abis, settings, calls, before, after, notCompared } = comparison;
  const [abi] = abis;
  const acceptances = new Acceptances(context.allowList, now, context.today);
  const lines = linesOf(calls.differences, now);
  const changes = calls.differences
    .map((difference) => changeOf(difference, acceptances, lines, context))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const unknown = unknownNames(old, now);
  const found = { settings, changes, undecided: calls.undecided, acceptances: acceptances.states() };
  const { capabilities, kernel, failOn, defaults, families, recordings, allowListFile } = context;
  const [stancesBefore, stancesAfter] = [before, after].map((filter) =>
    isLoaded(filter) ? stancesOf(filter, abi) : undefined,
  );
  return {
    kind: 'diff',
    old: sideOf(old, stancesBefore),
    new: sideOf(now, stancesAfter),
    resolvedFor: { capabilities, ...(kernel !== undefined && { kernel }), abis },
    equal: changes.length === 0 && settings.length === 0 && calls.undecided.length === 0 && unknown.same,
    ...found,
    ...(allowListFile !== undefined && { allowList: allowListFile }),
    unknown: unknown.names,
    notCompared,
    map: stancesBefore && stancesAfter ? familyMap(families, stancesBefore, stancesAfter, abi, recordings) : [],
    defaults: defaults
      .filter((one) => one.abi === abi)
      .map(({ title, allowed, conditional }) => ({ title, allowed: allowed.length, conditional: conditional.length })),
    gate: { failOn, fails: gateFails(failOn, found, unknown) },
  };
}

function changeOf(
  difference: CallDifference,
  acceptances: Acceptances,
  lines: ReadonlyMap<string, number>,
  { judge, recordings }: DiffContext,
): CallChange {
  const { kind, syscall, abis } = difference;
  const judged = opens(kind) ? judge(difference) : undefined;
  const accepted = opens(kind) ? acceptances.of(syscall) : undefined;
  const line = lines.get(syscall);
  return {
    ...difference,
    ...(judged !== undefined && { risk: judged.risk }),
    risky: judged?.risky === true,
    needs: needsOf(recordings, syscall, abis),
    ...(accepted !== undefined && { accepted }),
    ...(line !== undefined && { line }),
  };
}

/** First what lets more through, and of that what is risky and nobody has accepted; sorting keeps the names in order. */
function rankOf(change: CallChange): number {
  if (change.kind === 'answered') return 4;
  if (!opens(change.kind)) return 3;
  if (isAccepted(change)) return 2;
  return change.risky ? 0 : 1;
}

/** Of each of these calls the line of the first rule that names it. */
function linesOf(calls: readonly CallDifference[], { profile, places }: ComparedSource): ReadonlyMap<string, number> {
  const wanted = new Set(calls.map(({ syscall }) => syscall));
  const lines = new Map<string, number>();
  profile.syscalls?.forEach(({ names }, index) => {
    names.forEach((name, at) => {
      const line = wanted.has(name) && !lines.has(name) ? places?.rules[index]?.names[at]?.line : undefined;
      if (line !== undefined) lines.set(name, line);
    });
  });
  return lines;
}

function sideOf({ label, form, path }: ComparedSource, stances: ReadonlyMap<string, Stance> = new Map()): ComparedSide {
  let allowed = 0;
  stances.forEach((stance) => {
    if (stance !== 'no') allowed += 1;
  });
  return { label, form, ...(path !== undefined && { path }), allowed };
}
