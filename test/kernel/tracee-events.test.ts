import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syscallName, syscallNames, syscallNumber } from '../../src/kernel/syscalls.ts';
import {
  compatAbi,
  compatSyscall,
  isOwnCall,
  isSyscallEvent,
  otherEventNames,
  syscallEventId,
  syscallEventName,
  syscallEventNames,
  traceeHosts,
  v1beta1EventId,
} from '../../src/kernel/tracee-events.ts';
import { dataFolder } from './source-data.ts';

describe("Tracee's events of calls", () => {
  it('are 446, and 86 of them no calls of x86_64', () => {
    expect(syscallEventNames()).toHaveLength(446);
    const foreign = syscallEventNames().filter((name) => !isOwnCall('x86_64', name));
    const ids = foreign.map((name) => syscallEventId('x86_64', name)).sort();
    expect(foreign).toHaveLength(86);
    expect([ids[0], ids.at(-1)]).toEqual([449, 534]);
  });

  it.each([
    ['openat', 257, 56, 258],
    ['open', 2, 9000, 3],
    ['waitpid', 449, 9057, 361],
    ['sched_rr_get_interval_time32', 534, 9140, 446],
    ['kexec_file_load', 320, 294, 321],
  ])('give %s its ids', (name, x86, arm, newId) => {
    expect([syscallEventId('x86_64', name), syscallEventId('aarch64', name), v1beta1EventId(name)]).toEqual([
      x86,
      arm,
      newId,
    ]);
    expect([syscallEventName('x86_64', x86), syscallEventName('aarch64', arm)]).toEqual([name, name]);
  });

  it.each(traceeHosts)('have the numbers of the calls of %s, nearly all under their names', (host) => {
    const own = syscallEventNames().filter((name) => isOwnCall(host, name));
    const names = own.map((name) => [name, syscallName(host, syscallEventId(host, name) ?? -1)]);
    expect(names.filter(([tracee, ours]) => tracee !== ours)).toEqual(
      host === 'x86_64'
        ? [
            ['sysctl', '_sysctl'],
            ['afs', 'afs_syscall'],
          ]
        : // A number that only 32-bit programs use, among those of aarch64.
          [['clock_adjtime64', undefined]],
    );
  });

  it('leave out no call that aarch64 has and x86_64 has not', () => {
    const armOnly = syscallEventNames().filter((name) => isOwnCall('aarch64', name) && !isOwnCall('x86_64', name));
    expect(armOnly).toEqual(['clock_adjtime64']);
    expect(syscallNumber('aarch64', 'clock_adjtime64')).toBeUndefined();
  });

  it.each([
    ['x86_64', 'futex', 'futex_time64'],
    ['x86_64', 'futex_time32', 'futex'],
    ['x86_64', 'llseek', '_llseek'],
    ['x86_64', 'openat', 'openat'],
    ['x86_64', 'not_an_event', 'not_an_event'],
    ['aarch64', 'getdents64', 'madvise'],
    ['aarch64', 'pivot_root', 'getdents64'],
    ['aarch64', 'newfstatat', 'fstatat64'],
  ] as const)('stand on %s, told as %s, for the 32-bit %s', (host, name, call) => {
    expect(compatSyscall(host, name)).toBe(call);
  });

  it('have 32-bit names that the ABI has', () => {
    for (const host of traceeHosts) {
      const renamed = syscallEventNames().filter((name) => compatSyscall(host, name) !== name);
      const calls = new Set(syscallNames(compatAbi[host]));
      expect(renamed.length).toBeGreaterThan(80);
      expect(renamed.filter((name) => !calls.has(compatSyscall(host, name)))).toEqual([]);
    }
  });

  it('are not the other events', () => {
    expect(otherEventNames()).toHaveLength(119);
    expect(otherEventNames().filter((name) => isSyscallEvent(name))).toEqual([]);
    expect(v1beta1EventId('sys_enter')).toBe(1012);
    expect(v1beta1EventId('toString')).toBeUndefined();
  });
});

const list = join(dataFolder, 'tracee-syscall-event-names.txt');

describe.skipIf(!existsSync(list))('the list that was read apart from the tables', () => {
  it('has the same calls', () => {
    const names = readFileSync(list, 'utf8')
      .split('\n')
      .filter((name) => name !== '' && !name.startsWith('#'));
    // A hook inside chmod(2) and its like, which Tracee's table says is a call.
    expect(names.filter((name) => !isSyscallEvent(name))).toEqual(['chmod_common']);
    expect(syscallEventNames().filter((name) => !names.includes(name))).toEqual([]);
  });
});
