import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../kernel/source-data.ts';
import { auditFixtures } from './audit-fixtures.ts';
import { callsIn, readAudit } from './read-audit.ts';

const fixtures = auditFixtures();

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

describe('audit logs', () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s says what is expected', async (_, one) => {
    const text = readFileSync(one.path);
    const { recordings, problems, records } = await readAudit(text, { by: 'process' });
    const { expected } = one;
    expect(recordings).toEqual(expected.recordings);
    expect(Object.fromEntries(records)).toEqual(expected.records);
    expect(problems.map(({ source: _source, ...problem }) => problem)).toEqual(
      expected.problems.map(({ source: _source, ...problem }) => problem),
    );
    expect(sum(records.values())).toBe(linesOf(text.toString('latin1')));
  });

  // What scripts/make-audit-fixtures.mjs lets the probe do; the names say it.
  const acts = [
    'errno x86_64 getgid 0+2',
    'kill-i386 i386 getgid32 0+1',
    'kill-process x86_64 getppid 0+1',
    'kill-thread x86_64 getpid 0+1',
    'log x86_64 getuid 1+0',
    'log-i386 i386 getuid32 1+0',
    'log-x32 x32 getuid 1+0',
    'my "proc x86_64 uname 1+0',
    'notify x86_64 getsid 0+1',
    'trace x86_64 getegid 0+1',
    'trap x86_64 geteuid 0+1',
    'two words x86_64 uname 1+0',
  ];
  const real = fixtures.filter(({ name }) => !name.startsWith('handmade'));

  it.each(real.map((fixture) => [fixture.name, fixture] as const))('%s tells what the probe did', async (name, one) => {
    const { recordings, problems } = await readAudit(readFileSync(one.path), { by: 'process' });
    // ausearch escapes the control character itself.
    const hostile = name.endsWith('interpreted.log') ? 'hé \\033[31m' : 'hé \u001B[31m';
    expect(callsIn(recordings)).toEqual([...acts, `${hostile} x86_64 uname 1+0`].sort());
    expect(problems.map(({ kind, what }) => [kind, what])).toEqual([
      ['beyond-profile-only', undefined],
      ['calls-refused', 'geteuid, getgid, getgid32 and 2 more'],
      ['calls-supervised', 'getegid, getsid'],
      ['syscall-number-unknown', '999 (x86_64)'],
    ]);
  });

  it('of the same events are the same, however they were read, and told twice count once', async () => {
    const text = (name: string) => readFileSync(fixtures.find((one) => one.name.endsWith(name))?.path ?? '', 'latin1');
    const [plain, times, iso] = [text('dmesg.log'), text('dmesg-T.log'), text('dmesg-x.log')];
    const once = await readAudit(plain);
    const joined = await readAudit(plain + times + iso + plain);
    expect(joined.recordings).toEqual(once.recordings);
    expect(joined.records.get('duplicate')).toBe(3 * linesOf(plain));
    const searched = await readAudit(text('plain.log') + text('socket.log'));
    expect(searched.records.get('duplicate')).toBe(linesOf(plain));
  });

  it('are one subject, or one for each program or thread name, or a selection', async () => {
    const text = readFileSync(fixtures.find((one) => one.name.endsWith('socket.log'))?.path ?? '');
    const subjects = async (...how: Parameters<typeof readAudit>[1][]) =>
      (await readAudit(text, how[0])).recordings.map(({ subject }) => `${subject.kind} ${subject.name}`);
    expect(await subjects()).toEqual(['command test']);
    expect(await subjects({ by: 'exe' })).toEqual(['process /tmp/w/act', 'process /tmp/w/two words/act']);
    expect(await subjects({ by: 'process', select: [{ key: 'exe', value: '/tmp/w/two words/act' }] })).toHaveLength(3);
    const one = await readAudit(text, { select: [{ key: 'process', value: 'log-x32' }] });
    expect(callsIn(one.recordings)).toEqual(['test x32 getuid 1+0']);
    expect(one.records.get('not-selected')).toBe(14);
    const none = await readAudit(text, { select: [{ key: 'exe', value: 'act' }] });
    expect([none.recordings, none.problems.map(({ kind }) => kind)]).toEqual([[], ['nothing-selected']]);
  });

  it('of more programs than a machine has are read as far as there is room, and the rest is told', async () => {
    const line = (name: number) =>
      `type=SECCOMP msg=audit(1.000:${name}): pid=1 comm="a" exe="/${name}" sig=0 arch=c000003e syscall=1 compat=0 ip=0x1 code=0x7ffc0000\n`;
    const text = Array.from({ length: 10_003 }, (_, name) => line(name)).join('');
    const { recordings, problems, records } = await readAudit(text, { by: 'exe' });
    expect(recordings).toHaveLength(10_000);
    expect(records.get('problem')).toBe(3);
    expect(problems.find(({ kind }) => kind === 'records-too-varied')?.times).toBe(3);
  });

  it('tell when several programs come together, unless that was asked for', async () => {
    const text = readFileSync(fixtures.find((one) => one.name.endsWith('socket.log'))?.path ?? '');
    const mixed = async (context: Parameters<typeof readAudit>[1]) =>
      (await readAudit(text, context)).problems.filter(({ kind }) => kind === 'programs-mixed').map(({ what }) => what);
    expect(await mixed({})).toEqual(['/tmp/w/act, /tmp/w/two words/act']);
    expect(await mixed({ by: 'all' })).toEqual([]);
    expect(await mixed({ by: 'process' })).toEqual([]);
  });
});

const samples = join(dataFolder, 'audit-samples');

describe.skipIf(!existsSync(samples))('samples from other machines and tools', () => {
  const names = [
    'auditd-enriched.log',
    'auditd-raw.log',
    'ausearch-i.txt',
    'dmesg-T.txt',
    'dmesg-native.txt',
    'web-samples.txt',
  ];

  it.each(names)('%s: every line is a record, a duplicate, ignored by a rule, or a problem', async (name) => {
    const text = readFileSync(join(samples, name), 'latin1');
    const { records } = await readAudit(text);
    expect(sum(records.values())).toBe(linesOf(text));
    const told = { evidence: 0, problem: 0, ...Object.fromEntries(records) };
    // Of the problems, two are messages of loss, and two comments that somebody wrote into the sample.
    expect(told.problem).toBe(name === 'dmesg-native.txt' || name === 'web-samples.txt' ? 2 : 0);
    const like = text.split('\n').filter((line) => /SECCOMP|type=1326/.test(line)).length;
    expect(told.evidence + (records.get('before-start') ?? 0)).toBe(like);
  });

  it('auditd raw and enriched, and ausearch, tell the same of the same events', async () => {
    const [enriched, raw, interpreted] = await Promise.all(
      names.slice(0, 3).map(async (name) => (await readAudit(readFileSync(join(samples, name)))).recordings),
    );
    expect(enriched).toEqual(raw);
    expect(interpreted).toEqual(raw);
    expect(callsIn(raw ?? [])).toEqual(['test i386 getuid32 1+0', 'test x32 getuid 1+0', 'test x86_64 getuid 1+5']);
  });
});
