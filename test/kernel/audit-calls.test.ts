import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../src/kernel/architectures.ts';
import { auditCall } from '../../src/kernel/audit-calls.ts';
import { seccompAction } from '../../src/kernel/seccomp-actions.ts';
import { syscallNames, syscallNumber } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';

describe('auditCall', () => {
  it.each(abis)('finds every call of %s by the number that the kernel logs', (abi) => {
    const arch = architectures[abi].audit.toString(16);
    for (const syscall of syscallNames(abi)) {
      const number = syscallNumber(abi, syscall) as number;
      for (const told of [String(number), `unknown-syscall(${number})`]) {
        expect(auditCall(arch, told)).toEqual({ kind: 'call', abi, syscall });
      }
    }
  });

  // `ausyscall ARCH --dump` of Debian 12's audit 3.0.9, where it differs.
  const named = [
    ['x86_64', 'pread', 'pread64'],
    ['x86_64', 'getdents', 'getdents'],
    ['aarch64', 'getdents', 'getdents64'],
    ['aarch64', 'newfstat', 'fstat'],
    ['i386', 'sys_kexec_load', 'kexec_load'],
    ['i386', 'fadvise64_64', 'fadvise64_64'],
    ['armeb', 'fadvise64_64', 'arm_fadvise64_64'],
    ['armeb', 'newselect', '_newselect'],
    ['ppc64le', 'perf_counter_open', 'perf_event_open'],
    ['s390x', 'pwrite', 'pwrite64'],
  ] as const;
  it.each(named)('knows what ausearch calls a call: %s %s', (arch, name, syscall) => {
    expect(auditCall(arch, name)).toMatchObject({ kind: 'call', syscall });
  });

  it('says what no table knows', () => {
    expect(auditCall('16', '5')).toEqual({ kind: 'abi-unknown', what: 'arch=16' });
    expect(auditCall('unknown-elf-type(16)', '5')).toEqual({ kind: 'abi-unknown', what: 'arch=unknown-elf-type(16)' });
    expect(auditCall('unknown-elf-type(c00000f3)', '64')).toMatchObject({ abi: 'riscv64', syscall: 'write' });
    expect(auditCall('c000003e', '999')).toEqual({ kind: 'syscall-number-unknown', what: '999 (x86_64)' });
    expect(auditCall('c000003e', '-1')).toEqual({ kind: 'syscall-number-unknown', what: '-1 (x86_64)' });
    expect(auditCall('c000003e', String(0x4000_0000 + 999))).toMatchObject({ what: '1073742823 (x32)' });
    expect(auditCall('x86_64', 'constructor')).toEqual({ kind: 'syscall-unknown', what: 'constructor (x86_64)' });
    expect(auditCall('i386', 'pwritev9')).toEqual({ kind: 'syscall-unknown', what: 'pwritev9 (i386)' });
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (arch, call) => {
        expect(auditCall(arch, call).kind).not.toBe('call');
      }),
    );
  });
});

describe('seccompAction', () => {
  it('knows the codes of the kernel and the names of ausearch', () => {
    const told = ['0x7ffc0000', '0x50000', '0x30000', '0x0', '0x80000000', '0x7ff00000', '0x7fc00000'];
    const names = ['LOG', 'ERRNO', 'TRAP', 'KILL_THREAD', 'KILL_PROCESS', 'TRACE', 'USER_NOTIF'];
    expect(told.map((code) => seccompAction(code)?.name)).toEqual(names);
    expect(seccompAction('log')).toEqual({ name: 'LOG', fate: 'passed' });
    expect(['errno', 'trap', 'kill', 'kill-process'].map((name) => seccompAction(name)?.fate)).toEqual(
      Array(4).fill('refused'),
    );
    expect(['trace', 'user-notify'].map((name) => seccompAction(name)?.fate)).toEqual(Array(2).fill('supervised'));
  });

  it('knows no other', () => {
    // Also not one that was cut short: 0x5000 is no KILL_THREAD with data, the kernel masks that off.
    for (const code of ['0x5000', '0x7ffc000', '0x7ffd0000', '0x', '', 'constructor', 'allowed', '0x1 ']) {
      expect(seccompAction(code), code).toBeUndefined();
    }
  });
});
