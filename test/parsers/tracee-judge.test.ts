import { describe, expect, it } from 'vitest';
import { otherEventNames, type TraceeHost } from '../../src/kernel/tracee-events.ts';
import { callByName, callByNumber } from '../../src/parsers/tracee-call.ts';
import type { TraceeEvent } from '../../src/parsers/tracee-event.ts';
import { eventClass } from '../../src/parsers/tracee-event-classes.ts';
import { judge } from '../../src/parsers/tracee-judge.ts';
import { natureOf } from '../../src/parsers/tracee-nature.ts';
import { traceeEvent } from './tracee-stream.ts';

type Given = Partial<TraceeEvent> & Pick<TraceeEvent, 'name'>;

/** What is proved and doubted, one line each. */
function judged(given: Given, host: TraceeHost | 'not known' = 'x86_64', noIndirect = false): string[] {
  const known = host === 'not known' ? undefined : host;
  const { fate, evidence, doubts } = judge(traceeEvent(given), known, noIndirect);
  return [
    ...evidence.map((found) => Object.values(found).join(' ')),
    ...doubts.map((found) => Object.values(found).join(' ')),
    ...(fate === 'evidence' || fate === 'problem' ? [] : [fate]),
  ];
}

describe('the event of a call', () => {
  it.each<[Given, string]>([
    [{ name: 'openat', id: 257, errno: 0 }, 'call x86_64 openat returned'],
    [{ name: 'openat', id: 257, errno: 2 }, 'call x86_64 openat failed ENOENT'],
    [{ name: 'futex', id: 202, errno: 4000 }, 'call x86_64 futex failed'],
    [{ name: 'exit_group', id: 231, errno: 0 }, 'call x86_64 exit_group unreturned'],
    [{ name: 'exit', id: 60 }, 'call x86_64 exit unreturned'],
    [{ name: 'execve', id: 59, errno: 0 }, 'call x86_64 execve entered'],
    [{ name: 'execveat', id: 322, errno: 0 }, 'call x86_64 execveat entered'],
    [{ name: 'execve', id: 59, errno: 2 }, 'call x86_64 execve failed ENOENT'],
    [{ name: 'openat', id: 258, layout: 'v1beta1' }, 'call x86_64 openat entered'],
    [{ name: 'sysctl', id: 156, errno: 0 }, 'call x86_64 _sysctl returned'],
    [{ name: 'afs', id: 183, errno: 38 }, 'call x86_64 afs_syscall failed ENOSYS'],
    [{ name: 'reserved', id: 334, errno: 0 }, 'call x86_64 rseq returned'],
  ])('%j tells %s', (given, expected) => {
    expect(judged(given)).toEqual([expected]);
  });

  it.each<[Given, string]>([
    [{ name: 'waitpid', id: 449, syscall: 'waitpid', errno: 0 }, 'call x86_64 futex_waitv returned'],
    [{ name: 'break', id: 451, syscall: 'break', errno: 0 }, 'call x86_64 cachestat returned'],
    [{ name: 'mpx', id: 462, syscall: 'mpx', errno: 0 }, 'call x86_64 mseal returned'],
    [{ name: 'oldstat', id: 364, layout: 'v1beta1', errno: 0 }, 'call x86_64 fchmodat2 returned'],
    [{ name: 'mmap2', id: 486, syscall: 'mmap2', errno: 0 }, 'syscall-number-unknown 486'],
    [{ name: 'waitpid', id: 449, errno: 0 }, 'syscall-unknown waitpid'],
    [{ name: 'waitpid', id: 449, compat: true, errno: 0 }, 'call i386 waitpid returned'],
  ])('%j, of an id that a newer call of x86_64 has, tells %s', (given, expected) => {
    expect(judged(given)).toEqual([expected]);
  });

  it.each<[TraceeHost, string, string]>([
    ['x86_64', 'futex', 'call i386 futex_time64 returned'],
    ['x86_64', 'futex_time32', 'call i386 futex returned'],
    ['x86_64', 'getuid16', 'call i386 getuid returned'],
    ['x86_64', 'getuid', 'call i386 getuid32 returned'],
    ['x86_64', 'sysctl', 'call i386 _sysctl returned'],
    ['x86_64', 'llseek', 'call i386 _llseek returned'],
    ['x86_64', 'sendfile32', 'call i386 sendfile returned'],
    ['x86_64', 'openat', 'call i386 openat returned'],
    ['x86_64', 'arch_prctl', 'call i386 arch_prctl returned'],
    ['x86_64', 'kexec_file_load', 'syscall-unknown kexec_file_load'],
    ['aarch64', 'open', 'call arm open returned'],
    ['aarch64', 'mincore', 'call arm pivot_root returned'],
    ['aarch64', 'mmap2', 'call arm mmap2 returned'],
    ['aarch64', 'time', 'syscall-unknown time'],
  ])('of a 32-bit program on %s, named %s, tells %s', (host, name, expected) => {
    expect(judged({ name, compat: true, errno: 0 }, host)).toEqual([expected]);
  });

  it('is none of aarch64 where that lacks the call', () => {
    expect(judged({ name: 'open', errno: 0 }, 'aarch64')).toEqual(['syscall-unknown open']);
    expect(judged({ name: 'clock_adjtime64', errno: 0 }, 'aarch64')).toEqual(['syscall-unknown clock_adjtime64']);
    expect(judged({ name: 'openat', errno: 0 }, 'aarch64')).toEqual(['call aarch64 openat returned']);
  });

  it('is in doubt where the machine is not known', () => {
    expect(judged({ name: 'openat', errno: 0 }, 'not known')).toEqual(['abi-not-told']);
  });
});

