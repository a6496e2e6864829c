import { describe, expect, it } from 'vitest';
import type { Abi } from '../../src/model/abi.ts';
import { hostAbiOf } from '../../src/review/host-abi.ts';

const naming = (...architectures: string[]) => ({ defaultAction: 'SCMP_ACT_ERRNO', architectures }) as const;

describe('the machine that a comparison is for', () => {
  it.each<[string[], string[], Abi]>([
    [[], [], 'x86_64'],
    [['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'], ['SCMP_ARCH_AARCH64'], 'aarch64'],
    [['SCMP_ARCH_ARM'], ['SCMP_ARCH_ARM'], 'aarch64'],
    // A profile that is loaded on x86_64 covers it whatever it names: what it adds there is to be seen.
    [['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'], ['SCMP_ARCH_AARCH64'], 'x86_64'],
    [['SCMP_ARCH_AARCH64'], ['SCMP_ARCH_X86_64'], 'x86_64'],
    [[], ['SCMP_ARCH_AARCH64'], 'x86_64'],
    [['SCMP_ARCH_X86'], ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_X86'], 'x86_64'],
    [['SCMP_ARCH_X86'], ['SCMP_ARCH_AARCH64'], 'x86_64'],
    [['SCMP_ARCH_AARCH64'], ['SCMP_ARCH_RISCV64'], 'aarch64'],
    [['SCMP_ARCH_PARISC'], ['SCMP_ARCH_PARISC', 'SCMP_ARCH_S390X'], 's390x'],
    [['SCMP_ARCH_PARISC'], ['SCMP_ARCH_PARISC'], 'x86_64'],
  ])('of profiles that name %j and %j', (old, now, abi) => {
    expect(hostAbiOf(naming(...old), naming(...now))).toBe(abi);
  });
});
