import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuditLine } from '../../src/parsers/audit-line.ts';

const fields = 'pid=1 comm="a" exe="/a" sig=0 arch=c000003e syscall=102 compat=0 ip=0x401692 code=0x7ffc0000';
const body = `auid=1 uid=0 gid=0 ses=4 ${fields}`;
const record = `type=1326 audit(1795532814.004:1044): ${body}`;
const stamp = { node: '', time: '1795532814.004', serial: 1044 };

const prefixes = [
  '',
  'audit: ',
  '<5>audit: ',
  '[  874.143076] audit: ',
  '<5>[  874.143076] audit: ',
  'kern  :notice: [  874.143076] audit: ',
  'kern  :warn  : 2026-11-24T15:25:06,927435+00:00 audit: ',
  '[Mon Nov 23 14:08:10 2026] audit: ',
  '[  874.143076 <    0.000012>] audit: ',
  '[Nov23 14:08] audit: ',
  '[  874.143076][    T1] audit: ',
  '[  +0.000011] audit: ',
  '2026-11-23T14:08:10,641161+00:00 audit: ',
  'Nov  3 14:08:10 host kernel: audit: ',
  'Nov 23 14:08:10.641161 host kernel: audit: ',
  'Nov 23 14:08:10 host kernel: [  874.143076] audit: ',
  '2026-11-23T14:08:10.641161+00:00 host kernel: [  874.143076] audit: ',
  '2026-11-23T14:08:10+0000 host kernel: audit: ',
  'Mon 2026-11-23 14:08:10 UTC host kernel: audit: ',
  '1795532814.004123 host kernel: audit: ',
  '[  874.143076] host kernel: audit: ',
  '<5>Nov 23 14:08:10 host kernel: audit: ',
  '<5>1 2026-11-23T14:08:10.641Z host kernel - - - audit: ',
  '<13>1 2026-11-23T14:08:10.641Z host audispd 568 - [a@1 b="c"] node=x ',
  'Nov 23 14:08:10 host audispd[568]: ',
  'Nov 23 14:08:10 host audisp-syslog: ',
  'kernel: audit: ',
];