describe('sys_enter and sys_exit', () => {
  it.each<[Given, string]>([
    [{ name: 'sys_enter', syscallArgument: 257 }, 'call x86_64 openat entered'],
    [{ name: 'raw_syscalls', syscallArgument: 257 }, 'call x86_64 openat entered'],
    [{ name: 'sys_enter', syscallArgument: 15 }, 'call x86_64 rt_sigreturn entered'],
    [{ name: 'sys_enter', syscallArgument: 449, syscall: 'waitpid' }, 'call x86_64 futex_waitv entered'],
    [{ name: 'sys_enter', syscallArgument: 'waitpid' }, 'call x86_64 futex_waitv entered'],
    [{ name: 'sys_enter', syscallArgument: 'afs_syscall' }, 'syscall-number-unknown 481'],
    [{ name: 'sys_enter', syscall: 'openat' }, 'call x86_64 openat entered'],
    [{ name: 'sys_enter', syscallArgument: 0x4000_0000 + 512 }, 'call x32 rt_sigaction entered'],
    [{ name: 'sys_enter', syscallArgument: 0x4000_0000 + 5000 }, 'syscall-number-unknown 1073746824'],
    [{ name: 'sys_enter', syscallArgument: 9999 }, 'syscall-number-unknown 9999'],
    [{ name: 'sys_enter', syscallArgument: 'Undefined' }, 'syscall-unknown Undefined'],
    [{ name: 'sys_enter', syscallArgument: 449, compat: true }, 'call i386 waitpid entered'],
    [{ name: 'sys_enter', syscallArgument: 202, compat: true }, 'call i386 futex_time64 entered'],
    [{ name: 'sys_enter', syscallArgument: 5000, compat: true }, 'syscall-number-unknown 5000'],
    [{ name: 'sys_enter', syscallArgument: -1 }, 'no-syscall'],
    [{ name: 'sys_enter' }, 'syscall-unknown'],
    [{ name: 'sys_exit', syscallArgument: 0, errno: 9 }, 'call x86_64 read failed EBADF'],
    [{ name: 'sys_exit', syscallArgument: 0, errno: 0 }, 'call x86_64 read returned'],
    [{ name: 'sys_exit', syscallArgument: 0 }, 'call x86_64 read returned'],
  ])('%j tells %s', (given, expected) => {
    expect(judged(given)).toEqual([expected]);
  });

  it('tell the numbers of aarch64 there', () => {
    expect(judged({ name: 'sys_enter', syscallArgument: 56 }, 'aarch64')).toEqual(['call aarch64 openat entered']);
    expect(judged({ name: 'sys_enter', syscallArgument: 452 }, 'aarch64')).toEqual(['call aarch64 fchmodat2 entered']);
    expect(judged({ name: 'sys_enter', syscallArgument: 9000, compat: true }, 'aarch64')).toEqual([
      'call arm open entered',
    ]);
  });
});

