import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Check, CheckId, Job } from '../../src/model/doctor.ts';
import { fail, ok, type Problem } from '../../src/model/problem.ts';
import { diagnose } from '../../src/report/diagnose.ts';
import { doctorText } from '../../src/report/doctor-text.ts';
import { checkWords } from '../../src/report/doctor-words.ts';
import { broken, type Changes, container, laptop, machineWith } from './machine.ts';

function check(id: CheckId, changes: Changes): Check {
  const found = diagnose(machineWith(changes)).checks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

function job(name: Job, changes: Changes) {
  return diagnose(machineWith(changes)).jobs.find((one) => one.job === name);
}

const denied: Problem = { kind: 'ptrace-denied' };
const strange: Problem = {
  kind: 'strace-behind-kernel',
  what: 'strace 6.10, Linux 6.12: uretprobe',
};

describe('a machine', () => {
  it('is looked over for everything once, in one order, whatever it is', () => {
    const ids = (changes: Changes) => diagnose(machineWith(changes)).checks.map(({ id }) => id);
    expect(ids({}).toSorted()).toEqual(Object.keys(checkWords).sort());
    for (const changes of [laptop, container, broken]) expect(ids(changes)).toEqual(ids({}));
  });

  it('that has everything can do everything', () => {
    const { checks, jobs } = diagnose(machineWith());
    expect(checks.filter(({ status }) => status !== 'ok').map(({ id }) => id)).toEqual(['youki']);
    expect(checks.flatMap(({ problems }) => problems)).toEqual([]);
    expect(jobs.map(({ possible, lacks }) => [possible, lacks])).toEqual(Array(4).fill([true, []]));
  });
});

describe('what is found', () => {
  it.each<[string, CheckId, Changes, Partial<Check>]>([
    [
      'no strace',
      'strace',
      { record: { strace: { problem: { kind: 'strace-missing' } } } },
      { status: 'missing', problems: [{ kind: 'strace-missing' }] },
    ],
    [
      'an old strace',
      'strace',
      { record: { strace: { problem: { kind: 'strace-too-old', what: '4.26' } } } },
      { status: 'fails', problems: [{ kind: 'strace-too-old', what: '4.26' }] },
    ],
    [
      'an strace behind the kernel',
      'strace',
      { record: { strace: { version: '6.10' } } },
      { status: 'limited', found: '6.10', problems: [strange] },
    ],
    [
      'an strace that counts what it does not know',
      'strace',
      { record: { strace: { version: '7.1' } }, here: { kernel: '9.9.0' } },
      { status: 'ok' },
    ],
    [
      'an strace on an unknown machine',
      'strace',
      { record: { strace: { version: '6.1' } }, here: { abi: undefined } },
      { status: 'ok' },
    ],
    [
      'an strace that may not trace',
      'strace',
      { record: { strace: { version: '7.1', problem: denied } } },
      { status: 'ok', problems: [] },
    ],
    [
      'tracing refused',
      'tracing',
      { record: { strace: { version: '7.1', problem: denied } } },
      { status: 'fails', problems: [denied] },
    ],
    [
      'tracing without strace',
      'tracing',
      { record: { strace: { problem: { kind: 'strace-missing' } } } },
      { status: 'untried', problems: [] },
    ],
    [
      'attaching as root under Yama',
      'attaching',
      { record: { yama: 2, capable: true } },
      { status: 'ok', details: [{ name: 'processes of', value: 'any user' }] },
    ],
    [
      'attaching as a user without Yama',
      'attaching',
      { record: { yama: undefined, capable: false } },
      { status: 'ok', details: [{ name: 'processes of', value: 'this user' }] },
    ],
    ['attaching as a user, Yama 0', 'attaching', { record: { yama: 0, capable: false } }, { status: 'ok' }],
    [
      'attaching as a user, Yama 1',
      'attaching',
      { record: { yama: 1, capable: false } },
      { status: 'fails', problems: [{ kind: 'ptrace-denied-yama', what: 'kernel.yama.ptrace_scope = 1' }] },
    ],
    [
      'attaching as root, Yama 3',
      'attaching',
      { record: { yama: 3 } },
      { status: 'fails', problems: [{ kind: 'ptrace-denied-yama', what: 'kernel.yama.ptrace_scope = 3' }] },
    ],
    [
      'attaching where tracing fails',
      'attaching',
      { record: { strace: { version: '7.1', problem: denied } } },
      { status: 'untried' },
    ],
    [
      'filters',
      'filters',
      { record: { filters: 2 } },
      { status: 'limited', found: '2', problems: [{ kind: 'filter-in-force', what: '2' }] },
    ],
    ['a full disk', 'temporary', broken, { status: 'fails', found: '/tmp' }],
    ['an old Node.js', 'node', { here: { node: '20.18.3' } }, { status: 'limited', found: '20.18.3' }],
    ['the oldest Node.js that will do', 'node', { here: { node: '20.19.0' } }, { status: 'ok' }],
    [
      'an unknown machine',
      'tables',
      { here: { abi: undefined, machine: 'sparc64' } },
      { status: 'missing', problems: [{ kind: 'abi-not-known', what: 'sparc64' }] },
    ],
    ['no seccomp', 'seccomp', broken, { status: 'missing' }],
    [
      'some seccomp',
      'seccomp',
      { enforce: { seccomp: fail({ kind: 'seccomp-lacking', what: 'log' }) } },
      { status: 'limited', problems: [{ kind: 'seccomp-lacking', what: 'log' }] },
    ],
    [
      'a user',
      'root',
      laptop,
      { status: 'missing', problems: [{ kind: 'root-needed', what: 'user 1000 without CAP_SYS_ADMIN' }] },
    ],
    ['root of a user namespace', 'root', container, { details: [{ name: 'user namespace', value: 'its own' }] }],
    ['an overlay not tried', 'overlay', laptop, { status: 'untried', problems: [] }],
    ['no overlay', 'overlay', broken, { status: 'fails' }],
    [
      'a runtime not tried',
      'runc',
      laptop,
      { status: 'untried', found: '1.9.0', problems: [{ kind: 'runtime-newer-than-measured', what: 'runc@1.9.0' }] },
    ],
    ['no runtime', 'crun', laptop, { status: 'missing', problems: [{ kind: 'runtime-missing', what: 'crun' }] }],
    [
      'a runtime that refuses',
      'crun',
      broken,
      { status: 'fails', found: '1.8.1', problems: [{ kind: 'cgroups-refused', what: 'crun, hybrid layout' }] },
    ],
    [
      'a kernel without audit',
      'audit',
      { logs: { audit: { built: false, off: false } } },
      { status: 'missing', problems: [{ kind: 'audit-off' }] },
    ],
    [
      'audit switched off',
      'audit',
      broken,
      { status: 'missing', problems: [{ kind: 'audit-off', what: "audit=0 on the kernel's command line" }] },
    ],
    [
      'actions that are not logged',
      'logged',
      { enforce: { actions: { available: ['errno', 'log', 'allow'], logged: ['errno'] } } },
      { status: 'limited', problems: [{ kind: 'actions-not-logged', what: 'log' }] },
    ],
    ['no actions', 'logged', broken, { status: 'missing', problems: [] }],
    [
      'dmesg_restrict',
      'kernel-log',
      laptop,
      { status: 'fails', problems: [{ kind: 'log-denied', what: "the kernel's log, kernel.dmesg_restrict = 1" }] },
    ],
    ['no dmesg', 'kernel-log', { logs: { kernelLog: undefined } }, { status: 'missing', problems: [] }],
    ['no auditd', 'auditd', laptop, { status: 'missing', problems: [] }],
    [
      "auditd's log, for root only",
      'auditd',
      { logs: { auditd: 'denied' } },
      { status: 'fails', problems: [{ kind: 'log-denied', what: '/var/log/audit/audit.log' }] },
    ],
    [
      'a journal for others',
      'journal',
      laptop,
      { status: 'fails', problems: [{ kind: 'log-denied', what: 'the journal' }] },
    ],
    ['a docker without its daemon', 'docker', broken, { status: 'limited', found: '29.7.0' }],
    [
      'a docker whose daemon is elsewhere',
      'docker',
      { optional: { dockerDaemon: undefined } },
      { status: 'untried', found: '29.7.0' },
    ],
    ['a podman that does not work', 'podman', broken, { status: 'fails' }],
    [
      'a youki',
      'youki',
      broken,
      { status: 'limited', found: '0.5.7', problems: [{ kind: 'runtime-unknown', what: 'youki' }] },
    ],
    ['AppArmor without its compiler', 'apparmor', laptop, { status: 'missing' }],
    [
      'its compiler without AppArmor',
      'apparmor',
      { optional: { apparmor: { enabled: false, parser: ok('3.0.8') } } },
      { status: 'missing' },
    ],
  ])('%s', (_, id, changes, expected) => {
    expect(check(id, changes)).toMatchObject(expected);
  });
});

it('is inert and complete as text, whatever programs print', () => {
  const word = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(word, word, word, fc.boolean(), (version, words, kernel, verbose) => {
      const problem = { kind: 'program-unusable', what: words } as const;
      const verdict = diagnose(
        machineWith({
          here: { kernel },
          record: { strace: { version }, temporary: { path: words, usable: ok(undefined) } },
          optional: { docker: ok(version), podman: fail(problem), bpftrace: fail(problem) },
        }),
      );
      const text = doctorText(verdict, { color: false, width: 80, verbose });
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      for (const { id } of verdict.checks) expect(text).toContain(`  ${checkWords[id].title}`);
    }),
  );
});