describe('readAuditLine', () => {
  it.each(prefixes)('finds a record behind %j', (prefix) => {
    const node = prefix.includes('node=x') ? 'x' : '';
    expect(readAuditLine(prefix + record)).toMatchObject({
      kind: 'record',
      stamp: { ...stamp, node },
      record: { comm: 'a', exe: '/a', fields: body, call: { syscall: 'getuid' }, action: { name: 'LOG' } },
    });
  });

  // What a program says is its own, however much it looks like the kernel's; that it was there is told.
  const forged = [
    `Nov 23 14:08:10 host app[7]: ${record}`,
    `Nov 23 14:08:10 host app: kernel: audit: ${record}`,
    `Nov 23 14:08:10 host app[7]: [  874.143076] audit: ${record}`,
    `Nov 23 14:08:10 host app: SECCOMP ${body}`,
    `<5>1 2026-11-23T14:08:10Z host app - - - audit: ${record}`,
    `x ${record}`,
    `   ${record}`,
    `\taudit: ${record}`,
    `foo:bar: audit: ${record}`,
    `app: ${record}`,
    JSON.stringify({ _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'app', MESSAGE: `audit: ${record}` }),
    JSON.stringify({ _TRANSPORT: 'stdout', SYSLOG_IDENTIFIER: 'kernal', MESSAGE: `audit: ${record}` }),
  ];
  it.each(forged)('does not take %j for the kernel', (text) => {
    expect(readAuditLine(text)).toEqual({ kind: 'unparsable' });
  });

  it.each(['a^]', '#035b'])('keeps a record of a program named %s', (name) => {
    expect(readAuditLine(record.replace('comm="a"', `comm="${name}"`))).toMatchObject({
      kind: 'record',
      record: { comm: name, call: { syscall: 'getuid' } },
    });
  });

  it('reads the name of a program that wrote fields into it', () => {
    const named = (comm: string, exe: string) =>
      readAuditLine(record.replace('comm="a" exe="/a"', `comm=${comm} exe=${exe}`));
    const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
    const hostile = 'x" exe="/y" sig=0';
    expect(named(hex(hostile), hex(`/${hostile}`))).toMatchObject({ record: { comm: hostile, exe: `/${hostile}` } });
    expect(named('"BEEF"', '(null)')).toMatchObject({ record: { comm: 'BEEF', exe: '(null)' } });
    expect(named('BEEF', '"/bin/é"')).toMatchObject({ record: { exe: '/bin/\uFFFD' } });
  });

  it('keeps to the last fields where ausearch took the quotes off', () => {
    const text = `type=SECCOMP msg=audit(11/24/26 15:25:02.256:2168) : auid=unset uid=root gid=root ses=unset pid=1 comm=a b exe=/x sig=SIG0 arch=x86_64 syscall=reboot compat=0 ip=0x1 code=log sig=SIGSYS arch=i386 syscall=getuid32 compat=1 ip=0x7f code=kill `;
    expect(readAuditLine(text)).toMatchObject({
      stamp: { time: '11/24/26 15:25:02.256', serial: 2168 },
      record: {
        comm: 'a b',
        exe: '/x sig=SIG0 arch=x86_64 syscall=reboot compat=0 ip=0x1 code=log',
        call: { abi: 'i386', syscall: 'getuid32' },
        action: { fate: 'refused' },
      },
    });
  });

  it('does not read a record that is cut short anywhere, nor one of a kernel before 3.16', () => {
    for (let length = record.indexOf('pid='); length < record.length; length++) {
      expect(readAuditLine(record.slice(0, length)).kind, record.slice(0, length)).toBe('unparsable');
    }
    expect(readAuditLine(record.replace('arch=c000003e ', '')).kind).toBe('unparsable');
  });

  it('tells other lines apart', () => {
    const kinds = [
      ['', 'blank-line'],
      [' \t', 'blank-line'],
      ['----', 'separator'],
      ['time->Tue Nov 24 15:25:02 2026', 'separator'],
      ['-- Boot 5f0c1d5e3b0b4c61a6a1f0b8a6a2d9c1 --', 'separator'],
      ['[    0.000000] Linux version 6.18', 'other-message'],
      ['   and on', 'other-message'],
      ['Nov 23 14:08:10 host app[7]: hello', 'other-message'],
      ['Nov 23 14:08:10 host audit[1]: SERVICE_START pid=1', 'other-record'],
      ['type=SYSCALL msg=audit(1.000:5): arch=c000003e', 'other-record'],
      ['type=DAEMON_END msg=audit(1.000:5): op=terminate', 'other-record'],
      ['{"MESSAGE":"x"}', 'unparsable'],
      ['{"_TRANSPORT":"kernel","MESSAGE":"x"}', 'other-message'],
      ['{"_TRANSPORT":"kernel","MESSAGE":null}', 'unparsable'],
      ['{"_TRANSPORT":"syslog","MESSAGE":null}', 'other-message'],
      ['{"_TRANSPORT":', 'unparsable'],
      ['hello', 'unparsable'],
      [`${record}${'x'.repeat(20_000)}`, 'unparsable'],
    ] as const;
    expect(kinds.map(([text]) => [text, readAuditLine(text).kind])).toEqual(kinds);
  });

  it('hears of losses only from those who would know', () => {
    const losses = [
      ['[ 2598.231720] kauditd_printk_skb: 2718 callbacks suppressed', { kind: 'times', times: 2718 }],
      ['[1.0] audit: audit_lost=9 audit_rate_limit=0 audit_backlog_limit=64', { kind: 'total', total: 9 }],
      ['Nov 23 14:08:10 host systemd-journald[9]: Missed 7 kernel messages', { kind: 'times', times: 7 }],
      ['Nov 23 14:08:10 host auditd[9]: queue to plugins is full - dropping event', { kind: 'times', times: 1 }],
    ] as const;
    expect(losses.map(([text]) => readAuditLine(text))).toEqual(losses.map(([, loss]) => ({ kind: 'loss', loss })));
    const said = 'Nov 23 14:08:10 host app: kauditd_printk_skb: 2718 callbacks suppressed';
    expect(readAuditLine(said)).toEqual({ kind: 'other-message' });
  });

  it('takes any line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...prefixes, '{"MESSAGE":"'), fc.string(), (prefix, text) => {
        expect(readAuditLine(prefix + text).kind).not.toBe('record');
      }),
    );
  });
});