describe('an event inside a call', () => {
  it.each<[Given, readonly string[]]>([
    [{ name: 'security_file_open', syscall: 'openat' }, ['inside x86_64 openat security_file_open']],
    [{ name: 'security_file_open', syscallArgument: 59 }, ['inside x86_64 execve security_file_open']],
    [{ name: 'security_file_open', syscall: 'futex', compat: true }, ['inside i386 futex_time64 security_file_open']],
    [{ name: 'do_exit', syscall: 'waitpid' }, ['inside x86_64 futex_waitv do_exit']],
    [{ name: 'security_file_open', syscall: 'Undefined' }, ['syscall-unknown Undefined']],
    [{ name: 'security_file_open' }, ['no-syscall']],
    [{ name: 'security_file_open', syscallArgument: -1 }, ['no-syscall']],
    [{ name: 'security_file_open', syscallArgument: 0 }, ['inside x86_64 read security_file_open']],
    [{ name: 'suspicious_syscall_source', syscallArgument: 'mmap' }, ['inside x86_64 mmap suspicious_syscall_source']],
    [
      { name: 'cap_capable', capArgument: 10, syscall: 'bind' },
      ['capability CAP_NET_BIND_SERVICE', 'inside x86_64 bind cap_capable'],
    ],
    [{ name: 'cap_capable', capArgument: 'CAP_SYS_TIME' }, ['capability CAP_SYS_TIME']],
    [{ name: 'cap_capable', capArgument: 0 }, ['capability CAP_CHOWN']],
    [
      { name: 'cap_capable', capArgument: 41, syscall: 'bind' },
      ['inside x86_64 bind cap_capable', 'capability-unknown 41'],
    ],
    [{ name: 'cap_capable', capArgument: 'CAP_FUTURE' }, ['capability-unknown CAP_FUTURE']],
    [{ name: 'cap_capable' }, ['capability-unknown']],
  ])('%j tells %j', (given, expected) => {
    expect(judged(given)).toEqual(expected);
  });

  it('is left out where only direct evidence counts', () => {
    const given = { name: 'cap_capable', capArgument: 10, syscall: 'bind' };
    expect(judged(given, 'x86_64', true)).toEqual(['capability CAP_NET_BIND_SERVICE']);
    expect(judged({ name: 'security_file_open', syscall: 'openat' }, 'not known', true)).toEqual(['not-direct']);
    expect(judged({ name: 'security_file_open' }, 'x86_64', true)).toEqual(['no-syscall']);
    expect(judged({ name: 'openat', errno: 0 }, 'x86_64', true)).toEqual(['call x86_64 openat returned']);
  });

  it('needs the machine for the call, not for the capability', () => {
    const given = { name: 'cap_capable', capArgument: 10, syscall: 'bind' };
    expect(judged(given, 'not known')).toEqual(['capability CAP_NET_BIND_SERVICE', 'abi-not-told']);
  });
});

describe('any other event', () => {
  it.each<[Given, string]>([
    [{ name: 'net_packet_dns', id: 2013, syscall: 'sendto' }, 'packet'],
    [{ name: 'net_packet', id: 700, syscall: 'sendto' }, 'packet'],
    [{ name: 'net_flow_tcp_begin', syscall: 'connect' }, 'packet'],
    [{ name: 'container_create', id: 2017, syscall: 'mkdirat' }, 'host-event'],
    [{ name: 'cgroup_mkdir', syscall: 'mkdirat' }, 'host-event'],
    [{ name: 'sched_switch', syscall: 'futex' }, 'no-syscall'],
    [{ name: 'hooked_syscall', syscallArgument: 'kill' }, 'no-syscall'],
    [{ name: 'tracee_info' }, 'no-syscall'],
    [{ name: 'Anti-Debugging detected', id: 6018, syscall: 'ptrace' }, 'signature'],
    [{ name: 'file_write', id: 6000, syscallArgument: 'openat' }, 'signature'],
    [{ name: 'test_detector_event', id: 7500, layout: 'v1beta1' }, 'signature'],
    [{ name: 'sensitive_file_access', id: 5001, layout: 'v1beta1' }, 'signature'],
    [{ name: 'my_event', id: 5001, syscall: 'openat' }, 'event-unknown my_event'],
    [{ name: 'my_event', syscall: 'openat' }, 'event-unknown my_event'],
    [{ name: 'reserved', id: 700 }, 'event-unknown reserved'],
    [{ name: 'constructor' }, 'event-unknown constructor'],
  ])('%j is %s', (given, expected) => {
    expect(judged(given)).toEqual([expected]);
  });

  it('that Tracee has is of a known class', () => {
    expect(otherEventNames().filter((name) => eventClass(name) === undefined)).toEqual([]);
  });

  it('that is a call of aarch64 is no detection for its id', () => {
    expect(natureOf(traceeEvent({ name: 'open', id: 9000, compat: true }))).toBe('call');
  });
});

describe('a call by name or number', () => {
  it('is found either way', () => {
    expect(callByName('x86_64', 'openat', false)).toEqual(callByNumber('x86_64', 257, false));
    expect(callByName('x86_64', 'futex_waitv', false)).toEqual({ abi: 'x86_64', syscall: 'futex_waitv' });
    expect(callByName('x86_64', 'accept', true)).toEqual({ abi: 'i386', syscall: 'accept' });
    expect(callByName('x86_64', '__proto__', false)).toBeUndefined();
  });
});
