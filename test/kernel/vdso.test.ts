import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import { vdsoTimeCalls } from '../../src/kernel/vdso.ts';
import { abis } from '../../src/model/abi.ts';

const asked = ['clock_gettime', 'clock_gettime64', 'getcpu', 'gettimeofday', 'time'];

/** The bytes of the vDSO that the kernel has mapped into this process, as one character each. */
function ownVdso(): string | undefined {
  try {
    const [, from = '', to = ''] =
      /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync('/proc/self/maps', 'utf8')) ?? [];
    const start = Number(`0x${from}`);
    const bytes = Buffer.alloc(Number(`0x${to}`) - start);
    const memory = openSync('/proc/self/mem', 'r');
    try {
      readSync(memory, bytes, 0, bytes.length, start);
    } finally {
      closeSync(memory);
    }
    return bytes.toString('latin1');
  } catch {
    return undefined;
  }
}

describe('vdsoTimeCalls', () => {
  it.each(abis)('names sorted calls that %s has', (abi) => {
    const calls = vdsoTimeCalls(abi);
    expect(calls).toContain('clock_gettime');
    expect(calls).toContain('gettimeofday');
    expect(calls).toEqual([...calls].sort());
    for (const name of calls) {
      expect(asked).toContain(name);
      expect(syscallNumber(abi, name)).toBeDefined();
    }
  });

  const vdso = process.arch === 'x64' ? ownVdso() : undefined;
  it.skipIf(vdso === undefined)('finds just the symbols of the vDSO of this very process', () => {
    const exported = asked.filter((name) => vdso?.includes(`\0__vdso_${name}\0`));
    expect(vdsoTimeCalls('x86_64')).toEqual(exported);
  });
});
