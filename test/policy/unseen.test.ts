import { describe, expect, test } from 'vitest';
import { isKnownSyscall, syscallNumber } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';
import type { Recording, Unseen } from '../../src/model/recording.ts';
import { type BuiltProfile, buildProfile } from '../../src/policy/build.ts';
import { waits } from '../../src/policy/in-flight.ts';
import { unseenCalls, unseenIn } from '../../src/policy/unseen.ts';

function names(abi: (typeof abis)[number], what: Unseen, ...seen: string[]): string[] {
  return unseenCalls(abi, new Set(seen), [what]).map(({ syscall }) => syscall);
}

function recordingOf(calls: Partial<Record<(typeof abis)[number], readonly string[]>>, ...unseen: Unseen[]): Recording {
  return {
    format: 'seccinch-recording',
    version: 1,
    subject: { kind: 'image', name: 'app' },
    runs: 1,
    origins: [{ format: 'strace-log' }, ...(unseen.length === 0 ? [] : [{ format: 'tracee', unseen }])],
    endings: [],
    gaps: [],
    abis: abis
      .filter((abi) => calls[abi] !== undefined)
      .map((abi) => ({ abi, syscalls: (calls[abi] ?? []).map((name) => ({ name, calls: 1 })) })),
    capabilities: [],
  };
}

function built(recording: Recording): BuiltProfile['profile'] {
  const result = buildProfile(recording, {
    bases: [],
    runtime: { kind: 'none' },
    noNewPrivileges: true,
    mode: 'enforce',
    defaultErrno: 'ENOSYS',
  });
  if (!result.ok) throw new Error(result.problem.kind);
  return result.value.profile;
}

describe('what a source cannot show', () => {
  test('is that of all origins, and nothing where none says so', () => {
    expect(unseenIn(recordingOf({}))).toEqual([]);
    expect(unseenIn(recordingOf({}, 'rt_sigreturn', 'entry-execve'))).toEqual(['entry-execve', 'rt_sigreturn']);
  });

  test('a handler returns, by the old frame too where an ABI has one', () => {
    expect(names('x86_64', 'rt_sigreturn')).toEqual(['rt_sigreturn']);
    expect(names('aarch64', 'rt_sigreturn')).toEqual(['rt_sigreturn']);
    expect(names('i386', 'rt_sigreturn')).toEqual(['rt_sigreturn', 'sigreturn']);
    expect(names('arm', 'rt_sigreturn')).toEqual(['rt_sigreturn', 'sigreturn']);
  });

  test('the program of the container is started', () => {
    expect(names('x86_64', 'entry-execve')).toEqual(['execve']);
  });

  test('a program waits, in what an ABI has', () => {
    const always = [
      'pause',
      'rt_sigsuspend',
      'rt_sigtimedwait',
      'poll',
      'ppoll',
      'pselect6',
      'select',
      'clock_nanosleep',
      'nanosleep',
      'futex',
      'read',
      'readv',
      'restart_syscall',
    ];
    expect(names('x86_64', 'in-flight')).toEqual(always);
    expect(names('aarch64', 'in-flight')).toEqual(always.filter((name) => !['pause', 'poll', 'select'].includes(name)));
    expect(names('i386', 'in-flight')).toEqual(expect.arrayContaining(['_newselect', 'futex_time64']));
  });

  test('and in what its other calls make possible, which are told', () => {
    expect(unseenCalls('x86_64', new Set(['listen', 'socket', 'epoll_ctl', 'epoll_create1']), ['in-flight'])).toEqual(
      expect.arrayContaining([
        { what: 'in-flight', syscall: 'accept4', because: ['listen'] },
        { what: 'in-flight', syscall: 'recvmsg', because: ['socket'] },
        { what: 'in-flight', syscall: 'epoll_wait', because: ['epoll_create1', 'epoll_ctl'] },
      ]),
    );
    for (const { calls, after } of waits) {
      for (const name of after ?? []) {
        const there = calls.filter((call) => syscallNumber('i386', call) !== undefined && call !== name);
        expect(names('i386', 'in-flight')).not.toEqual(expect.arrayContaining(there));
        expect(names('i386', 'in-flight', name)).toEqual(expect.arrayContaining(there));
      }
    }
  });

  test('nothing is added that was seen, also under another ABI only', () => {
    expect(names('x86_64', 'in-flight', 'futex')).not.toContain('futex');
    expect(names('x86_64', 'entry-execve', 'execve')).toEqual([]);
  });

  test('the table names calls that exist, each once, with a reason', () => {
    const all = waits.flatMap(({ calls }) => calls);
    expect(new Set(all).size).toBe(all.length);
    for (const { calls, after, why } of waits) {
      for (const name of [...calls, ...(after ?? [])]) expect([name, isKnownSyscall(name)]).toEqual([name, true]);
      expect(calls).toEqual([...calls].sort());
      expect(after ?? []).toEqual([...(after ?? [])].sort());
      expect(why).not.toBe('');
      for (const call of calls)
        expect([call, abis.some((abi) => syscallNumber(abi, call) !== undefined)]).toEqual([call, true]);
    }
  });
});

describe('a profile', () => {
  test('allows what the sources cannot show, with the reason', () => {
    const profile = built(recordingOf({ x86_64: ['listen', 'read'] }, 'entry-execve', 'in-flight', 'rt_sigreturn'));
    const reasons = (name: string) => profile.rules.find(({ syscall }) => syscall === name)?.reasons;
    expect(reasons('execve')).toEqual([{ kind: 'unseen', tool: 'tracee', what: 'entry-execve', because: [] }]);
    expect(reasons('rt_sigreturn')).toEqual([{ kind: 'unseen', tool: 'tracee', what: 'rt_sigreturn', because: [] }]);
    expect(reasons('accept')).toEqual([{ kind: 'unseen', tool: 'tracee', what: 'in-flight', because: ['listen'] }]);
    expect(reasons('read')).toEqual([{ kind: 'observed', abi: 'x86_64', calls: 1 }]);
    expect(reasons('epoll_wait')).toBeUndefined();
    expect(profile.rules.find(({ syscall }) => syscall === 'accept')?.action).toEqual({ kind: 'allow' });
  });

  test('has none of it from sources that show everything', () => {
    const profile = built(recordingOf({ x86_64: ['listen', 'read'] }));
    expect(profile.rules.flatMap(({ reasons }) => reasons).some(({ kind }) => kind === 'unseen')).toBe(false);
  });

  test('tells one reason for several ABIs, with what brought it under each', () => {
    const profile = built(recordingOf({ x86_64: ['socket'], i386: ['socketpair'] }, 'in-flight'));
    expect(profile.rules.find(({ syscall }) => syscall === 'recvmsg')?.reasons).toEqual([
      { kind: 'unseen', tool: 'tracee', what: 'in-flight', because: ['socket', 'socketpair'] },
    ]);
  });
});
