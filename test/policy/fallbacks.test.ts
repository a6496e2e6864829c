import { describe, expect, test } from 'vitest';
import { isKnownSyscall, syscallSince } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';
import { fallbackTitles } from '../../src/model/fallback-titles.ts';
import { fallbackCalls, fallbacks } from '../../src/policy/fallbacks.ts';
import { parseKernelRelease } from '../../src/policy/kernel-release.ts';
import { newerCalls } from '../../src/policy/older-kernel.ts';
import { olderKernelCalls } from '../../src/policy/older-kernel-calls.ts';

function added(abi: (typeof abis)[number], ...seen: string[]): string[] {
  return fallbackCalls(abi, new Set(seen)).map(
    ({ rule, syscall, errno }) => `${rule} ${syscall}${errno ? ` ${errno}` : ''}`,
  );
}

describe('fallbacks', () => {
  test('ids are sorted and each says why and whence', () => {
    expect(Object.keys(fallbacks)).toEqual([...Object.keys(fallbacks)].sort());
    expect(Object.keys(fallbackTitles)).toEqual(Object.keys(fallbacks));
    for (const { source } of Object.values(fallbacks)) expect(source).not.toBe('');
  });

  test('a process ends and asks for the time, whatever was seen', () => {
    expect(added('x86_64')).toEqual([
      'process-end exit_group',
      'vdso-time clock_gettime',
      'vdso-time getcpu',
      'vdso-time gettimeofday',
      'vdso-time time',
    ]);
    expect(added('i386')).toContain('vdso-time clock_gettime64');
  });

  test('threads, signals, waits', () => {
    expect(added('x86_64', 'clone')).toEqual(
      expect.arrayContaining(['process-end exit', 'clone3-fallback clone3 ENOSYS']),
    );
    expect(added('x86_64', 'clone', 'clone3')).not.toContain('clone3-fallback clone3 ENOSYS');
    expect(added('x86_64', 'clone3')).toContain('process-end exit');
    expect(added('x86_64', 'rt_sigaction')).toContain('signal-return rt_sigreturn');
    expect(added('x86_64', 'rt_sigaction')).not.toContain('signal-return sigreturn');
    expect(added('i386', 'rt_sigaction')).toContain('signal-return sigreturn');
    expect(fallbackCalls('x86_64', new Set(['poll', 'futex'])).find(({ rule }) => rule === 'restart')).toEqual({
      rule: 'restart',
      syscall: 'restart_syscall',
      because: ['futex', 'poll'],
    });
  });

  test('name calls that exist', () => {
    const names = abis.flatMap((abi) =>
      fallbackCalls(abi, new Set(['clone', 'futex', 'rt_sigaction'])).map(({ syscall }) => syscall),
    );
    for (const name of [...names, ...newerCalls.flatMap(({ call, older }) => [call, ...older])]) {
      expect([name, isKnownSyscall(name)]).toEqual([name, true]);
    }
  });
});

describe('older kernels', () => {
  test('the releases are those of the kernel tables', () => {
    for (const { call, since } of newerCalls) {
      expect([call, syscallSince(call).kernel]).toEqual([call, `${since.major}.${since.minor}`]);
    }
  });

  test('a newer call brings its elders only below its release', () => {
    const seen = new Set(['faccessat2', 'clone3', 'read']);
    expect(olderKernelCalls(seen, { major: 5, minor: 8 })).toEqual([]);
    expect(olderKernelCalls(seen, { major: 5, minor: 4 })).toEqual([
      { rule: 'older-kernel', syscall: 'faccessat', because: ['faccessat2'] },
    ]);
    expect(
      olderKernelCalls(seen, { major: 4, minor: 19 })
        .map(({ syscall }) => syscall)
        .sort(),
    ).toEqual(['clone', 'faccessat']);
  });

  test.each([
    ['5.4', { major: 5, minor: 4 }],
    ['6.1.0-13-amd64', { major: 6, minor: 1 }],
  ])('%s is a release', (text, release) => {
    expect(parseKernelRelease(text)).toEqual({ ok: true, value: release });
  });

  test.each(['', '5', 'v5.4', '5.', '5.4x', '-1.2', '5.99999'])('%j is none', (text) => {
    expect(parseKernelRelease(text)).toEqual({ ok: false, problem: { kind: 'kernel-release-invalid', what: text } });
  });
});
