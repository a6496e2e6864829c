import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRecording } from '../../src/model/format-recording.ts';
import { type Recording, recordingSchema } from '../../src/model/recording.ts';
import { mergeRecordings } from '../../src/policy/merge.ts';
import { arbitraryRecording } from '../model/arbitrary-recording.ts';

const some = arbitraryRecording({ subject: { kind: 'command', name: 'app' } });

function merged(...recordings: [Recording, ...Recording[]]): Recording {
  const result = mergeRecordings(recordings);
  if (!result.ok) throw new Error(result.problem.kind);
  return result.value;
}

/** What a recording says, without how often. */
function keys(recording: Recording): unknown {
  return JSON.parse(formatRecording(recording), (key, value) =>
    ['calls', 'entered', 'failed', 'times', 'unreturned', 'runs'].includes(key) ? undefined : value,
  );
}

describe('mergeRecordings', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(formatRecording(merged(a, b))).toBe(formatRecording(merged(b, a)));
      }),
    );
  });

  test('is associative, saturated counts included', () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const whole = merged(a, b, c);
        expect(merged(merged(a, b), c)).toEqual(whole);
        expect(merged(a, merged(b, c))).toEqual(whole);
        expect(recordingSchema.safeParse(whole).success).toBe(true);
      }),
    );
  });

  test('of one is that one', () => {
    fc.assert(
      fc.property(some, (a) => {
        expect(merged(a)).toEqual(a);
      }),
    );
  });

  test('a recording given twice changes counts only', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(keys(merged(a, b, a))).toEqual(keys(merged(a, b)));
      }),
    );
  });

  test('adds counts up and stops at the largest safe integer', () => {
    const one = (calls: number, failed: number): Recording => ({
      format: 'seccinch-recording',
      version: 1,
      subject: { kind: 'command', name: 'app' },
      runs: 2,
      origins: [],
      endings: [{ how: 'exited', times: 1 }],
      gaps: [{ kind: 'line-unparsable', times: 3 }],
      abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls, failed }] }],
      capabilities: [{ name: 'CAP_CHOWN', times: 4 }],
    });
    expect(merged(one(5, 1), one(7, 2))).toMatchObject({
      runs: 4,
      endings: [{ how: 'exited', times: 2 }],
      gaps: [{ kind: 'line-unparsable', times: 6 }],
      abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', calls: 12, failed: 3 }] }],
      capabilities: [{ name: 'CAP_CHOWN', times: 8 }],
    });
    const full = merged(one(Number.MAX_SAFE_INTEGER, 0), one(1, 0));
    expect(full.abis[0]?.syscalls).toEqual([{ name: 'read', calls: Number.MAX_SAFE_INTEGER }]);
  });

  test('entries and events inside a call are added up like its outcomes, origins kept apart by what they cannot show', () => {
    const one = (unseen: NonNullable<Recording['origins'][number]['unseen']>): Recording => ({
      format: 'seccinch-recording',
      version: 1,
      subject: { kind: 'image', name: 'app' },
      runs: 0,
      origins: [{ format: 'tracee', unseen }],
      endings: [],
      gaps: [],
      abis: [
        {
          abi: 'x86_64',
          syscalls: [
            { name: 'openat', calls: 0, entered: Number.MAX_SAFE_INTEGER },
            {
              name: 'bind',
              calls: 0,
              inside: [
                { event: 'security_socket_bind', times: 2 },
                { event: 'cap_capable', times: 1 },
              ],
            },
          ],
        },
      ],
      capabilities: [],
    });
    expect(
      merged(one(['rt_sigreturn', 'entry-execve']), one(['entry-execve', 'rt_sigreturn']), one(['in-flight'])),
    ).toMatchObject({
      origins: [
        { format: 'tracee', unseen: ['entry-execve', 'rt_sigreturn'] },
        { format: 'tracee', unseen: ['in-flight'] },
      ],
      abis: [
        {
          syscalls: [
            {
              name: 'bind',
              calls: 0,
              inside: [
                { event: 'cap_capable', times: 3 },
                { event: 'security_socket_bind', times: 6 },
              ],
            },
            { name: 'openat', calls: 0, entered: Number.MAX_SAFE_INTEGER },
          ],
        },
      ],
    });
  });

  test('wants one subject, or a name for the result', () => {
    fc.assert(
      fc.property(some, arbitraryRecording({ subject: { kind: 'command', name: 'other' } }), (a, b) => {
        expect(mergeRecordings([a, b])).toEqual({
          ok: false,
          problem: { kind: 'subjects-differ', what: 'command app, command other' },
        });
        const named = mergeRecordings([a, b], { kind: 'workload', name: 'both' });
        expect(named.ok && named.value.subject).toEqual({ kind: 'workload', name: 'both' });
      }),
      { numRuns: 5 },
    );
  });
});
