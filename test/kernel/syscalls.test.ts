import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isKnownSyscall,
  syscallName,
  syscallNames,
  syscallNumber,
  syscallSince,
  x32SyscallBit,
} from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';
import { hasData, readData } from './source-data.ts';

describe.each(abis)('the table of %s', (abi) => {
  it('goes from name to number and back', () => {
    const names = syscallNames(abi);
    expect(names.length).toBeGreaterThan(300);
    for (const name of names) {
      const number = syscallNumber(abi, name);
      expect(number).toBeTypeOf('number');
      expect(syscallName(abi, number ?? -1)).toBe(name);
      expect(isKnownSyscall(name)).toBe(true);
    }
  });

  it('is sorted by code unit and holds nothing twice', () => {
    const names = syscallNames(abi);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it.skipIf(!hasData)('has every call of the kernel headers under its number', () => {
    const kernel = readData<Record<string, Record<string, number>>>('linux-7.2-syscalls.json');
    const table = Object.entries(kernel[abi === 'i386' ? 'x86' : abi] ?? {});
    expect(table.length).toBeGreaterThan(300);
    for (const [name, number] of table) expect([name, syscallName(abi, number)]).toEqual([name, name]);
  });
});

describe('syscallNumber', () => {
  it('gives what the kernel sees', () => {
    expect(syscallNumber('x86_64', 'read')).toBe(0);
    expect(syscallNumber('i386', 'read')).toBe(3);
    expect(syscallNumber('aarch64', 'openat')).toBe(56);
    expect(syscallNumber('x32', 'read')).toBe(x32SyscallBit);
    expect(syscallNumber('x32', 'ioctl')).toBe(x32SyscallBit + 514);
    expect(syscallNumber('mips64el', 'read')).toBe(5000);
    expect(syscallNumber('arm', 'set_tls')).toBe(0xf0005);
  });

  it('knows what an ABI does not have', () => {
    expect(syscallNumber('aarch64', 'open')).toBeUndefined();
    expect(syscallNumber('x86_64', 'socketcall')).toBeUndefined();
    expect(syscallNumber('x86_64', 'umount')).toBeUndefined();
  });
});

describe('syscallName', () => {
  it('takes x32 numbers with and without bit 30, as audit records and table files have them', () => {
    expect(syscallName('x32', 1_073_741_926)).toBe('getuid');
    expect(syscallName('x32', 102)).toBe('getuid');
    expect(syscallName('x86_64', 1_073_741_926)).toBeUndefined();
  });

  it('takes mips64el numbers with and without the base', () => {
    expect(syscallName('mips64el', 5001)).toBe('write');
    expect(syscallName('mips64el', 1)).toBe('write');
  });

  it('knows no name for a number out of the tables, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...abis), fc.oneof(fc.integer(), fc.double(), fc.constant(Number.NaN)), (abi, nr) => {
        const name = syscallName(abi, nr);
        if (name === undefined) return;
        const number = syscallNumber(abi, name);
        expect([nr, nr + x32SyscallBit, nr + 5000]).toContain(number);
      }),
    );
  });
});

describe('names', () => {
  it('from strangers are only ever compared', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '-', 'name']) {
      expect(isKnownSyscall(name)).toBe(false);
      expect(syscallNumber('x86_64', name)).toBeUndefined();
      expect(syscallSince(name)).toEqual({});
    }
  });

  it('of no ABI are unknown', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(isKnownSyscall(name)).toBe(abis.some((abi) => syscallNumber(abi, name) !== undefined));
      }),
    );
  });
});

describe('syscallSince', () => {
  it('tells kernel and libseccomp releases', () => {
    expect(syscallSince('fchmodat2')).toEqual({ kernel: '6.6', libseccomp: '2.5.5' });
    expect(syscallSince('clone3')).toEqual({ kernel: '5.3', libseccomp: '2.4.2' });
    expect(syscallSince('clock_gettime64')).toEqual({ kernel: '5.1', libseccomp: '2.5.4' });
    expect(syscallSince('reserved177')).toEqual({});
  });

  it('dates every x86_64 call that a program can still make', () => {
    const undated = syscallNames('x86_64').filter((name) => syscallSince(name).kernel === undefined);
    // Never implemented, or (pread64, pwrite64) listed by syscalls(2) under an older name.
    expect(undated).toEqual([
      'afs_syscall',
      'epoll_ctl_old',
      'epoll_wait_old',
      'getpmsg',
      'pread64',
      'putpmsg',
      'pwrite64',
      'security',
      'tuxcall',
      'vserver',
    ]);
    for (const name of syscallNames('x86_64')) expect(syscallSince(name).libseccomp).toMatch(/^2\.\d+\.\d+$/);
  });
});
