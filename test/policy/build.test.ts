import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ociSeccomp } from '../../src/emit/oci-seccomp.ts';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { multiplexerOf } from '../../src/kernel/multiplexed.ts';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { Profile, Rule } from '../../src/model/profile.ts';
import type { ObservedSyscall, Recording } from '../../src/model/recording.ts';
import { timesAttempted } from '../../src/model/times-called.ts';
import { type BuildOptions, buildProfile } from '../../src/policy/build.ts';
import { fallbackCalls } from '../../src/policy/fallbacks.ts';
import { mergeRecordings } from '../../src/policy/merge.ts';
import { olderKernelCalls } from '../../src/policy/older-kernel-calls.ts';
import { unseenCalls, unseenIn } from '../../src/policy/unseen.ts';
import { arbitraryRecording } from '../model/arbitrary-recording.ts';
import { arbitraryBuildOptions } from './arbitrary-build-options.ts';
import { shippedBases } from './shipped-bases.ts';

const bare: BuildOptions = {
  bases: shippedBases,
  runtime: { kind: 'none' },
  noNewPrivileges: true,
  mode: 'enforce',
  defaultErrno: 'ENOSYS',
};

function recordingOf(calls: Partial<Record<Abi, readonly ObservedSyscall[]>>): Recording {
  return {
    format: 'seccinch-recording',
    version: 1,
    subject: { kind: 'command', name: 'app' },
    runs: 1,
    origins: [],
    endings: [],
    gaps: [],
    abis: Object.entries(calls).map(([abi, syscalls]) => ({ abi: abi as Abi, syscalls: [...syscalls] })),
    capabilities: [],
  };
}

function built(recording: Recording, options: Partial<BuildOptions> = {}): Profile {
  const result = buildProfile(recording, { ...bare, ...options });
  if (!result.ok) throw new Error(result.problem.kind);
  return result.value.profile;
}

function rule(profile: Profile, syscall: string): Rule | undefined {
  return profile.rules.find((one) => one.syscall === syscall);
}

function allowedBy(profile: Profile): string[] {
  return profile.rules.filter(({ action }) => action.kind === 'allow').map(({ syscall }) => syscall);
}

// ABIs that go into one filter: the same byte order and errno numbers.
const sameFilter = ['x86_64', 'i386', 'x32', 'aarch64', 'arm', 'riscv64', 'ppc64le', 'loongarch64'] as const;
const some = arbitraryRecording({ abis: sameFilter, subject: { kind: 'command', name: 'app' } });
const options = arbitraryBuildOptions(shippedBases);

