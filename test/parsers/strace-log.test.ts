import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInputs } from '../../src/io/input.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { parseInput } from '../../src/parsers/parse-input.ts';
import { type GeneratedCall, generatedCall, logOf } from './generated-log.ts';
import { parseText } from './parse-text.ts';
import { type Fixture, filesOf, fixturesOf, withoutFolders } from './strace-fixtures.ts';

const fixtures = fixturesOf('strace-log').map((fixture) => [fixture.name, fixture] as const);

async function readFixture(fixture: Fixture) {
  const opened = await openInputs(fixture.path);
  if (!opened.ok) throw new Error(opened.problem.kind);
  const builder = new RecordingBuilder();
  for (const input of opened.value)
    await parseInput(input, builder, { subject: { kind: 'command', name: fixture.name }, abi: 'x86_64' });
  return { recording: builder.recordings()[0], problems: withoutFolders(builder.problems()) };
}

/** Counts where calls begin, in the plainest way there is. */
function beginnings(text: string): Map<string, number> {
  const begun = new Map<string, number>();
  for (const line of text.split('\n')) {
    const name = /^(?:[\d.:<>a-z ]*? |\[[^\]]*\] |\(\+ +[\d.]+\) )*([a-z_]\w*)\(/.exec(line)?.[1];
    if (name !== undefined && !name.startsWith('syscall_')) begun.set(name, (begun.get(name) ?? 0) + 1);
  }
  return begun;
}

