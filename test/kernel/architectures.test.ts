import { arch, endianness, machine } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abiOfMachine, abiOfScmpArch, architectures } from '../../src/kernel/architectures.ts';
import { abis } from '../../src/model/abi.ts';
import { hasData, readData, readDefines } from './source-data.ts';

describe('architectures', () => {
  it('have the audit values that records show', () => {
    const shown = Object.fromEntries(abis.map((abi) => [abi, architectures[abi].audit.toString(16)]));
    expect(shown).toEqual({
      x86_64: 'c000003e',
      i386: '40000003',
      x32: 'c000003e',
      aarch64: 'c00000b7',
      arm: '40000028',
      riscv64: 'c00000f3',
      s390x: '80000016',
      ppc64le: 'c0000015',
      loongarch64: 'c0000102',
      mips64el: 'c0000008',
    });
  });

  const macros = readDefines('/usr/include/linux/elf-em.h', '/usr/include/linux/audit.h');
  it.skipIf(macros === undefined)('have the audit values of the kernel headers', () => {
    const named = {
      x86_64: 'X86_64',
      i386: 'I386',
      x32: 'X86_64',
      aarch64: 'AARCH64',
      arm: 'ARM',
      riscv64: 'RISCV64',
      s390x: 'S390X',
      ppc64le: 'PPC64LE',
      loongarch64: 'LOONGARCH64',
      mips64el: 'MIPSEL64',
    } as const;
    const audited = (text: string): number =>
      text.split('|').reduce((sum, part) => {
        const known = macros?.get(part);
        return sum + (known === undefined ? Number(part) : audited(known.replace(/[()]/g, '')));
      }, 0);
    for (const abi of abis) expect([abi, audited(`AUDIT_ARCH_${named[abi]}`)]).toEqual([abi, architectures[abi].audit]);
  });

  it('say their width and byte order in the audit value as well', () => {
    for (const abi of abis) {
      const { audit, bits, endianness: order, hostAbi } = architectures[abi];
      if (abi !== 'x32') expect(audit >= 0x8000_0000).toBe(bits === 64);
      expect(Math.floor(audit / 0x4000_0000) % 2 === 1).toBe(order === 'LE');
      expect(architectures[hostAbi].bits).toBe(64);
      expect(architectures[hostAbi].hostAbi).toBe(hostAbi);
    }
  });

  it('go back from token and machine to the ABI', () => {
    for (const abi of abis) {
      expect(abiOfScmpArch(architectures[abi].scmp)).toBe(abi);
      for (const name of architectures[abi].machines) expect(abiOfMachine(name)).toBe(abi);
    }
    expect(abiOfMachine('i686')).toBe('i386');
    expect(abiOfMachine('mips64', 'LE')).toBe('mips64el');
    expect(abiOfMachine('mips64', 'BE')).toBeUndefined();
    expect(abiOfMachine('s390x', 'BE')).toBe('s390x');
    expect(abiOfMachine('ppc64')).toBeUndefined();
    expect(abiOfScmpArch('SCMP_ARCH_PARISC')).toBeUndefined();
  });

  it('do not take one another’s names', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), (name) => {
        expect(abiOfMachine(name)).toBe(abis.find((abi) => architectures[abi].machines.includes(name)));
        expect(abiOfScmpArch(name)).toBeUndefined();
      }),
    );
  });

  const here = abiOfMachine(machine(), endianness());
  it.skipIf(here === undefined)('name this machine as Node does', () => {
    const possible = abis.filter(
      (abi) => here !== undefined && architectures[abi].hostAbi === architectures[here].hostAbi,
    );
    expect(possible.map((abi) => architectures[abi].nodeArch)).toContain(arch());
    expect(here === undefined ? undefined : architectures[here].endianness).toBe(endianness());
  });

  it.skipIf(!hasData)('are tokens of the OCI schema', () => {
    const schema = JSON.stringify(readData('oci-defs-linux.json'));
    for (const abi of abis) expect(schema).toContain(`"${architectures[abi].scmp}"`);
  });
});
