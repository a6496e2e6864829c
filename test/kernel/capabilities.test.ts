import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../src/kernel/capabilities.ts';
import { readDefines } from './source-data.ts';

const defines = readDefines('/usr/include/linux/capability.h');
const last = '/proc/sys/kernel/cap_last_cap';

describe('capabilities', () => {
  it('are the 41 from chown to checkpoint/restore', () => {
    expect(capabilities.length).toBe(41);
    expect(new Set(capabilities).size).toBe(41);
    expect(capabilities[0]).toBe('CAP_CHOWN');
    expect(capabilities[21]).toBe('CAP_SYS_ADMIN');
    expect(capabilities[40]).toBe('CAP_CHECKPOINT_RESTORE');
  });

  it.skipIf(defines === undefined)('stand at the numbers of the kernel headers', () => {
    const numbered = [...(defines ?? [])].filter(([name, value]) => name.startsWith('CAP_') && /^\d+$/.test(value));
    expect(numbered.length).toBeGreaterThan(30);
    for (const [name, value] of numbered) expect([value, capabilities[Number(value)]]).toEqual([value, name]);
  });

  it.skipIf(!existsSync(last))('reach as far as those of the running kernel', () => {
    expect(capabilities.length - 1).toBeGreaterThanOrEqual(Number(readFileSync(last, 'utf8')));
  });
});
