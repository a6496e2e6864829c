import { describe, expect, it } from 'vitest';
import type { AcceptedAddition } from '../../src/model/allow-list.ts';
import type { ComparedSource } from '../../src/model/compared-source.ts';
import { type DiffVerdict, type FailOnDiff, failOnDiffLevels } from '../../src/model/diff-verdict.ts';
import type { OciSeccomp, OciSyscall } from '../../src/model/oci-seccomp.ts';
import type { Recording } from '../../src/model/recording.ts';
import { compareProfiles } from '../../src/review/compare-profiles.ts';
import { type DiffContext, diffVerdict } from '../../src/review/diff-verdict.ts';

const allowing = (...names: string[]): OciSyscall => ({ names, action: 'SCMP_ACT_ALLOW' });

function side(profile: Partial<OciSeccomp>, label = 'app.json'): ComparedSource {
  const whole = { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38, ...profile } as const;
  return { label, path: `profiles/${label}`, form: 'oci', profile: whole, plain: true, problems: [] };
}

const asking = { syscalls: [{ names: ['mount'], action: 'SCMP_ACT_NOTIFY' as const }] };

/** ptrace stands for what is risky here; the real table has tests of its own. */
const known: DiffContext = {
  capabilities: [],
  failOn: 'added',
  judge: ({ syscall }) => ({
    risk: { classes: [], capabilities: [], cves: [], defaults: [] },
    risky: syscall === 'ptrace',
  }),
  recordings: [],
  allowList: [],
  today: '2026-11-24',
  defaults: [],
  families: [],
};

function verdictOf(
  before: Partial<OciSeccomp>,
  after: Partial<OciSeccomp>,
  context: Partial<DiffContext> = {},
): DiffVerdict {
  return diffVerdict(compareProfiles(side(before), side(after), 'x86_64'), { ...known, ...context });
}

function failing(
  before: Partial<OciSeccomp>,
  after: Partial<OciSeccomp>,
  allowList: AcceptedAddition[] = [],
): FailOnDiff[] {
  return failOnDiffLevels.filter((failOn) => verdictOf(before, after, { failOn, allowList }).gate.fails);
}

const accept = (syscall: string, more: Partial<AcceptedAddition> = {}): AcceptedAddition => ({
  syscall,
  owner: 'ada',
  reason: 'crash reporter',
  expires: '2026-11-24',
  line: 3,
  ...more,
});

describe('the gate', () => {
  const base = { syscalls: [allowing('read', 'bpf')] };
  const more = { syscalls: [allowing('read', 'bpf', 'write')] };
  const risky = { syscalls: [allowing('read', 'bpf', 'ptrace')] };
  const fewer = { syscalls: [allowing('read')] };
  const asking = { syscalls: [...base.syscalls, { names: ['mount'], action: 'SCMP_ACT_NOTIFY' as const }] };
  const traced = { syscalls: [...base.syscalls, { names: ['mount'], action: 'SCMP_ACT_TRACE' as const }] };
  const all = ['added', 'removed', 'risky', 'any'];

  it.each<[string, Partial<OciSeccomp>, Partial<OciSeccomp>, string[]]>([
    ['nothing', base, base, []],
    ['an addition', base, more, ['added', 'any']],
    ['a risky one', base, risky, ['added', 'risky', 'any']],
    ['less', base, fewer, ['removed', 'any']],
    [
      'another answer',
      base,
      { syscalls: [...base.syscalls, { names: ['acct'], action: 'SCMP_ACT_KILL_PROCESS' }] },
      ['any'],
    ],
    ['what only a listener lets through', base, { ...asking, listenerPath: '/run/a' }, ['added', 'risky', 'any']],
    [
      'another listener',
      { ...asking, listenerPath: '/run/a' },
      { ...asking, listenerPath: '/run/b' },
      ['added', 'risky', 'any'],
    ],
    ['what only a tracer lets through', base, traced, ['added', 'any']],
    ['a tracer fewer', traced, base, ['removed', 'any']],
    ['everything left to a tracer', base, { ...base, defaultAction: 'SCMP_ACT_TRACE' }, ['added', 'risky', 'any']],
    ['a default action that refuses', base, { ...base, defaultErrnoRet: 1 }, ['any']],
    ['a default action that lets through', base, { ...base, defaultAction: 'SCMP_ACT_LOG' }, ['added', 'risky', 'any']],
    ['the reverse of that', { ...base, defaultAction: 'SCMP_ACT_LOG' }, base, ['removed', 'any']],
    ['another architecture', base, { ...base, architectures: ['SCMP_ARCH_X86'] }, ['added', 'risky', 'any']],
    ['one less', { ...base, architectures: ['SCMP_ARCH_X86'] }, base, ['removed', 'any']],
    ['flags', base, { ...base, flags: ['SECCOMP_FILTER_FLAG_LOG'] }, ['any']],
    [
      'a name that no table knows',
      base,
      { syscalls: [...base.syscalls, allowing('quantum_leap')] },
      ['added', 'risky', 'any'],
    ],
    ['one less of these', { syscalls: [...base.syscalls, allowing('quantum_leap')] }, base, ['any']],
    ['a profile that is not loaded', base, { ...base, architectures: ['SCMP_ARCH_S390X'] }, all],
    ['profiles that are not', { architectures: ['SCMP_ARCH_S390X'] }, { architectures: ['SCMP_ARCH_S390X'] }, all],
  ])('finds %s', (_, before, after, expected) => {
    expect(failing(before, after)).toEqual(expected);
  });

  it('lets what is accepted pass until the last day is over', () => {
    expect(failing(base, risky, [accept('ptrace')])).toEqual([]);
    expect(failing(base, risky, [accept('ptrace', { expires: '2026-11-23' })])).toEqual(all);
    expect(failing(base, risky, [accept('ptrace', { expires: '2026-11-23' }), accept('ptrace')])).toEqual(all);
    expect(failing(base, risky, [accept('write')])).toEqual(['added', 'risky', 'any']);
  });

  it('fails for an entry that has expired even where it fits nothing, and says so', () => {
    const allowList = [accept('ptrace', { expires: '2025-01-01' }), accept('write'), accept('bpf', { line: 9 })];
    expect(failing(base, base, allowList)).toEqual(all);
    expect(verdictOf(base, more, { allowList }).acceptances.map(({ syscall, state }) => [syscall, state])).toEqual([
      ['ptrace', 'expired'],
      ['write', 'used'],
      ['bpf', 'unused'],
    ]);
  });

  it('takes entries for the profile at hand only', () => {
    const states = (...profiles: string[]) =>
      verdictOf(base, more, { allowList: profiles.map((profile) => accept('write', { profile })) }).acceptances.length;
    expect(states('profiles/app.json', 'app.json', 'profiles/*', '*app*', 'p*/a*.json', '*')).toBe(6);
    expect(
      states('profiles/app', 'pp.json', 'profiles/*/app.json', 'app.json*x', 'profiles/app.json/*', 'a*p.json*n'),
    ).toBe(0);
  });

  it('takes entries for the path of a file in git, whatever the revision', () => {
    const { path: _, ...inGit } = side(more, 'HEAD~1:profiles/app.json');
    const states = (profile: string) =>
      diffVerdict(compareProfiles(side(base), inGit, 'x86_64'), { ...known, allowList: [accept('write', { profile })] })
        .acceptances;
    expect(states('profiles/app.json')).toMatchObject([{ state: 'used' }]);
    expect(states('app.json')).toEqual([]);
  });
});

