import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplexerOf } from '../../src/kernel/multiplexed.ts';
import { canonicalSyscall } from '../../src/kernel/strace-names.ts';
import { isKnownSyscall, syscallNames, syscallNumber } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';
import { hasData, readData } from './source-data.ts';

describe('canonicalSyscall', () => {
  it('keeps every name of the tables', () => {
    for (const abi of abis) for (const name of syscallNames(abi)) expect(canonicalSyscall(abi, name)).toBe(name);
  });

  it('translates by ABI', () => {
    expect(canonicalSyscall('i386', 'oldselect')).toBe('select');
    expect(canonicalSyscall('i386', 'old_mmap')).toBe('mmap');
    expect(canonicalSyscall('x86_64', 'oldselect')).toBeUndefined();
    expect(canonicalSyscall('arm', 'sync_file_range2')).toBe('arm_sync_file_range');
    expect(canonicalSyscall('ppc64le', 'sync_file_range2')).toBe('sync_file_range2');
    expect(canonicalSyscall('x86_64', '_exit')).toBe('exit');
  });

  it('maps calls that strace has no name for by number', () => {
    expect(canonicalSyscall('x86_64', 'syscall_0x1c3')).toBe('cachestat');
    expect(canonicalSyscall('x86_64', 'syscall_451')).toBe('cachestat');
    expect(canonicalSyscall('x32', 'syscall_0x400001c3')).toBe('cachestat');
    expect(canonicalSyscall('mips64el', 'syscall_0x154b')).toBe('cachestat');
    expect(canonicalSyscall('arm', 'syscall_0xf0005')).toBe('set_tls');
    expect(canonicalSyscall('x86_64', 'SYS_2')).toBe('open');
    expect(canonicalSyscall('x86_64', 'syscall_0xffff')).toBeUndefined();
    expect(canonicalSyscall('x86_64', 'syscall_0xffffffffffffffff')).toBeUndefined();
    expect(canonicalSyscall('x86_64', 'syscall_0x1C3; rm')).toBeUndefined();
  });

  it('has no name for what an ABI lacks', () => {
    for (const name of ['open', 'stat', 'fork', 'select']) expect(canonicalSyscall('aarch64', name)).toBeUndefined();
    expect(canonicalSyscall('x32', 'ioctl#64')).toBeUndefined();
    expect(canonicalSyscall('riscv64', 'renameat')).toBeUndefined();
    expect(canonicalSyscall('loongarch64', 'getrlimit')).toBeUndefined();
  });

  it('answers only with known names, and the same for its own answer', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'valueOf'),
      fc.constantFrom(...syscallNames('i386'), ...syscallNames('arm')),
      fc.nat(600).map((nr) => `syscall_0x${nr.toString(16)}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...abis), name, (abi, straceName) => {
        const canonical = canonicalSyscall(abi, straceName);
        if (canonical === undefined) return;
        expect(isKnownSyscall(canonical)).toBe(true);
        expect(canonicalSyscall(abi, canonical)).toBe(canonical);
      }),
    );
  });
});

describe('multiplexerOf', () => {
  it('says where strace may be showing the inside of socketcall or ipc', () => {
    expect(multiplexerOf('i386', 'accept')).toBe('socketcall');
    expect(multiplexerOf('i386', 'socket')).toBe('socketcall');
    expect(multiplexerOf('s390x', 'semop')).toBe('ipc');
    expect(multiplexerOf('x86_64', 'socket')).toBeUndefined();
    expect(multiplexerOf('arm', 'semop')).toBeUndefined();
    expect(multiplexerOf('i386', 'read')).toBeUndefined();
  });

  it('covers what strace prints and the ABI has no call of its own for', () => {
    expect(syscallNumber('i386', 'accept')).toBeUndefined();
    expect(canonicalSyscall('i386', 'accept')).toBe('accept');
    expect(canonicalSyscall('i386', 'send')).toBe('send');
    expect(canonicalSyscall('x86_64', 'send')).toBeUndefined();
  });
});

describe.skipIf(!hasData).each(['6.1', '7.2'])('the x86_64 table of strace %s', (version) => {
  it('has a libseccomp name under the same number for each of its names', () => {
    const table = Object.entries(readData<Record<string, string>>(`strace-v${version}-x86_64.json`));
    expect(table.length).toBeGreaterThan(360);
    for (const [number, name] of table) {
      const canonical = canonicalSyscall('x86_64', name);
      expect(canonical).toBeDefined();
      expect(syscallNumber('x86_64', canonical ?? '')).toBe(Number(number));
    }
  });
});
