import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runtimeBase } from '../../src/policy/base.ts';
import { missingForRuntimes } from '../../src/policy/runtime-needs.ts';
import { entriesFor, parseRuntimeSelector, type RuntimeSelector } from '../../src/policy/runtime-selector.ts';
import { shippedBases } from './shipped-bases.ts';

const errno = 'SCMP_ACT_ERRNO';

function selected(text: string): RuntimeSelector {
  const parsed = parseRuntimeSelector(text, shippedBases);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.value;
}

/** What seccinch would allow for a runtime. */
function madeFor(runtime: string, noNewPrivileges: boolean): Set<string> {
  const options = { noNewPrivileges, mode: 'enforce' } as const;
  return new Set(runtimeBase(shippedBases, selected(runtime), options).calls.keys());
}

describe('missingForRuntimes', () => {
  test('a profile made for runc 1.1.5 breaks on runc from 1.2.8 and 1.3.3 on', () => {
    const profile = { allowed: madeFor('runc@1.1.5', true), defaultAction: errno };
    const setting = { noNewPrivileges: true, abi: 'x86_64', runtime: selected('runc@1.1.5') } as const;
    expect(missingForRuntimes(profile, setting, shippedBases)).toEqual([
      {
        runtime: 'runc',
        versions: ['1.2.9', '1.3.6', '1.4.3', '1.5.1'],
        ranges: [{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }],
        phase: 'start',
        missing: ['fstat', 'openat2', 'statx'],
        atRisk: [],
      },
    ]);
  });

  test('from the version it was made for on', () => {
    const profile = { allowed: madeFor('runc@1.3.0', true), defaultAction: errno };
    const ranges = (runtime: string) =>
      missingForRuntimes(profile, { noNewPrivileges: true, abi: 'x86_64', runtime: selected(runtime) }, shippedBases)
        .filter(({ missing }) => missing.includes('openat2'))
        .map((gap) => gap.ranges);
    expect(ranges('runc@1.3.0')).toEqual([[{ from: '1.3.3' }]]);
    expect(ranges('runc@1.3.4')).toEqual([[{ from: '1.3.4' }]]);
    expect(ranges('runc')).toEqual([[{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }]]);
    expect(ranges('crun')).toEqual([]);
    expect(ranges('none')).toEqual([]);
  });

  test('versions that lack the same are told as one', () => {
    const allowed = new Set([...madeFor('any', true)].filter((name) => name !== 'futex' && name !== 'getdents64'));
    const profile = { allowed, defaultAction: errno };
    const gaps = missingForRuntimes(profile, { noNewPrivileges: true, abi: 'x86_64' }, shippedBases);
    expect(gaps.map(({ runtime, phase, ranges, missing }) => ({ runtime, phase, ranges, missing }))).toEqual([
      { runtime: 'runc', phase: 'start', ranges: [{ from: '1.0.0', before: '1.1.5' }], missing: ['futex'] },
      { runtime: 'runc', phase: 'start', ranges: [{ from: '1.0.1' }], missing: ['futex', 'getdents64'] },
      { runtime: 'runc', phase: 'exec', ranges: [{ from: '1.0.0', before: '1.1.5' }], missing: ['getdents64'] },
    ]);
  });

  test('an exec needs more than a start with crun', () => {
    const allowed = new Set(['execve']);
    const setting = { noNewPrivileges: true, abi: 'x86_64', runtime: selected('crun') } as const;
    expect(missingForRuntimes({ allowed, defaultAction: errno }, setting, shippedBases)).toEqual([
      {
        runtime: 'crun',
        versions: ['1.8.1', '1.21', '1.28'],
        ranges: [{ from: '1.8.1' }],
        phase: 'exec',
        missing: ['write'],
        atRisk: [],
      },
    ]);
  });

  test('the margin, and what is allowed for some arguments only, is a risk', () => {
    const allowed = madeFor('runc@1.5.1', true);
    allowed.delete('tgkill');
    allowed.delete('openat2');
    const profile = { allowed, conditional: new Set(['openat2']), defaultAction: errno };
    const setting = { noNewPrivileges: true, abi: 'x86_64', runtime: selected('runc@1.5.1') } as const;
    expect(missingForRuntimes(profile, setting, shippedBases)).toMatchObject([
      { phase: 'start', missing: [], atRisk: ['openat2', 'tgkill'] },
    ]);
  });

  test('killing needs more than an errno; logging and allowing nothing', () => {
    const allowed = madeFor('any', true);
    const lacks = (defaultAction: string) =>
      missingForRuntimes({ allowed, defaultAction }, { noNewPrivileges: true, abi: 'x86_64' }, shippedBases).flatMap(
        ({ missing }) => missing,
      );
    for (const action of [errno, 'SCMP_ACT_TRACE', 'SCMP_ACT_LOG', 'SCMP_ACT_ALLOW']) expect(lacks(action)).toEqual([]);
    for (const action of ['SCMP_ACT_KILL', 'SCMP_ACT_KILL_THREAD', 'SCMP_ACT_KILL_PROCESS', 'SCMP_ACT_TRAP']) {
      expect(lacks(action)).toEqual(expect.arrayContaining(['epoll_ctl', 'fcntl', 'getpid']));
    }
    const none = { allowed: new Set<string>(), defaultAction: 'SCMP_ACT_LOG' };
    expect(missingForRuntimes(none, { noNewPrivileges: false, abi: 'x86_64' }, shippedBases)).toEqual([]);
  });

  test('does not ask for calls that the ABI lacks', () => {
    const setting = { noNewPrivileges: false, abi: 'aarch64', runtime: selected('crun') } as const;
    const profile = { allowed: new Set<string>(), defaultAction: errno };
    const arm64 = missingForRuntimes(profile, setting, shippedBases).flatMap(({ missing }) => missing);
    expect(arm64).toContain('execve');
    const withOpen = shippedBases.map((base) => ({
      ...base,
      entries: base.entries.map((entry) => ({ ...entry, start: { ...entry.start, required: ['execve', 'open'] } })),
    }));
    const made = missingForRuntimes(profile, setting, withOpen).filter(({ phase }) => phase === 'start');
    expect(made.map(({ missing }) => missing)).toEqual([['execve']]);
  });

  test('agrees with what seccinch would add: a profile lacks exactly the needs that it does not allow', () => {
    const all = [...new Set([...madeFor('any', false), ...madeFor('any', true)])];
    const versions = shippedBases.flatMap((base) =>
      [...new Set(base.entries.flatMap((entry) => entry.versions))].map((version) => ({ base, version })),
    );
    fc.assert(
      fc.property(fc.subarray(all), fc.boolean(), fc.constantFrom(...versions), (names, noNewPrivileges, one) => {
        const { base, version } = one;
        const allowed = new Set(names);
        const text = `${base.runtime}@${version}`;
        const wanted = [...madeFor(text, noNewPrivileges)].filter((name) => !allowed.has(name)).sort();
        // Of what is found for newer versions, too, that of the entries which speak for this one.
        const covering = entriesFor(base, version).flatMap((entry) => entry.versions);
        const found = missingForRuntimes(
          { allowed, defaultAction: errno },
          { noNewPrivileges, abi: 'x86_64', runtime: selected(text) },
          [{ ...base, entries: base.entries.filter((entry) => entry.versions.every((v) => covering.includes(v))) }],
        ).flatMap(({ missing, atRisk }) => [...missing, ...atRisk]);
        expect([...new Set(found)].sort()).toEqual(wanted);
      }),
    );
  });
});