describe('a verdict', () => {
  it('has what is risky and not accepted first, then what lets more through, then the rest, by name', () => {
    const { changes } = verdictOf(
      { syscalls: [allowing('bpf', 'acct'), { names: ['kcmp'], action: 'SCMP_ACT_TRAP' }] },
      { syscalls: [allowing('write', 'ptrace', 'read', 'close')] },
      { allowList: [accept('read')] },
    );
    expect(changes.map(({ syscall, kind }) => `${syscall} ${kind}`)).toEqual([
      'ptrace added',
      'close added',
      'write added',
      'read added',
      'acct removed',
      'bpf removed',
      'kcmp answered',
    ]);
  });

  it('tells a default action once, and how many calls it decides', () => {
    const { changes, settings, equal } = verdictOf(
      { syscalls: [allowing('read')] },
      { defaultErrnoRet: 1, syscalls: [allowing('read')] },
    );
    expect([changes, equal]).toEqual([[], false]);
    expect(settings).toMatchObject([
      { kind: 'default-action', before: { action: 'errno', errno: 38 }, after: { action: 'errno', errno: 1 } },
    ]);
    expect(settings[0]).toHaveProperty('calls', 384);
  });

  it('names runtimes that take one side only', () => {
    const { settings } = verdictOf({}, { flags: ['SECCOMP_FILTER_FLAG_LOG'] });
    expect(settings).toEqual([
      { kind: 'flags', added: ['SECCOMP_FILTER_FLAG_LOG'], removed: [] },
      {
        kind: 'loading',
        after: { reason: 'flags-unsupported', what: 'SECCOMP_FILTER_FLAG_LOG' },
        runtimes: [{ runtime: 'runc', from: '1.0.0', before: '1.2.0' }],
      },
    ]);
    expect(verdictOf({ flags: [] }, {}).equal).toBe(true);
  });

  it('says who answers SCMP_ACT_NOTIFY where that changes', () => {
    const change = verdictOf({ ...asking, listenerPath: '/run/a' }, { ...asking, listenerPath: '/run/b' });
    expect(change.settings).toEqual([{ kind: 'listener', before: '/run/a', after: '/run/b' }]);
    const told = { ...asking, listenerPath: '/run/a' };
    const metadata = { kind: 'listener-metadata', before: 'strict' } as const;
    expect(verdictOf({ ...told, listenerMetadata: 'strict' }, told).settings).toEqual([metadata]);
    expect(verdictOf({ ...told, listenerMetadata: 'strict' }, { ...told, listenerMetadata: 'strict' }).equal).toBe(
      true,
    );
  });

  it('says so where no rule asks the listener, too, as of what comes of nothing', () => {
    const idle = { idle: true } as const;
    for (const [old, now, settings] of [
      [{ listenerPath: '/run/a' }, {}, [{ kind: 'listener', before: '/run/a', ...idle }]],
      [{}, { listenerMetadata: 'x' }, [{ kind: 'listener-metadata', after: 'x', ...idle }]],
      [{ listenerPath: '' }, {}, []],
    ] as const) {
      const { equal, settings: found } = verdictOf(old, now);
      expect([equal, found]).toEqual([settings.length === 0, settings]);
    }
  });

  it.each<[FailOnDiff[], object, object]>([
    [['any'], { listenerPath: '/run/a' }, { listenerPath: '/run/b' }],
    [['any'], {}, { listenerMetadata: 'x' }],
    [['added', 'risky', 'any'], { ...asking, listenerPath: '/run/a' }, { ...asking, listenerPath: '/run/b' }],
    [
      ['added', 'risky', 'any'],
      { ...asking, listenerPath: '/run/a', listenerMetadata: 'x' },
      { ...asking, listenerPath: '/run/a' },
    ],
  ])('fails at %j where the listener changes: %j %j', (levels, old, now) => {
    expect(failing(old, now)).toEqual(levels);
  });

  it('says that a base profile is another, of which nothing is known, and fails for it', () => {
    const base = (what: string) => {
      const problems = [{ kind: 'base-profile-missing', source: 'p.yaml', line: 7, what } as const];
      return { ...side({}), problems };
    };
    const between = (old: ComparedSource, now: ComparedSource) =>
      failOnDiffLevels.filter(
        (failOn) => diffVerdict(compareProfiles(old, now, 'x86_64'), { ...known, failOn }).gate.fails,
      );
    expect(compareProfiles(side({}), base('runc-v1.4.2'), 'x86_64').settings).toEqual([
      { kind: 'base-profile', after: 'runc-v1.4.2', line: 7 },
    ]);
    expect(between(base('a'), base('a'))).toEqual([]);
    expect(between(side({}), base('a'))).toEqual(['added', 'risky', 'any']);
    expect(between(base('a'), base('b'))).toEqual(['added', 'removed', 'risky', 'any']);
    expect(between(base('a'), side({}))).toEqual(['removed', 'any']);
  });

  it('compares no calls of architectures without a table, and says so', () => {
    const mips = { architectures: ['SCMP_ARCH_MIPSEL', 'SCMP_ARCH_PARISC'].slice(0, 1) };
    const { notCompared, equal, resolvedFor } = verdictOf(mips, mips);
    expect([notCompared, equal, resolvedFor.abis]).toEqual([['SCMP_ARCH_MIPSEL'], true, ['x86_64']]);
  });
});

