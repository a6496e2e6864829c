import type { Abi } from '../model/abi.ts';
import { abiOfScmpArch } from './architectures.ts';

/** An architecture as profiles and libseccomp name it, with or without a table of system calls here. */
export interface ScmpArchitecture {
  /** Width of the registers that its filter compares. */
  readonly bits: 32 | 64;
  readonly endianness: 'LE' | 'BE';
  /** Undefined for those seccinch has no tables for. */
  readonly abi?: Abi;
}

// libseccomp src/arch-*.c, `size` and `endian` of each definition; the tokens are the 23 of the runtime-spec's
// schema/defs-linux.json, SeccompArch.
const widthAndOrder: ReadonlyMap<string, readonly [ScmpArchitecture['bits'], ScmpArchitecture['endianness']]> = new Map(
  [
    ['SCMP_ARCH_X86', [32, 'LE']],
    ['SCMP_ARCH_X86_64', [64, 'LE']],
    ['SCMP_ARCH_X32', [32, 'LE']],
    ['SCMP_ARCH_ARM', [32, 'LE']],
    ['SCMP_ARCH_AARCH64', [64, 'LE']],
    ['SCMP_ARCH_LOONGARCH64', [64, 'LE']],
    ['SCMP_ARCH_M68K', [32, 'BE']],
    ['SCMP_ARCH_MIPS', [32, 'BE']],
    ['SCMP_ARCH_MIPS64', [64, 'BE']],
    ['SCMP_ARCH_MIPS64N32', [32, 'BE']],
    ['SCMP_ARCH_MIPSEL', [32, 'LE']],
    ['SCMP_ARCH_MIPSEL64', [64, 'LE']],
    ['SCMP_ARCH_MIPSEL64N32', [32, 'LE']],
    ['SCMP_ARCH_PPC', [32, 'BE']],
    ['SCMP_ARCH_PPC64', [64, 'BE']],
    ['SCMP_ARCH_PPC64LE', [64, 'LE']],
    ['SCMP_ARCH_S390', [32, 'BE']],
    ['SCMP_ARCH_S390X', [64, 'BE']],
    ['SCMP_ARCH_SH', [32, 'LE']],
    ['SCMP_ARCH_SHEB', [32, 'BE']],
    ['SCMP_ARCH_PARISC', [32, 'BE']],
    ['SCMP_ARCH_PARISC64', [64, 'BE']],
    ['SCMP_ARCH_RISCV64', [64, 'LE']],
  ],
);

/** What is known of an `SCMP_ARCH_*` token; undefined for one that no profile may name (`SCMP_ARCH_NATIVE` is none). */
export function scmpArchitecture(token: string): ScmpArchitecture | undefined {
  const found = widthAndOrder.get(token);
  if (found === undefined) return undefined;
  const [bits, endianness] = found;
  const abi = abiOfScmpArch(token);
  return { bits, endianness, ...(abi !== undefined && { abi }) };
}

/** Every token that a profile may name, in the order of the specification. */
export function scmpTokens(): readonly string[] {
  return [...widthAndOrder.keys()];
}
