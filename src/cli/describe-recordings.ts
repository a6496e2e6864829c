import { byCodeUnit } from '../model/code-unit-order.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { ObservedSyscall, Recording } from '../model/recording.ts';
import { timesAttempted, timesRefused } from '../model/times-called.ts';
import type { RecordingsVerdict, RecordSummary } from '../model/verdict.ts';

/** What is told of recordings that were written; `paths` in the same order; `records` of all input together. */
export function describeRecordings(
  recordings: readonly Recording[],
  paths: readonly string[],
  records: ReadonlyMap<RecordFate, number> = new Map(),
): RecordingsVerdict {
  return {
    kind: 'recordings',
    recordings: recordings.map((recording, index) => {
      const { subject, runs, abis, gaps } = recording;
      const syscalls = abis.flatMap((one) => one.syscalls);
      const lost = timesLost(recording);
      return {
        subject: subject.name,
        subjectKind: subject.kind,
        path: paths[index] ?? '',
        runs,
        syscalls: new Set(syscalls.map(({ name }) => name)).size,
        events: timesTold(recording),
        calls: total(syscalls.map(timesAttempted)),
        refused: refusedNames(syscalls),
        ...(lost !== undefined && { lost }),
        gaps,
      };
    }),
    ...(records.size > 0 && { records: summary(records) }),
  };
}

function refusedNames(syscalls: readonly ObservedSyscall[]): readonly string[] {
  return [...new Set(syscalls.filter(({ refused }) => refused !== undefined).map(({ name }) => name))].sort(byCodeUnit);
}

/** Every event counts once: one that tells of a capability counts as one inside the call, if it tells of a call as well. */
function timesTold({ abis, capabilities }: Recording): number {
  const syscalls = abis.flatMap((one) => one.syscalls);
  const inside = syscalls.flatMap((one) => one.inside ?? []);
  const told = syscalls.map((one) => one.calls + (one.entered ?? 0) + timesRefused(one));
  const checks = inside.filter(({ event }) => event === 'cap_capable');
  const others = total(capabilities.map(({ times }) => times)) - total(checks.map(({ times }) => times));
  return total(told) + total(inside.map(({ times }) => times)) + Math.max(0, others);
}

function timesLost({ origins, gaps }: Recording): number | undefined {
  if (!origins.some(({ format }) => format === 'tracee')) return undefined;
  return total(gaps.filter(({ kind }) => kind === 'events-lost').map(({ times }) => times));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function summary(records: ReadonlyMap<RecordFate, number>): RecordSummary {
  const ignored: RecordSummary['ignored'][number][] = [];
  let all = 0;
  for (const [fate, times] of records) {
    all += times;
    if (fate !== 'evidence' && fate !== 'problem') ignored.push({ rule: fate, times });
  }
  ignored.sort((a, b) => b.times - a.times || byCodeUnit(a.rule, b.rule));
  return { all, evidence: records.get('evidence') ?? 0, ignored, problems: records.get('problem') ?? 0 };
}
