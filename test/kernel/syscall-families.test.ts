import { describe, expect, it } from 'vitest';
import { syscallFamilies } from '../../src/kernel/syscall-families.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';

describe('the families of syscalls', () => {
  const families = syscallFamilies();
  const members = families.flatMap(({ syscalls }) => syscalls);

  it('hold every syscall of every ABI, each once', () => {
    const all = new Set(abis.flatMap((abi) => syscallNames(abi)));
    expect([...members].sort()).toEqual([...all].sort());
  });

  it('have a title each, and no member that is alone for want of a better place', () => {
    expect(new Set(families.map(({ title }) => title)).size).toBe(families.length);
    for (const { title, syscalls } of families) {
      expect(title).toMatch(/^[a-z][a-zA-Z,/ ]+$/);
      expect(syscalls.length).toBeGreaterThan(2);
      expect(syscalls).toEqual([...syscalls].sort());
    }
  });
});
