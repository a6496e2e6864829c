import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RuntimeSelector } from '../../src/model/runtime-selector.ts';
import { type Mode, runtimeBase } from '../../src/policy/base.ts';
import { measuredVersions, parseRuntimeSelector } from '../../src/policy/runtime-selector.ts';
import { shippedBases } from './shipped-bases.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function selected(text: string): RuntimeSelector {
  const parsed = parseRuntimeSelector(text, shippedBases);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.value;
}

function allowed(text: string, noNewPrivileges: boolean, mode: Mode = 'enforce'): string[] {
  return [...runtimeBase(shippedBases, selected(text), { noNewPrivileges, mode }).calls.keys()].sort();
}

describe('the shipped tables', () => {
  test('are what the generator makes of the measurements, and so are the tables of docs/runtimes.md', () => {
    const run = spawnSync(process.execPath, ['scripts/generate-runtime-bases.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  test('keep to their own words: lists sorted and apart, nothing merely observed under kill', () => {
    for (const { entries } of shippedBases) {
      for (const { defaultAction, start, exec } of entries) {
        for (const { required, margin, observed } of [start, exec]) {
          const all = [...required, ...margin, ...observed];
          expect(new Set(all).size).toBe(all.length);
          for (const list of [required, margin, observed]) expect([...list].sort()).toEqual(list);
          if (defaultAction === 'kill') expect(observed).toEqual([]);
        }
      }
    }
  });
});

describe('runtimeBase', () => {
  test('crun needs little', () => {
    expect(allowed('crun@1.28', true)).toEqual(['execve', 'write']);
    const names =
      'capset execve fchown openat prctl pselect6 read rt_sigaction rt_sigprocmask setgroups setresgid setresuid statx write';
    expect(allowed('crun@1.8.1', false).join(' ')).toBe(names);
    expect(allowed('crun@1.28', false).join(' ')).toBe(names.replace('fchown', 'fchown fstat'));
  });

  test('runc since 1.2.8, 1.3.3 and 1.4 needs openat2 and statx', () => {
    for (const old of ['1.1.5', '1.2.7', '1.3.2']) {
      expect(allowed(`runc@${old}`, true)).not.toContain('openat2');
    }
    for (const recent of ['1.2.8', '1.2.9', '1.3.3', '1.4.0', '1.5.1', '1.6.0']) {
      expect(allowed(`runc@${recent}`, true)).toEqual(expect.arrayContaining(['openat2', 'statx', 'futex', 'tgkill']));
    }
  });

  test('what failed harmlessly is not allowed', () => {
    for (const noNewPrivileges of [true, false]) {
      for (const name of ['epoll_ctl', 'fcntl', 'getpid', 'close_range', 'fsopen', 'open_tree', 'fsmount', 'uname']) {
        expect(allowed('any', noNewPrivileges)).not.toContain(name);
      }
    }
  });

  test('without no_new_privs the standard streams are given away, which ENOSYS would break', () => {
    for (const runtime of ['runc@1.5.1', 'runc@1.1.5', 'crun@1.8.1', 'crun@1.21']) {
      expect(allowed(runtime, false)).toContain('fchown');
      expect(allowed(runtime, true)).not.toContain('fchown');
    }
  });

  test('any is the union of all that was measured', () => {
    for (const noNewPrivileges of [true, false]) {
      const union = new Set<string>();
      for (const base of shippedBases) {
        for (const version of measuredVersions(base)) {
          for (const name of allowed(`${base.runtime}@${version}`, noNewPrivileges)) union.add(name);
        }
      }
      expect(allowed('any', noNewPrivileges)).toEqual([...union].sort());
    }
  });

  test('none is nothing', () => {
    expect(allowed('none', false)).toEqual([]);
  });

  test('log allows what enforce allows; kill all that the runtime was seen to call', () => {
    expect(allowed('any', false, 'log')).toEqual(allowed('any', false));
    expect(allowed('any', false, 'kill')).toEqual(expect.arrayContaining(allowed('any', false)));
    expect(allowed('runc@1.5.1', true, 'kill')).toEqual([...allowed('runc@1.5.1', true), 'fcntl', 'getpid'].sort());
    expect(allowed('crun@1.28', true, 'kill')).toEqual(
      [...allowed('crun@1.28', true), 'close', 'close_range', 'umask'].sort(),
    );
  });

  test('every reason names its runtime and the versions measured, oldest first', () => {
    const { calls } = runtimeBase(shippedBases, { kind: 'any' }, { noNewPrivileges: true, mode: 'enforce' });
    expect(calls.get('execve')).toEqual([
      { kind: 'runtime', runtime: 'crun', versions: ['1.8.1', '1.21', '1.28'], phase: 'start', need: 'required' },
      { kind: 'runtime', runtime: 'crun', versions: ['1.8.1', '1.21', '1.28'], phase: 'exec', need: 'required' },
      {
        kind: 'runtime',
        runtime: 'runc',
        versions: ['1.0.0', '1.1.5', '1.1.15', '1.2.0', '1.2.9', '1.3.6', '1.4.3', '1.5.1'],
        phase: 'start',
        need: 'required',
      },
      {
        kind: 'runtime',
        runtime: 'runc',
        versions: ['1.0.0', '1.1.5', '1.1.15', '1.2.0', '1.2.9', '1.3.6', '1.4.3', '1.5.1'],
        phase: 'exec',
        need: 'required',
      },
    ]);
  });

  test('says when a version is newer than any measured', () => {
    const options = { noNewPrivileges: true, mode: 'enforce' } as const;
    expect(runtimeBase(shippedBases, selected('runc@1.6'), options).problems).toEqual([
      { kind: 'runtime-newer-than-measured', what: 'runc@1.6' },
    ]);
    expect(runtimeBase(shippedBases, selected('runc@1.5.1'), options).problems).toEqual([]);
  });
});

describe('parseRuntimeSelector', () => {
  test('between measured versions of unlike families both count', () => {
    const between = allowed('runc@1.0.3', false);
    expect(between).toEqual([...new Set([...allowed('runc@1.0.0', false), ...allowed('runc@1.1.5', false)])].sort());
    expect(allowed('crun@1.14', true, 'kill')).toContain('close_range');
  });

  test('a short version covers all that start with it, a suffix is passed over', () => {
    expect(allowed('runc@1.3', true)).toEqual(
      [...new Set([...allowed('runc@1.3.0', true), ...allowed('runc@1.3.6', true)])].sort(),
    );
    expect(allowed('runc@1.1.5+ds1', false)).toEqual(allowed('runc@1.1.5', false));
    expect(allowed('runc@v1.4.0-rc.1', true)).toEqual(allowed('runc@1.4.0', true));
  });

  test.each([
    ['runcc', 'runtime-unknown', 'runcc (known: any, none, crun, runc)'],
    ['', 'runtime-unknown', ' (known: any, none, crun, runc)'],
    ['__proto__', 'runtime-unknown', '__proto__ (known: any, none, crun, runc)'],
    ['any@1', 'runtime-unknown', 'any (known: any, none, crun, runc)'],
    ['crun@1.8.0', 'runtime-version-unmeasured', 'crun@1.8.0 (measured: 1.8.1, 1.21, 1.28)'],
    ['crun@', 'runtime-version-unmeasured', 'crun@ (measured: 1.8.1, 1.21, 1.28)'],
    ['crun@latest', 'runtime-version-unmeasured', 'crun@latest (measured: 1.8.1, 1.21, 1.28)'],
  ])('%j is %s', (text, kind, what) => {
    expect(parseRuntimeSelector(text, shippedBases)).toEqual({ ok: false, problem: { kind, what } });
  });
});
