import { multiplexerOf } from '../kernel/multiplexed.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import { canonicalRecording } from '../model/canonical-recording.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { DefaultAction, Profile, Reason } from '../model/profile.ts';
import type { ObservedSyscall, Recording } from '../model/recording.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { timesCalled, timesRefused } from '../model/times-called.ts';
import { type Mode, runtimeBase } from './base.ts';
import { fallbackCalls } from './fallbacks.ts';
import type { KernelRelease } from './kernel-release.ts';
import { olderKernelCalls } from './older-kernel-calls.ts';
import { profileAbis } from './profile-abis.ts';
import { RuleSet } from './rule-set.ts';
import { unseenCalls, unseenIn } from './unseen.ts';

/** What shapes a profile beside the recording. */
export interface BuildOptions {
  readonly bases: readonly RuntimeBase[];
  readonly runtime: RuntimeSelector;
  readonly noNewPrivileges: boolean;
  readonly mode: Mode;
  /** With `enforce`: what a call without a rule returns. */
  readonly defaultErrno: 'ENOSYS' | 'EPERM';
  /** Also allow what the workload falls back to on kernels down to this one. */
  readonly minKernel?: KernelRelease;
}

/** A profile, and what is to be said about it. */
export interface BuiltProfile {
  readonly profile: Profile;
  /** Warnings and notes: `beyond-profile-only`, `syscall-unknown`, `runtime-newer-than-measured`, `runtime-base-other-abi`. */
  readonly problems: readonly Problem[];
}

/**
 * The smallest profile under which what was recorded still runs: calls seen, calls never seen returning, calls that a
 * filter refused, calls that only events inside them tell of, what the sources cannot show, what the container runtime needs, the fallbacks; nothing
 * else, and each with its reasons. Depends on the facts of the recording alone, not on their order. In `log` mode nothing is refused, so rules that answer with an errno are left out.
 * @returns `recording-empty`, `abis-incompatible`
 */
export function buildProfile(given: Recording, options: BuildOptions): Result<BuiltProfile> {
  const recording = canonicalRecording(given);
  const covered = profileAbis(recording.abis.map(({ abi }) => abi));
  if (!covered.ok) return covered;
  const abis = covered.value;
  const rules = new RuleSet();
  const problems: Problem[] = [];
  const unseen = unseenIn(recording);

  // In the order of `abis`, not of the file, so that reasons come in one order.
  for (const abi of abis) {
    const syscalls = recording.abis.find((one) => one.abi === abi)?.syscalls;
    if (syscalls === undefined) continue;
    const seen = new Set<string>();
    for (const syscall of syscalls) {
      if (!exists(abi, syscall.name)) {
        problems.push({ kind: 'syscall-unknown', what: `${syscall.name} (${abi})` });
        continue;
      }
      seen.add(syscall.name);
      addObserved(rules, abi, syscall);
    }
    for (const { syscall, what, because } of unseenCalls(abi, seen, unseen)) {
      rules.allow(syscall, { kind: 'unseen', tool: 'tracee', what, because });
    }
    const added = [
      ...fallbackCalls(abi, seen),
      ...(options.minKernel === undefined ? [] : olderKernelCalls(seen, options.minKernel)),
    ];
    for (const { rule, syscall, errno, because } of added) {
      if (syscallNumber(abi, syscall) === undefined) continue;
      const reason: Reason = { kind: 'fallback', rule, because };
      if (errno === undefined) rules.allow(syscall, reason);
      else rules.answer(syscall, errno, reason);
    }
  }

  const base = runtimeBase(options.bases, options.runtime, options);
  for (const [name, reasons] of base.calls) {
    if (!abis.some((abi) => exists(abi, name))) continue;
    for (const reason of reasons) rules.allow(name, reason);
  }
  problems.push(...base.problems, ...otherAbi(options, abis), ...beyondProfileOnly(recording));

  const profile: Profile = {
    name: recording.subject.name,
    defaultAction: defaultAction(options),
    abis,
    noNewPrivileges: options.noNewPrivileges,
    rules: rules.sorted(options.mode === 'log' ? 'allow' : 'all'),
  };
  return ok({ profile, problems: sortedProblems(problems) });
}

function addObserved(rules: RuleSet, abi: Abi, syscall: ObservedSyscall): void {
  const { name, unreturned = 0, inside = [], refused = [] } = syscall;
  const absent = timesAbsent(syscall);
  if (absent > 0) {
    rules.answer(name, 'ENOSYS', { kind: 'unavailable', abi, times: absent });
    return;
  }
  const returned = timesCalled(syscall) - unreturned;
  if (returned > 0) rules.allow(name, { kind: 'observed', abi, calls: returned });
  if (unreturned > 0) rules.allow(name, { kind: 'unreturned', abi, times: unreturned });
  if (refused.length > 0) {
    rules.allow(name, { kind: 'refused', abi, by: refused.map(({ by }) => by), times: timesRefused(syscall) });
  } else if (timesCalled(syscall) === 0) {
    const times = inside.reduce((total, one) => Math.min(total + one.times, Number.MAX_SAFE_INTEGER), 0);
    rules.allow(name, { kind: 'inside', abi, events: inside.map(({ event }) => event), times });
  }
}

/**
 * How often the kernel said that it does not have the call, if it never said anything else; otherwise 0. What entries
 * and events inside the call tell is no answer: they may tell of these very calls, in this recording or in another one
 * that it was merged with. Nor is a filter's refusal: the filter may be a profile made from this recording, which answers
 * with ENOSYS, and the workload goes its way around either.
 */
function timesAbsent({ calls, unreturned = 0, errnos = [] }: ObservedSyscall): number {
  // A sum kept at the largest safe integer may hide a call that worked.
  if (calls === 0 || calls === Number.MAX_SAFE_INTEGER || unreturned > 0) return 0;
  const times = errnos.reduce((total, { errno, times }) => (errno === 'ENOSYS' ? total + times : total), 0);
  return times >= calls ? times : 0;
}

/** Whether a call can be made on an ABI, by a number of its own or inside socketcall(2) or ipc(2). */
function exists(abi: Abi, name: string): boolean {
  return syscallNumber(abi, name) !== undefined || multiplexerOf(abi, name) !== undefined;
}

function defaultAction({ mode, defaultErrno }: BuildOptions): DefaultAction {
  if (mode === 'log') return { kind: 'log' };
  return mode === 'kill' ? { kind: 'kill-process' } : { kind: 'errno', errno: defaultErrno };
}

function otherAbi({ bases, runtime }: BuildOptions, [host]: readonly [Abi, ...Abi[]]): readonly Problem[] {
  const used = bases.filter(
    (base) => runtime.kind === 'any' || (runtime.kind === 'runtime' && runtime.runtime === base.runtime),
  );
  return used.some((base) => base.provenance.abi !== host) ? [{ kind: 'runtime-base-other-abi', what: host }] : [];
}

/** What a deployed profile allows is in no audit log: such a recording needs the one that the profile was made from. */
function beyondProfileOnly({ origins }: Recording): readonly Problem[] {
  const isAlone = origins.length > 0 && origins.every(({ format }) => format === 'audit');
  return isAlone ? [{ kind: 'beyond-profile-only' }] : [];
}

function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => byCodeUnit(a.kind, b.kind) || byCodeUnit(a.what ?? '', b.what ?? ''));
}