describe('what can be done', () => {
  it.each<[string, Job, Changes, object]>([
    ['recorded by a user', 'record', laptop, { possible: true, by: [], lacks: [] }],
    [
      'recorded behind the kernel',
      'record',
      { record: { strace: { version: '6.1' }, filters: 3 } },
      { possible: true },
    ],
    ['not recorded where tracing is refused', 'record', container, { possible: false, lacks: [['tracing']] }],
    [
      'not recorded',
      'record',
      broken,
      { possible: false, lacks: [['strace'], ['tracing'], ['temporary'], ['tables']] },
    ],
    ['ingested', 'ingest', broken, { possible: true }],
    ['verified with either', 'verify', {}, { possible: true, by: ['runc', 'crun'] }],
    [
      'verified with the newer one',
      'verify',
      { enforce: { runtimes: machineWith(laptop).enforce.runtimes.map((one) => ({ ...one, trial: ok(undefined) })) } },
      { possible: true, by: ['runc'] },
    ],
    [
      'not verified by a user',
      'verify',
      laptop,
      { possible: false, by: [], lacks: [['root'], ['overlay'], ['runc', 'crun']] },
    ],
    [
      'known from auditd alone',
      'audit',
      { logs: { kernelLog: fail(denied), journal: 'absent' } },
      { possible: true, by: ['auditd'] },
    ],
    ['not known', 'audit', container, { possible: false, lacks: [['kernel-log', 'auditd', 'journal']] }],
    ['not known without records', 'audit', broken, { possible: false, lacks: [['audit'], ['logged']] }],
  ])('is %s', (_, name, changes, expected) => {
    expect(job(name, changes)).toMatchObject(expected);
  });
});
