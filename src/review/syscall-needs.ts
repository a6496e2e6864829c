import type { Abi } from '../model/abi.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Need } from '../model/diff-verdict.ts';
import type { Recording } from '../model/recording.ts';
import { timesCalled } from '../model/times-called.ts';

/**
 * Who made a syscall, as recordings tell, those of one subject together; sorted by calls, the most first. In how many
 * runs it was seen is known where every recording that has it is of one run.
 */
export function needsOf(recordings: readonly Recording[], syscall: string, abis: readonly Abi[]): readonly Need[] {
  const found = new Map<string, Need & { readonly isTold: boolean }>();
  for (const { subject, runs, abis: recorded } of recordings) {
    const key = `${subject.kind}\0${subject.name}`;
    const there = found.get(key);
    const observed = recorded
      .filter(({ abi }) => abis.includes(abi))
      .flatMap(({ syscalls }) => syscalls.filter(({ name }) => name === syscall));
    const calls = observed.reduce((total, one) => total + timesCalled(one), there?.calls ?? 0);
    const isSeen = observed.length > 0;
    found.set(key, {
      subject: subject.name,
      subjectKind: subject.kind,
      calls: Math.min(calls, Number.MAX_SAFE_INTEGER),
      seenIn: (there?.seenIn ?? 0) + (isSeen ? runs : 0),
      runs: (there?.runs ?? 0) + runs,
      isTold: (there?.isTold ?? true) && (!isSeen || runs === 1),
    });
  }
  return [...found.values()]
    .filter(({ seenIn = 0, calls }) => seenIn > 0 || calls > 0)
    .map(({ isTold, seenIn = 0, ...need }) => ({ ...need, ...(isTold && { seenIn }) }))
    .sort((a, b) => b.calls - a.calls || byCodeUnit(a.subjectKind, b.subjectKind) || byCodeUnit(a.subject, b.subject));
}
