import { byCodeUnit } from '../model/code-unit-order.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { ObservedSyscall, Recording } from '../model/recording.ts';
import { timesAttempted } from '../model/times-called.ts';
import type { RecordingsVerdict, RecordSummary } from '../model/verdict.ts';

/** What is told of recordings that were written; `paths` in the same order; `records` of all input together. */
export function describeRecordings(
  recordings: readonly Recording[],
  paths: readonly string[],
  records: ReadonlyMap<RecordFate, number> = new Map(),
): RecordingsVerdict {
  return {
    kind: 'recordings',
    recordings: recordings.map(({ subject, runs, abis, gaps }, index) => {
      const syscalls = abis.flatMap((one) => one.syscalls);
      return {
        subject: subject.name,
        subjectKind: subject.kind,
        path: paths[index] ?? '',
        runs,
        syscalls: new Set(syscalls.map(({ name }) => name)).size,
        calls: syscalls.reduce((total, one) => total + timesAttempted(one), 0),
        refused: refusedNames(syscalls),
        gaps,
      };
    }),
    ...(records.size > 0 && { records: summary(records) }),
  };
}

function refusedNames(syscalls: readonly ObservedSyscall[]): readonly string[] {
  return [...new Set(syscalls.filter(({ refused }) => refused !== undefined).map(({ name }) => name))].sort(byCodeUnit);
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
