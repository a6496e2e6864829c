import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingSchema } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';

const command = { kind: 'command', name: 'x' } as const;

describe('RecordingBuilder', () => {
  it('adds up what it is told, in canonical form', () => {
    const builder = new RecordingBuilder();
    const id = builder.subject(command);
    builder.call(id, 'i386', 'write', 'returned');
    builder.call(id, 'x86_64', 'read', 'failed', 2, 'EAGAIN');
    builder.call(id, 'x86_64', 'read', 'failed', 1);
    builder.call(id, 'x86_64', 'read', 'returned', 4);
    builder.call(id, 'x86_64', 'exit_group', 'unreturned');
    builder.capability(id, 'CAP_CHOWN');
    builder.origin(id, { format: 'strace-log' });
    builder.origin(id, { format: 'strace-log' });
    builder.run(id, 'exited');
    builder.run(id, 'killed');
    expect(builder.recordings()).toEqual([
      {
        format: 'seccinch-recording',
        version: 1,
        subject: command,
        runs: 2,
        origins: [{ format: 'strace-log' }],
        endings: [
          { how: 'exited', times: 1 },
          { how: 'killed', times: 1 },
        ],
        gaps: [],
        abis: [
          {
            abi: 'x86_64',
            syscalls: [
              { name: 'exit_group', calls: 1, unreturned: 1 },
              { name: 'read', calls: 7, failed: 3, errnos: [{ errno: 'EAGAIN', times: 2 }] },
            ],
          },
          { abi: 'i386', syscalls: [{ name: 'write', calls: 1 }] },
        ],
        capabilities: [{ name: 'CAP_CHOWN', times: 1 }],
      },
    ]);
  });

  it('keeps entries and events inside a call apart from its outcomes', () => {
    const builder = new RecordingBuilder();
    const id = builder.subject(command);
    builder.call(id, 'x86_64', 'openat', 'entered', 3);
    builder.call(id, 'x86_64', 'openat', 'failed', 2, 'ENOENT');
    builder.call(id, 'x86_64', 'futex', 'entered');
    builder.inside(id, 'x86_64', 'openat', 'security_file_open');
    builder.inside(id, 'x86_64', 'bind', 'security_socket_bind', 2);
    builder.inside(id, 'x86_64', 'bind', 'cap_capable');
    builder.inside(id, 'x86_64', 'bind', 'security_socket_bind', Number.MAX_SAFE_INTEGER);
    const [recording] = builder.recordings();
    expect(recording?.abis).toEqual([
      {
        abi: 'x86_64',
        syscalls: [
          {
            name: 'bind',
            calls: 0,
            inside: [
              { event: 'cap_capable', times: 1 },
              { event: 'security_socket_bind', times: Number.MAX_SAFE_INTEGER },
            ],
          },
          { name: 'futex', calls: 0, entered: 1 },
          {
            name: 'openat',
            calls: 2,
            failed: 2,
            errnos: [{ errno: 'ENOENT', times: 2 }],
            entered: 3,
            inside: [{ event: 'security_file_open', times: 1 }],
          },
        ],
      },
    ]);
    expect(recordingSchema.safeParse(recording).success).toBe(true);
  });

  it('keeps refusals apart, by who tells of them', () => {
    const builder = new RecordingBuilder();
    const id = builder.subject(command);
    builder.refused(id, 'x86_64', 'setuid', 'verify');
    builder.refused(id, 'x86_64', 'setuid', 'audit', Number.MAX_SAFE_INTEGER);
    builder.refused(id, 'x86_64', 'setuid', 'audit', 3);
    const [recording] = builder.recordings();
    expect(recording?.abis[0]?.syscalls).toEqual([
      {
        name: 'setuid',
        calls: 0,
        refused: [
          { by: 'audit', times: Number.MAX_SAFE_INTEGER },
          { by: 'verify', times: 1 },
        ],
      },
    ]);
    expect(recordingSchema.safeParse(recording).success).toBe(true);
  });

  it('tells origins apart by what they cannot show, in whatever order', () => {
    const builder = new RecordingBuilder();
    const id = builder.subject(command);
    builder.origin(id, { format: 'tracee', unseen: ['rt_sigreturn', 'entry-execve'] });
    builder.origin(id, { format: 'tracee', unseen: ['entry-execve', 'rt_sigreturn'] });
    builder.origin(id, { format: 'tracee' });
    expect(builder.recordings()[0]?.origins).toEqual([
      { format: 'tracee' },
      { format: 'tracee', unseen: ['entry-execve', 'rt_sigreturn'] },
    ]);
  });

  it('adds up what became of records', () => {
    const builder = new RecordingBuilder();
    expect([...builder.recordCounts()]).toEqual([]);
    builder.records('evidence', 3);
    builder.records('blank-line', 1);
    builder.records('evidence', Number.MAX_SAFE_INTEGER);
    expect(Object.fromEntries(builder.recordCounts())).toEqual({
      evidence: Number.MAX_SAFE_INTEGER,
      'blank-line': 1,
    });
  });

  it('keeps subjects apart, and gives equal ones one id', () => {
    const builder = new RecordingBuilder();
    const a = builder.subject(command);
    const b = builder.subject({ kind: 'process', name: 'x' });
    expect(builder.subject({ kind: 'command', name: 'x' })).toBe(a);
    builder.call(b, 'x86_64', 'read', 'returned');
    expect(builder.recordings().map(({ subject, abis }) => [subject.kind, abis.length])).toEqual([
      ['command', 0],
      ['process', 1],
    ]);
  });

  it('counts problems once each, with the first place; warnings become gaps', () => {
    const builder = new RecordingBuilder();
    builder.subject(command);
    builder.problem({ kind: 'syscall-unknown', what: 'b', source: 'f', line: 3 });
    builder.problem({ kind: 'syscall-unknown', what: 'a', source: 'f', line: 4, times: 2 });
    builder.problem({ kind: 'syscall-unknown', what: 'b', source: 'g', line: 1 });
    builder.problem({ kind: 'tracer-message', what: 'x' });
    expect(builder.problems()).toEqual([
      { kind: 'syscall-unknown', what: 'a', source: 'f', line: 4, times: 2 },
      { kind: 'syscall-unknown', what: 'b', source: 'f', line: 3, times: 2 },
      { kind: 'tracer-message', what: 'x' },
    ]);
    expect(builder.recordings()[0]?.gaps).toEqual([
      { kind: 'syscall-unknown', what: 'a', times: 2 },
      { kind: 'syscall-unknown', what: 'b', times: 2 },
    ]);
    expect(builder.recordings()).toEqual(builder.recordings());
  });

  it('keeps only so many values, and counts the rest', () => {
    const builder = new RecordingBuilder(2);
    builder.subject(command);
    for (let value = 0; value < 10; value++)
      builder.problem({ kind: 'syscall-unknown', what: String(value % 5), line: value });
    expect(builder.problems()).toEqual([
      { kind: 'syscall-unknown', line: 2, times: 6 },
      { kind: 'syscall-unknown', what: '0', line: 0, times: 2 },
      { kind: 'syscall-unknown', what: '1', line: 1, times: 2 },
    ]);
  });

  it('gives valid recordings, and the same for calls in any order', () => {
    const call = fc.record({
      abi: fc.constantFrom('x86_64' as const, 'i386' as const, 'aarch64' as const),
      name: fc.constantFrom('read', 'write', 'constructor', '__proto__', 'exit_group'),
      outcome: fc.constantFrom(
        'returned' as const,
        'failed' as const,
        'unreturned' as const,
        'entered' as const,
        'inside' as const,
        'audit' as const,
        'verify' as const,
      ),
      times: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      errno: fc.constantFrom('EPERM', 'EAGAIN'),
    });
    const built = (
      calls: readonly {
        abi: 'x86_64' | 'i386' | 'aarch64';
        name: string;
        outcome: 'returned' | 'failed' | 'unreturned' | 'entered' | 'inside' | 'audit' | 'verify';
        times: number;
        errno: string;
      }[],
    ) => {
      const builder = new RecordingBuilder();
      const id = builder.subject(command);
      for (const { abi, name, outcome, times, errno } of calls) {
        if (outcome === 'audit' || outcome === 'verify') builder.refused(id, abi, name, outcome, times);
        else if (outcome === 'inside') builder.inside(id, abi, name, errno, times);
        else builder.call(id, abi, name, outcome, times, outcome === 'failed' ? errno : undefined);
      }
      return builder.recordings();
    };
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const recordings = built(calls);
        expect(recordings.map((recording) => recordingSchema.parse(recording))).toEqual(recordings);
        expect(built([...calls].reverse())).toEqual(recordings);
      }),
    );
  });
});