describe('who needs a call', () => {
  const recording = (name: string, runs: number, ...syscalls: [string, number][]): Recording => ({
    format: 'seccinch-recording',
    version: 1,
    subject: { kind: 'command', name },
    runs,
    origins: [],
    endings: [],
    gaps: [],
    abis: [{ abi: 'x86_64', syscalls: syscalls.map(([call, calls]) => ({ name: call, calls })) }],
    capabilities: [],
  });
  const needs = (...recordings: Recording[]) =>
    verdictOf({}, { syscalls: [allowing('write')] }, { recordings }).changes[0]?.needs;

  it('is told with the runs where each recording is of one', () => {
    expect(
      needs(recording('web', 1, ['write', 2]), recording('web', 1, ['read', 9]), recording('web', 1, ['write', 3])),
    ).toEqual([{ subject: 'web', subjectKind: 'command', calls: 5, seenIn: 2, runs: 3 }]);
    expect(needs(recording('web', 4, ['write', 2]))).toEqual([
      { subject: 'web', subjectKind: 'command', calls: 2, runs: 4 },
    ]);
  });

  it('is told of those who make it only, the most calls first', () => {
    const found = needs(
      recording('a', 1, ['write', 1]),
      recording('b', 1, ['read', 7]),
      recording('c', 1, ['write', 8]),
    );
    expect(found?.map(({ subject }) => subject)).toEqual(['c', 'a']);
  });

  it('counts calls in the map', () => {
    const { map } = verdictOf(
      {},
      { syscalls: [allowing('write')] },
      {
        recordings: [recording('a', 1, ['write', 3])],
        families: [
          { title: 'some', syscalls: ['read', 'write'] },
          { title: 'none', syscalls: ['arm_fadvise64_64'] },
        ],
      },
    );
    expect(map).toEqual([
      {
        family: 'some',
        calls: [
          { syscall: 'read', before: 'no', after: 'no', calls: 0 },
          { syscall: 'write', before: 'no', after: 'yes', calls: 3 },
        ],
      },
    ]);
  });
});