describe('buildProfile', () => {
  test('observed, never returned and unavailable calls each have their reason', () => {
    const profile = built(
      recordingOf({
        x86_64: [
          { name: 'accept4', calls: 3, unreturned: 1 },
          { name: 'exit_group', calls: 2, unreturned: 2 },
          { name: 'openat', calls: 4, failed: 1, errnos: [{ errno: 'ENOENT', times: 1 }] },
          { name: 'openat2', calls: 2, failed: 1, errnos: [{ errno: 'ENOSYS', times: 1 }] },
          { name: 'statx', calls: 2, failed: 2, errnos: [{ errno: 'ENOSYS', times: 2 }] },
        ],
      }),
    );
    expect(rule(profile, 'accept4')).toEqual({
      syscall: 'accept4',
      action: { kind: 'allow' },
      reasons: [
        { kind: 'observed', abi: 'x86_64', calls: 2 },
        { kind: 'unreturned', abi: 'x86_64', times: 1 },
      ],
    });
    expect(rule(profile, 'exit_group')?.reasons).toEqual([
      { kind: 'unreturned', abi: 'x86_64', times: 2 },
      { kind: 'fallback', rule: 'process-end', because: [] },
    ]);
    expect(rule(profile, 'openat')?.action).toEqual({ kind: 'allow' });
    expect(rule(profile, 'openat2')?.action).toEqual({ kind: 'allow' });
    expect(rule(profile, 'statx')).toEqual({
      syscall: 'statx',
      action: { kind: 'errno', errno: 'ENOSYS' },
      reasons: [{ kind: 'unavailable', abi: 'x86_64', times: 2 }],
    });
  });

  test('a call that works under one ABI is allowed, whatever the other said', () => {
    const profile = built(
      recordingOf({
        i386: [{ name: 'openat2', calls: 1, failed: 1, errnos: [{ errno: 'ENOSYS', times: 1 }] }],
        x86_64: [{ name: 'openat2', calls: 1 }],
      }),
    );
    expect(rule(profile, 'openat2')).toEqual({
      syscall: 'openat2',
      action: { kind: 'allow' },
      reasons: [{ kind: 'observed', abi: 'x86_64', calls: 1 }],
    });
  });

  test('entries count as calls, where they are more than the outcomes', () => {
    const profile = built(
      recordingOf({
        x86_64: [
          { name: 'epoll_wait', calls: 2, entered: 3 },
          { name: 'exit_group', calls: 1, unreturned: 1, entered: 1 },
          { name: 'futex', calls: 0, entered: 4, inside: [{ event: 'sched_switch', times: 1 }] },
        ],
      }),
    );
    expect(rule(profile, 'epoll_wait')?.reasons).toEqual([{ kind: 'observed', abi: 'x86_64', calls: 3 }]);
    expect(rule(profile, 'exit_group')?.reasons[0]).toEqual({ kind: 'unreturned', abi: 'x86_64', times: 1 });
    expect(rule(profile, 'exit_group')?.reasons.map(({ kind }) => kind)).toEqual(['unreturned', 'fallback']);
    expect(rule(profile, 'futex')?.reasons).toEqual([{ kind: 'observed', abi: 'x86_64', calls: 4 }]);
  });

  test('an event inside a call is a reason only where nothing else tells of it', () => {
    const inside = [
      { event: 'cap_capable', times: 2 },
      { event: 'security_socket_bind', times: Number.MAX_SAFE_INTEGER },
    ];
    const profile = built(
      recordingOf({
        x86_64: [
          { name: 'bind', calls: 0, inside },
          { name: 'openat', calls: 1, inside },
        ],
      }),
    );
    expect(rule(profile, 'bind')).toEqual({
      syscall: 'bind',
      action: { kind: 'allow' },
      reasons: [
        {
          kind: 'inside',
          abi: 'x86_64',
          events: ['cap_capable', 'security_socket_bind'],
          times: Number.MAX_SAFE_INTEGER,
        },
      ],
    });
    expect(rule(profile, 'openat')?.reasons).toEqual([{ kind: 'observed', abi: 'x86_64', calls: 1 }]);
  });

  test('a call that a filter refused is allowed, whatever else tells of it', () => {
    const refused = [
      { by: 'verify' as const, times: Number.MAX_SAFE_INTEGER },
      { by: 'audit' as const, times: 2 },
    ];
    const profile = built(
      recordingOf({
        x86_64: [
          { name: 'bind', calls: 0, refused, inside: [{ event: 'cap_capable', times: 2 }] },
          { name: 'openat', calls: 1, refused: refused.slice(1) },
        ],
      }),
    );
    const times = Number.MAX_SAFE_INTEGER;
    expect(rule(profile, 'bind')).toEqual({
      syscall: 'bind',
      action: { kind: 'allow' },
      reasons: [{ kind: 'refused', abi: 'x86_64', by: ['audit', 'verify'], times }],
    });
    expect(rule(profile, 'openat')?.reasons).toEqual([
      { kind: 'observed', abi: 'x86_64', calls: 1 },
      { kind: 'refused', abi: 'x86_64', by: ['audit'], times: 2 },
    ]);
  });

  test('an audit log alone is told to be no whole recording', () => {
    const recording = recordingOf({ x86_64: [{ name: 'bind', calls: 0, entered: 1 }] });
    const told = (...formats: string[]) => {
      const result = buildProfile({ ...recording, origins: formats.map((format) => ({ format })) }, bare);
      return result.ok && result.value.problems.map(({ kind }) => kind);
    };
    expect(told('audit')).toEqual(['beyond-profile-only']);
    expect(told('audit', 'strace-log')).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('a call that only ever returned ENOSYS is not there, however often it was entered or refused', () => {
    const errnos = [{ errno: 'ENOSYS', times: 2 }];
    const inside = [{ event: 'sched_switch', times: 1 }];
    const refused = [{ by: 'audit' as const, times: 3 }];
    const profile = built(
      recordingOf({ x86_64: [{ name: 'statx', calls: 2, failed: 2, errnos, entered: 5, inside, refused }] }),
    );
    expect(rule(profile, 'statx')).toEqual({
      syscall: 'statx',
      action: { kind: 'errno', errno: 'ENOSYS' },
      reasons: [{ kind: 'unavailable', abi: 'x86_64', times: 2 }],
    });
  });

  test('a count at its limit proves nothing about the rest', () => {
    const times = Number.MAX_SAFE_INTEGER;
    const profile = built(
      recordingOf({ x86_64: [{ name: 'statx', calls: times, failed: times, errnos: [{ errno: 'ENOSYS', times }] }] }),
    );
    expect(allowedBy(profile)).toContain('statx');
  });

  test('the 64-bit host comes first, a 32-bit ABI only where it was seen', () => {
    expect(built(recordingOf({ x86_64: [{ name: 'read', calls: 1 }] })).abis).toEqual(['x86_64']);
    expect(built(recordingOf({ i386: [{ name: 'read', calls: 1 }] })).abis).toEqual(['x86_64', 'i386']);
    expect(built(recordingOf({ arm: [{ name: 'read', calls: 1 }] })).abis).toEqual(['aarch64', 'arm']);
  });

  test('the default action follows mode and errno; log refuses nothing', () => {
    const recording = recordingOf({ x86_64: [{ name: 'clone', calls: 1 }] });
    expect(built(recording).defaultAction).toEqual({ kind: 'errno', errno: 'ENOSYS' });
    expect(built(recording, { defaultErrno: 'EPERM' }).defaultAction).toEqual({ kind: 'errno', errno: 'EPERM' });
    expect(built(recording, { mode: 'kill' }).defaultAction).toEqual({ kind: 'kill-process' });
    expect(rule(built(recording), 'clone3')?.action).toEqual({ kind: 'errno', errno: 'ENOSYS' });
    const log = built(recording, { mode: 'log', runtime: { kind: 'any' } });
    expect(log.defaultAction).toEqual({ kind: 'log' });
    expect(log.rules.every(({ action }) => action.kind === 'allow')).toBe(true);
  });

  test('an elder is allowed for --min-kernel only, and only where the ABI has it', () => {
    const recording = recordingOf({ aarch64: [{ name: 'epoll_pwait2', calls: 1 }] });
    expect(allowedBy(built(recording))).not.toContain('epoll_pwait');
    const old = built(recording, { minKernel: { major: 5, minor: 4 } });
    expect(rule(old, 'epoll_pwait')?.reasons).toEqual([
      { kind: 'fallback', rule: 'older-kernel', because: ['epoll_pwait2'] },
    ]);
    expect(allowedBy(old)).not.toContain('epoll_wait');
  });

  test('calls inside socketcall keep their names; what an ABI cannot have is a problem, not a rule', () => {
    const result = buildProfile(
      recordingOf({
        i386: [
          { name: 'accept', calls: 1 },
          { name: 'arm_fadvise64_64', calls: 1 },
          { name: 'nonsense', calls: 1 },
        ],
      }),
      bare,
    );
    if (!result.ok) throw new Error(result.problem.kind);
    expect(allowedBy(result.value.profile)).toContain('accept');
    expect(allowedBy(result.value.profile)).not.toContain('nonsense');
    expect(result.value.problems).toEqual([
      { kind: 'syscall-unknown', what: 'arm_fadvise64_64 (i386)' },
      { kind: 'syscall-unknown', what: 'nonsense (i386)' },
    ]);
  });

  test('what cannot be built is a problem', () => {
    expect(buildProfile(recordingOf({}), bare)).toEqual({ ok: false, problem: { kind: 'recording-empty' } });
    const one = [{ name: 'read', calls: 1 }];
    expect(buildProfile(recordingOf({ x86_64: one, s390x: one }), bare)).toEqual({
      ok: false,
      problem: { kind: 'abis-incompatible', what: 'x86_64, s390x' },
    });
    expect(buildProfile(recordingOf({ x86_64: one, mips64el: one }), bare)).toMatchObject({
      problem: { kind: 'abis-incompatible' },
    });
  });

  test('says that the runtimes were measured elsewhere', () => {
    const recording = recordingOf({ aarch64: [{ name: 'read', calls: 1 }] });
    const result = buildProfile(recording, { ...bare, runtime: { kind: 'any' } });
    expect(result.ok && result.value.problems).toEqual([{ kind: 'runtime-base-other-abi', what: 'aarch64' }]);
    const without = buildProfile(recording, bare);
    expect(without.ok && without.value.problems).toEqual([]);
  });
});

describe('minimality', () => {
  test('every rule is asked for by the recording, a fallback or a runtime, and exists on an ABI of the profile', () => {
    fc.assert(
      fc.property(some, options, (recording, given) => {
        const profile = built(recording, given);
        for (const { syscall, action, reasons } of profile.rules) {
          expect(
            profile.abis.some((abi) => syscallNumber(abi, syscall) !== undefined || multiplexerOf(abi, syscall)),
          ).toBeTruthy();
          for (const reason of reasons)
            expect([syscall, reason, justified(recording, given, syscall, reason)]).toEqual([syscall, reason, true]);
          expect(new Set(reasons.map((reason) => JSON.stringify(reason))).size).toBe(reasons.length);
          if (action.kind === 'allow') expect(reasons.some(({ kind }) => kind !== 'unavailable')).toBe(true);
        }
        expect(profile.rules.map(({ syscall }) => syscall)).toEqual(
          [...new Set(profile.rules.map(({ syscall }) => syscall))].sort(),
        );
      }),
    );
  });

  test('and everything that worked, or never returned, is allowed', () => {
    fc.assert(
      fc.property(some, options, (recording, given) => {
        const allowed = new Set(allowedBy(built(recording, given)));
        for (const { syscalls } of recording.abis) {
          for (const { name, calls, failed = 0 } of syscalls) {
            if (calls === 0 || calls > failed) expect([name, allowed.has(name)]).toEqual([name, true]);
          }
        }
      }),
    );
  });
});

function justified(
  recording: Recording,
  given: BuildOptions,
  syscall: string,
  reason: Rule['reasons'][number],
): boolean {
  const seen = (abi: Abi): ReadonlySet<string> =>
    new Set(
      recording.abis.filter((one) => one.abi === abi).flatMap(({ syscalls }) => syscalls.map(({ name }) => name)),
    );
  if (reason.kind === 'fallback') {
    return recording.abis.some(({ abi }) =>
      [...fallbackCalls(abi, seen(abi)), ...(given.minKernel ? olderKernelCalls(seen(abi), given.minKernel) : [])].some(
        (one) =>
          one.rule === reason.rule &&
          one.syscall === syscall &&
          one.because.every((name) => reason.because.includes(name)),
      ),
    );
  }
  if (reason.kind === 'runtime') {
    const names = given.bases
      .filter(({ runtime }) => runtime === reason.runtime)
      .flatMap(({ entries }) => entries)
      .filter(
        (entry) =>
          entry.noNewPrivileges === given.noNewPrivileges &&
          entry.versions.some((one) => reason.versions.includes(one)),
      )
      .flatMap((entry) => entry[reason.phase][reason.need]);
    return given.runtime.kind !== 'none' && names.includes(syscall);
  }
  if (reason.kind === 'unseen') {
    return recording.abis.some(({ abi }) =>
      unseenCalls(abi, seen(abi), unseenIn(recording)).some(
        (one) =>
          one.what === reason.what &&
          one.syscall === syscall &&
          one.because.every((name) => reason.because.includes(name)),
      ),
    );
  }
  const found = recording.abis.find(({ abi }) => abi === reason.abi)?.syscalls.find(({ name }) => name === syscall);
  if (reason.kind === 'inside') {
    return found !== undefined && timesAttempted(found) === 0 && found.inside?.length === reason.events.length;
  }
  if (reason.kind === 'refused') return found?.refused?.length === reason.by.length;
  return found !== undefined;
}

/** Whether a call was answered by the kernel, with success or an error, under any ABI. */
function wasAnswered(recording: Recording, syscall: string): boolean {
  return recording.abis.some(({ syscalls }) => syscalls.some(({ name, calls }) => name === syscall && calls > 0));
}

describe('merging', () => {
  test('what was allowed for a part is allowed for the whole, unless only another part has an answer: ENOSYS', () => {
    fc.assert(
      fc.property(some, some, options, (a, b, given) => {
        const merged = mergeRecordings([a, b]);
        if (!merged.ok) throw new Error(merged.problem.kind);
        const profile = built(merged.value, given);
        const whole = new Set(allowedBy(profile));
        for (const part of [a, b]) {
          for (const name of allowedBy(built(part, given))) {
            if (whole.has(name)) continue;
            expect([name, wasAnswered(part, name)]).toEqual([name, false]);
            // In log mode nothing is refused, so a rule that answers is left out.
            if (given.mode !== 'log') expect(rule(profile, name)?.reasons[0]?.kind).toBe('unavailable');
          }
        }
      }),
    );
  });

  test('order and grouping do not reach the bytes', () => {
    fc.assert(
      fc.property(some, some, some, options, (a, b, c, given) => {
        const bytes = [
          [a, b, c],
          [c, a, b],
          [b, c, a],
        ].map(([x, y, z]) => {
          const inner = mergeRecordings([x as Recording, y as Recording]);
          const outer = mergeRecordings([z as Recording, ...(inner.ok ? [inner.value] : [])]);
          if (!outer.ok) throw new Error(outer.problem.kind);
          const profile = built(outer.value, given);
          return formatOciSeccomp(ociSeccomp(profile)) + JSON.stringify(profile);
        });
        expect(new Set(bytes).size).toBe(1);
      }),
    );
  });
});
