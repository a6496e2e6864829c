import { describe, expect, it } from 'vitest';
import { syscallPurpose } from '../../src/kernel/syscall-purposes.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { abis } from '../../src/model/abi.ts';

const names = [...new Set(abis.flatMap((abi) => syscallNames(abi)))].sort();

describe('syscallPurpose', () => {
  it('tells of every call that any ABI has, in a clause that fits a line', () => {
    const without = names.filter((name) => syscallPurpose(name) === undefined);
    expect(without).toEqual([]);
    const odd = names.filter((name) => !/^[a-z](?:[^.|]|\d\.\d){5,110}$/.test(syscallPurpose(name) ?? ''));
    expect(odd).toEqual([]);
  });

  it('tells of the calls that 32-bit ABIs have a second time, with wider numbers', () => {
    expect(syscallPurpose('chown32')).toBe('changes the owner of a file, with 32-bit ids, on 32-bit ABIs');
    expect(syscallPurpose('futex_time64')).toMatch(/^waits on a word of memory.*, with 64-bit times, on 32-bit ABIs$/);
    const derived = names.filter((name) => syscallPurpose(name)?.endsWith(' on 32-bit ABIs'));
    expect(derived.filter((name) => !/^.+(?:_time64|64|32)$/.test(name))).toEqual([]);
    expect(derived.filter((name) => syscallNames('x86_64').includes(name))).toEqual([]);
  });

  it('tells nothing of a name that nobody has', () => {
    for (const name of ['', '32', 'constructor', 'open32', 'read_time64', 'sysctl'])
      expect(syscallPurpose(name)).toBeUndefined();
  });
});
