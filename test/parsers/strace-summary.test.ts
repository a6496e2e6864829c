import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { straceSummary as parser } from '../../src/parsers/strace-summary.ts';
import { type Parsed, parseText } from './parse-text.ts';
import { fixturesOf, withoutFolders } from './strace-fixtures.ts';

const fixtures = fixturesOf('strace-summary').map((fixture) => [fixture.name, fixture] as const);

const read = (text: string) => parseText(text, { parser });
const rows = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const header = ['syscall              calls    errors', '---------------- --------- ---------'];
const openatTable = [
  ...header,
  'openat                   2         1',
  header[1] ?? '',
  'total                    2         1',
];
const table = rows(openatTable);

function plain({ recording }: Parsed) {
  return recording.abis.map(({ abi, syscalls }) => [abi, ...syscalls.map(({ name, calls }) => `${name} ${calls}`)]);
}

describe('strace-summary', () => {
  it.each(fixtures)('reads %s as expected', async (name, { path, expected }) => {
    const { recording, problems } = await read(readFileSync(path, 'latin1'));
    const subject = { kind: 'command', name } as const;
    expect({ recording: { ...recording, subject }, problems: problems.map(({ source: _, ...rest }) => rest) }).toEqual({
      recording: expected.recording,
      problems: withoutFolders(expected.problems).map(({ source: _, ...rest }) => rest),
    });
  });

  it('has the log and its table agree: two witnesses of one run', async () => {
    const text = readFileSync(fixtures.find(([name]) => name === 'full-log')?.[1].path ?? '', 'latin1');
    const start = text.indexOf('% time');
    const fromLog = await read(text.slice(0, start));
    const fromTable = await read(text.slice(start));
    for (const [name, { calls, failed, unreturned = 0 }] of fromLog.calls) {
      const counted = fromTable.calls.get(name);
      expect([name, counted?.calls ?? 0, counted?.failed]).toEqual([name, calls - unreturned, failed]);
    }
    expect((await read(text)).recording.abis).toEqual(fromLog.recording.abis);
  });

  it('does not count twice what the log shows and the table counts', async () => {
    const log = '1 openat(1) = 3\n1 openat(1) = -1 ENOENT (No such file)\n1 exit_group(0) = ?\n';
    const { calls } = await read(log + table);
    expect(calls.get('openat')).toEqual({
      name: 'openat',
      calls: 2,
      failed: 1,
      errnos: [{ errno: 'ENOENT', times: 1 }],
    });
    expect(calls.get('exit_group')).toEqual({ name: 'exit_group', calls: 1, unreturned: 1 });
  });

  it('does not count an unavailable result twice: strace puts it in the table', async () => {
    const { calls } = await read(`1 openat(1) = ? <unavailable>\n${table}`);
    expect(calls.get('openat')).toEqual({ name: 'openat', calls: 2, failed: 1, unreturned: 1 });
  });

  it('keeps what the log alone has', async () => {
    const { calls } = await read(`1 syscall_0x1c9(0) = 0\n1 close(0) = 0\n${table}`);
    expect([...calls.keys()]).toEqual(['close', 'openat', 'statmount']);
  });

  it('gives a call that never returned to every ABI of the tables that has it', async () => {
    const compat = rows(['System call usage summary for 32 bit mode:', ...openatTable]);
    const parsed = await read(
      `1 exit_group(0) = ?\n2 arch_prctl(0 <unfinished ...>) = ?\n3 epoll_wait(1 <unfinished ...>\n${table}${compat}`,
    );
    expect(plain(parsed)).toEqual([
      ['x86_64', 'arch_prctl 1', 'epoll_wait 1', 'exit_group 1', 'openat 2'],
      ['i386', 'arch_prctl 1', 'epoll_wait 1', 'exit_group 1', 'openat 2'],
    ]);
    const only = await read(`1 newfstatat(1 <unfinished ...>\n${table}${compat}`);
    expect(plain(only)[1]).toEqual(['i386', 'openat 2']);
  });

  it('does not guess which ABI an errno was of', async () => {
    const compat = rows(['System call usage summary for 32 bit mode:', ...openatTable]);
    const { recording } = await read(`1 openat(1) = -1 ENOENT (No such file)\n${table}${compat}`);
    expect(recording.abis.flatMap(({ syscalls }) => syscalls.flatMap(({ errnos }) => errnos ?? []))).toEqual([]);
  });

  it('takes each of several summaries for a run', async () => {
    const { recording } = await read(
      `1 execve("x") = 0\n1 +++ exited with 0 +++\n${table}${table}2 exit_group(0) = ?\n2 +++ killed by SIGKILL +++\n${table}`,
    );
    expect(recording.runs).toBe(3);
    expect(recording.endings).toEqual([
      { how: 'exited', times: 1 },
      { how: 'signalled', times: 1 },
      { how: 'unknown', times: 1 },
    ]);
  });

  it('names an ABI it has no table for', async () => {
    const text = rows(['System call usage summary for n32 mode:', ...openatTable]);
    const { recording, problems } = await read(text);
    expect(recording.abis).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'abi-unknown', what: 'n32', times: 2 }]);
  });

  it('notices a lost row and a lost total', async () => {
    const lost = await read(rows([...openatTable.slice(0, 2), ...openatTable.slice(3)]));
    expect(lost.problems).toMatchObject([{ kind: 'total-mismatch', line: 1 }]);
    const cut = await read(rows(openatTable.slice(0, 3)));
    expect(cut.problems).toMatchObject([{ kind: 'table-truncated', line: 1 }]);
    expect(cut.calls.get('openat')?.calls).toBe(2);
  });

  it('does not believe a last row that may have lost the end of its name', async () => {
    const { calls, problems } = await read(`${rows(openatTable.slice(0, 3))}mmap`);
    expect([...calls.keys()]).toEqual(['openat']);
    expect(problems).toMatchObject([{ kind: 'table-truncated' }]);
    expect((await read(table.trimEnd())).problems).toEqual([]);
  });

  it('counts a row it cannot read', async () => {
    const { problems } = await read(rows([...openatTable.slice(0, 3), 'no row at all', ...openatTable.slice(3)]));
    expect(problems).toMatchObject([{ kind: 'line-unparsable', line: 4 }]);
  });

  it('does not take a line of the same words for a table', async () => {
    const { calls, problems } = await read('1 close(0) = 0\nsyscall errors\n1 close(1) = 0\n');
    expect(calls.get('close')?.calls).toBe(2);
    expect(problems).toMatchObject([{ kind: 'line-unparsable', line: 2 }]);
  });

  it('reads the table of an old strace, whose total has no time a call', async () => {
    const old = rows([
      '% time     seconds  usecs/call     calls    errors syscall',
      '------ ----------- ----------- --------- --------- ----------------',
      '100.00    0.000118          39         3         3 access',
      '------ ----------- ----------- --------- --------- ----------------',
      '100.00    0.000118                     3         3 total',
    ]);
    const { calls, problems } = await read(old);
    expect(problems).toEqual([]);
    expect(calls.get('access')).toEqual({ name: 'access', calls: 3, failed: 3 });
  });

  it('knows the stray end of an exit that was taken for interrupted', async () => {
    const { problems, calls } = await read(
      '7 exit(0)                           = ?\n7 +++ exited with 0 +++\n' +
        '8 exit(0 <unfinished ...>\n)                                       = ?\n8 +++ exited with 0 +++\n',
    );
    expect(problems).toEqual([]);
    expect(calls.get('exit')).toMatchObject({ calls: 2, unreturned: 2 });
  });

  it('needs no table', async () => {
    const { calls, problems } = await read('1 exit_group(0) = ?\n1 +++ exited with 0 +++\n');
    expect([...calls.keys()]).toEqual(['exit_group']);
    expect(problems).toEqual([]);
  });
});
