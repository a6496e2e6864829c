import { type Abi, abis } from '../model/abi.ts';

/** How others spell an ABI, and what it is made of. */
export interface Architecture {
  /** The token of OCI profiles (runtime-spec schema/defs-linux.json; libseccomp include/seccomp.h). */
  readonly scmp: string;
  /** `AUDIT_ARCH_*`: what `seccomp_data.arch` and the `arch=` of audit records hold; x32 shares that of x86_64. */
  readonly audit: number;
  /** The ABI of the 64-bit kernel it runs on, itself if it is that. */
  readonly hostAbi: Abi;
  /** Width of a pointer. */
  readonly bits: 32 | 64;
  readonly endianness: 'LE' | 'BE';
  /** What `uname -m` prints on a machine, or under a personality, of which this is the ABI; none for x32. */
  readonly machines: readonly string[];
  /** What Node's `os.arch()` says, where Node runs on it. Node says `ppc64` for both byte orders. */
  readonly nodeArch?: string;
  /** Go's GOARCH, as image indexes name platforms. */
  readonly goArch?: string;
}

// __AUDIT_ARCH_64BIT and __AUDIT_ARCH_LE (linux/audit.h); the low bits are EM_* of linux/elf-em.h.
const wide = 0x8000_0000;
const little = 0x4000_0000;

/** What is known of each ABI. */
export const architectures: Readonly<Record<Abi, Architecture>> = {
  x86_64: {
    scmp: 'SCMP_ARCH_X86_64',
    audit: wide + little + 62,
    hostAbi: 'x86_64',
    bits: 64,
    endianness: 'LE',
    machines: ['x86_64'],
    nodeArch: 'x64',
    goArch: 'amd64',
  },
  i386: {
    scmp: 'SCMP_ARCH_X86',
    audit: little + 3,
    hostAbi: 'x86_64',
    bits: 32,
    endianness: 'LE',
    machines: ['i386', 'i486', 'i586', 'i686'],
    nodeArch: 'ia32',
    goArch: '386',
  },
  x32: {
    scmp: 'SCMP_ARCH_X32',
    audit: wide + little + 62,
    hostAbi: 'x86_64',
    bits: 32,
    endianness: 'LE',
    machines: [],
  },
  aarch64: {
    scmp: 'SCMP_ARCH_AARCH64',
    audit: wide + little + 183,
    hostAbi: 'aarch64',
    bits: 64,
    endianness: 'LE',
    machines: ['aarch64'],
    nodeArch: 'arm64',
    goArch: 'arm64',
  },
  arm: {
    scmp: 'SCMP_ARCH_ARM',
    audit: little + 40,
    hostAbi: 'aarch64',
    bits: 32,
    endianness: 'LE',
    machines: ['armv5tejl', 'armv5tel', 'armv6l', 'armv7l', 'armv8l'],
    nodeArch: 'arm',
    goArch: 'arm',
  },
  riscv64: {
    scmp: 'SCMP_ARCH_RISCV64',
    audit: wide + little + 243,
    hostAbi: 'riscv64',
    bits: 64,
    endianness: 'LE',
    machines: ['riscv64'],
    nodeArch: 'riscv64',
    goArch: 'riscv64',
  },
  s390x: {
    scmp: 'SCMP_ARCH_S390X',
    audit: wide + 22,
    hostAbi: 's390x',
    bits: 64,
    endianness: 'BE',
    machines: ['s390x'],
    nodeArch: 's390x',
    goArch: 's390x',
  },
  ppc64le: {
    scmp: 'SCMP_ARCH_PPC64LE',
    audit: wide + little + 21,
    hostAbi: 'ppc64le',
    bits: 64,
    endianness: 'LE',
    machines: ['ppc64le'],
    nodeArch: 'ppc64',
    goArch: 'ppc64le',
  },
  loongarch64: {
    scmp: 'SCMP_ARCH_LOONGARCH64',
    audit: wide + little + 258,
    hostAbi: 'loongarch64',
    bits: 64,
    endianness: 'LE',
    machines: ['loongarch64'],
    nodeArch: 'loong64',
    goArch: 'loong64',
  },
  mips64el: {
    scmp: 'SCMP_ARCH_MIPSEL64',
    audit: wide + little + 8,
    hostAbi: 'mips64el',
    bits: 64,
    endianness: 'LE',
    machines: ['mips64'],
    nodeArch: 'mips64el',
    goArch: 'mips64le',
  },
};

/**
 * The ABI that a machine's own programs use.
 * @param machine as `uname -m` and Node's `os.machine()` print it
 * @param endianness as `os.endianness()` gives it: mips64 prints the same name for both byte orders
 * @returns undefined for a machine seccinch has no tables for
 */
export function abiOfMachine(machine: string, endianness: 'LE' | 'BE' = 'LE'): Abi | undefined {
  if (machine === 'mips64' && endianness === 'BE') return undefined;
  return abis.find((abi) => architectures[abi].machines.includes(machine));
}

/** The ABI of an `SCMP_ARCH_*` token of a profile, undefined for those seccinch has no tables for. */
export function abiOfScmpArch(token: string): Abi | undefined {
  return abis.find((abi) => architectures[abi].scmp === token);
}
