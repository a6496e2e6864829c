import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import type { Outcome } from '../../src/model/sink.ts';
import { buildProfile } from '../../src/policy/build.ts';
import { mergeRecordings } from '../../src/policy/merge.ts';
import { arbitraryBuildOptions } from './arbitrary-build-options.ts';
import { shippedBases } from './shipped-bases.ts';

/** One thing that a stream tells, and which part of the stream it stands in. */
interface Told {
  readonly part: number;
  readonly abi: 'x86_64' | 'i386' | 'aarch64';
  readonly name: string;
  readonly how: Outcome | 'ENOSYS' | 'inside' | 'audit' | 'verify';
}

const subject = { kind: 'image', name: 'app' } as const;
const parts = 3;
const told: fc.Arbitrary<Told[]> = fc.array(
  fc.record({
    part: fc.nat(parts - 1),
    abi: fc.constantFrom('x86_64', 'i386', 'aarch64'),
    name: fc.constantFrom('statx', 'clone3', 'futex', 'listen', 'accept4', 'rt_sigaction', 'execve'),
    how: fc.constantFrom(
      'returned',
      'failed',
      'unreturned',
      'entered',
      'ENOSYS',
      'ENOSYS',
      'ENOSYS',
      'inside',
      'audit',
      'verify',
    ),
  }),
  { minLength: 1, maxLength: 30 },
);

function recordingOf(lines: readonly Told[]): Recording {
  const builder = new RecordingBuilder();
  const id = builder.subject(subject);
  builder.origin(id, { format: 'tracee', unseen: ['entry-execve', 'in-flight', 'rt_sigreturn'] });
  for (const { abi, name, how } of lines) {
    if (how === 'inside') builder.inside(id, abi, name, 'sched_switch');
    else if (how === 'audit' || how === 'verify') builder.refused(id, abi, name, how);
    else if (how === 'ENOSYS') builder.call(id, abi, name, 'failed', 1, 'ENOSYS');
    else builder.call(id, abi, name, how);
  }
  const [recording] = builder.recordings();
  if (recording === undefined) throw new Error('no recording');
  return recording;
}

test('a stream split anywhere, and its parts merged, gives the recording and the profile of the whole', () => {
  fc.assert(
    fc.property(told, arbitraryBuildOptions(shippedBases), (lines, options) => {
      const split = [0, 1, 2].map((part) => recordingOf(lines.filter((line) => line.part === part)));
      const merged = mergeRecordings([split[0] as Recording, ...split.slice(1)]);
      const whole = recordingOf(lines);
      expect(merged).toEqual({ ok: true, value: whole });
      const built = buildProfile(whole, options);
      expect(built.ok).toBe(true);
      expect(merged.ok && buildProfile(merged.value, options)).toEqual(built);
    }),
  );
});

test('what tells of a call beside its answers never changes whether it is allowed', () => {
  fc.assert(
    fc.property(told, (lines) => {
      const answered = lines.filter(({ how }) => !['entered', 'inside', 'audit', 'verify'].includes(how));
      fc.pre(answered.length > 0);
      const actions = (some: readonly Told[]): ReadonlyMap<string, unknown> => {
        const built = buildProfile(recordingOf(some), {
          bases: shippedBases,
          runtime: { kind: 'none' },
          noNewPrivileges: true,
          mode: 'enforce',
          defaultErrno: 'ENOSYS',
        });
        if (!built.ok) throw new Error(built.problem.kind);
        return new Map(built.value.profile.rules.map(({ syscall, action }) => [syscall, action]));
      };
      // Where a call has an answer under each ABI that tells of it, the rest of what is told of it adds nothing.
      const known = new Set(answered.map(({ abi, name }) => `${abi} ${name}`));
      const settled = lines.filter(({ abi, name }) => known.has(`${abi} ${name}`));
      expect(actions(settled)).toEqual(actions(answered));
    }),
  );
});