describe('strace-log', () => {
  it.each(fixtures)('reads %s as expected', async (_, fixture) => {
    expect(await readFixture(fixture)).toEqual(fixture.expected);
  });

  it.each(fixtures)('counts every call that begins in %s', async (_, fixture) => {
    const begun = beginnings(
      filesOf(fixture)
        .map((file) => readFileSync(file, 'latin1'))
        .join(''),
    );
    const counted = new Map<string, number>();
    for (const { syscalls } of fixture.expected.recording.abis)
      for (const { name, calls } of syscalls) counted.set(name, (counted.get(name) ?? 0) + calls);
    for (const [name, times] of begun) expect([name, counted.get(name)]).toEqual([name, times]);
  });

  // In parts, each of which has time enough on a busy machine.
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('reads whatever strings and file names hold, %i', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(generatedCall, { minLength: 1, maxLength: 30 }), fc.nat(80), async (calls, chunk) => {
        const { calls: found, problems } = await parseText(logOf(calls), { chunkSize: chunk + 1 });
        expect(problems).toEqual([]);
        expect(summaryOf(found)).toEqual(truthOf(calls));
      }),
      { numRuns: 150 },
    );
  });

  it('puts a call together from the line of its own process', async () => {
    const log = ['1 read(0,  <unfinished ...>', '2 read(0,  <unfinished ...>', '1 <... read resumed>"", 1) = 0'];
    const { calls } = await parseText(`${log.join('\n')}\n2 +++ killed by SIGKILL +++\n1 +++ exited with 0 +++\n`);
    expect(calls.get('read')).toEqual({ name: 'read', calls: 2, unreturned: 1 });
  });

  it('counts a call whose beginning is not in the log', async () => {
    const { calls } = await parseText('7 <... epoll_wait resumed>[], 5, -1) = -1 EINTR (Interrupted system call)\n');
    expect(calls.get('epoll_wait')?.errnos).toEqual([{ errno: 'EINTR', times: 1 }]);
  });

  it('keeps a call it cannot make out as unreturned, and says so', async () => {
    const { calls, problems } = await parseText('read(0, "abc\nclose(0) = 0\n');
    expect(calls.get('read')).toEqual({ name: 'read', calls: 1, unreturned: 1 });
    expect(problems).toEqual([{ kind: 'line-unparsable', source: 'unknown', line: 1 }]);
  });

  it('keeps the name of a call whose line is over the limit', async () => {
    const { calls, problems } = await parseText(`close(0) = 0\nwrite(1, "${'x'.repeat(2_000_000)}", 2) = 2\n`);
    expect(calls.get('write')?.calls).toBe(1);
    expect(problems).toEqual([{ kind: 'line-overlong', source: 'unknown', line: 2 }]);
  });

  it('counts what strace says on its own, and what it does not explain, with the first line', async () => {
    const { problems } = await parseText('close(0) = 0\nhello\nstrace: cannot do this\nworld\n');
    expect(problems).toEqual([
      { kind: 'line-unparsable', source: 'unknown', line: 2, times: 2 },
      { kind: 'tracer-message', what: 'cannot do this', source: 'unknown', line: 3 },
    ]);
  });

  it('maps numbers that strace has no name for', async () => {
    const { calls } = await parseText('syscall_0x1c9(0, 0, 0, 0, 0, 0) = -1 EFAULT (Bad address)\n');
    expect([...calls.keys()]).toEqual(['statmount']);
  });

  it('counts a call that only 32-bit programs have for their ABI, and says so', async () => {
    const { recording, problems } = await parseText('write(1, "", 0) = 0\n_llseek(3, 0, [0], SEEK_SET) = 0\n');
    expect(recording.abis.map(({ abi, syscalls }) => [abi, syscalls.map(({ name }) => name)])).toEqual([
      ['x86_64', ['write']],
      ['i386', ['_llseek']],
    ]);
    expect(problems).toMatchObject([{ kind: 'abi-doubtful', what: '_llseek', line: 2 }]);
    expect(recording.gaps).toEqual([{ kind: 'abi-doubtful', what: '_llseek', times: 1 }]);
  });

  it('reads the log of another ABI', async () => {
    const { recording, problems } = await parseText('set_tls(0xf7) = 0\n', { abi: 'arm' });
    expect(recording.abis).toEqual([{ abi: 'arm', syscalls: [{ name: 'set_tls', calls: 1 }] }]);
    expect(problems).toEqual([]);
  });

  it('puts a call together that strace itself broke off on a terminal', async () => {
    const text = `strace: Process 5 attached
clone(child_stack=NULL, flags=SIGCHLDstrace: Process 6 attached
, child_tidptr=0x7f) = 6
[pid     5] vfork(strace: Process 7 attached
 <unfinished ...>
[pid     7] write(2, "a\\nb\\n", 4a
b
) = 4
[pid     5] <... vfork resumed>)        = 7
[pid     7] wait4(-1, strace: Process 7 detached
 <detached ...>
`;
    const { recording, problems, calls } = await parseText(text);
    expect(problems).toMatchObject([{ kind: 'line-unparsable', line: 7 }]);
    expect(recording.endings).toEqual([{ how: 'detached', times: 1 }]);
    expect([...calls.values()]).toEqual([
      { name: 'clone', calls: 1 },
      { name: 'vfork', calls: 1 },
      { name: 'wait4', calls: 1, unreturned: 1 },
      { name: 'write', calls: 1 },
    ]);
  });

  it('finds every call on a line that strace left several processes on', async () => {
    const { calls } = await parseText('5 wait4(-1, 6  futex(0x1, 7 read(0, "8 close(", 9 pause( <detached ...>\n');
    expect([...calls.values()].map(({ name, calls: times, unreturned }) => [name, times, unreturned])).toEqual([
      ['futex', 1, 1],
      ['pause', 1, 1],
      ['read', 1, 1],
      ['wait4', 1, 1],
    ]);
  });

  it('sees how a run ended, and where it is from, behind lines of something else', async () => {
    const { recording } = await parseText('hello\n5 close(0) = 0\n5 +++ exited with 0 +++\n');
    expect([recording.endings, recording.origins]).toEqual([[{ how: 'exited', times: 1 }], [{ format: 'strace-log' }]]);
  });

  it('does not take a word with a number in front for a call', async () => {
    const { recording, problems } = await parseText('12read(0) = 0\n');
    expect(recording.abis).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'line-unparsable' }]);
  });

  const endings = [
    ['exited', '5 execve("x") = 0\n5 exit_group(0) = ?\n5 +++ exited with 0 +++\n'],
    ['signalled', '5 execve("x") = 0\n5 +++ killed by SIGSEGV (core dumped) +++\n'],
    ['detached', '5 execve("x") = 0\n5 pause( <detached ...>\n'],
    ['unknown', '5 execve("x") = 0\n6 +++ exited with 0 +++\n'],
  ] as const;
  it.each(endings)('sees that a run has %s', async (how, text) => {
    expect((await parseText(text)).recording.endings).toEqual([{ how, times: 1 }]);
  });

  it('leaves the ABI of processes that were met before a 32-bit one as it was', async () => {
    const { recording, problems } = await parseText(
      [
        'execve("x", ["x"], 0x1 /* 3 vars */) = 0',
        'vfork(strace: Process 7 attached',
        ' <unfinished ...>',
        '[pid     7] execve("y", ["y"], 0x1 /* 3 vars */ <unfinished ...>',
        '[pid     5] <... vfork resumed>)        = 7',
        '[pid     5] wait4(-1,  <unfinished ...>',
        '[pid     7] <... execve resumed>)       = 0',
        '[pid     7] [ Process PID=7 runs in 32 bit mode. ]',
        '[pid     7] write(1, "32\\n", 3) = 3',
        '[pid     7] exit(0) = ?',
        '[pid     7] +++ exited with 0 +++',
        '<... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 7',
        'newfstatat(3, "", {}, 0) = 0',
        '+++ exited with 0 +++',
        '',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    const names = recording.abis.map(({ abi, syscalls }) => [abi, syscalls.map(({ name }) => name)]);
    expect(names).toEqual([
      ['x86_64', ['execve', 'newfstatat', 'vfork', 'wait4']],
      ['i386', ['exit', 'write']],
    ]);
  });

  it('does not take a later process of the same id for a 32-bit one', async () => {
    const { recording } = await parseText(
      '9 read(0) = 0\n[ Process PID=10 runs in 32 bit mode. ]\n10 getpid() = 1\n10 exit_group(0) = ?\n' +
        '10 +++ exited with 0 +++\n9 write(1) = 1\n10 mmap(0) = 0\n',
    );
    const names = recording.abis.map(({ abi, syscalls }) => [abi, syscalls.map(({ name }) => name)]);
    expect(names).toEqual([
      ['x86_64', ['mmap', 'read', 'write']],
      ['i386', ['exit_group', 'getpid']],
    ]);
  });
});

function summaryOf(calls: Awaited<ReturnType<typeof parseText>>['calls']): Map<string, unknown> {
  return new Map(
    [...calls].map(([name, call]) => [
      name,
      {
        calls: call.calls,
        unreturned: call.unreturned ?? 0,
        failed: call.failed ?? 0,
        errnos: new Map(call.errnos?.map(({ errno, times }) => [errno, times])),
      },
    ]),
  );
}

function truthOf(calls: readonly GeneratedCall[]): Map<string, unknown> {
  const truths = new Map<string, { calls: number; unreturned: number; failed: number; errnos: Map<string, number> }>();
  for (const { name, truth } of calls) {
    const sum = truths.get(name) ?? { calls: 0, unreturned: 0, failed: 0, errnos: new Map<string, number>() };
    truths.set(name, sum);
    sum.calls++;
    if (truth.kind === 'unreturned') sum.unreturned++;
    if (truth.kind !== 'failed') continue;
    sum.failed++;
    if (truth.errno !== undefined) sum.errnos.set(truth.errno, (sum.errnos.get(truth.errno) ?? 0) + 1);
  }
  return truths;
}
