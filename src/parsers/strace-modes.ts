import type { Abi } from '../model/abi.ts';

/**
 * The ABI of 32-bit programs that a kernel of this ABI runs as well, where seccinch has its table: what `32 bit` means
 * in a log of that machine.
 */
export const compatAbi: ReadonlyMap<Abi, Abi> = new Map([
  ['x86_64', 'i386'],
  ['x32', 'i386'],
  ['aarch64', 'arm'],
]);

/**
 * The ABI that strace calls `64 bit`, `32 bit` or `x32` (PERSONALITY_NAMES in arch_defs_.h below src/linux; mips has
 * `n64`, `n32` and `o32`).
 * @param assumed the ABI of strace itself
 * @returns undefined where seccinch has no table of it: 32-bit programs on s390x or ppc64le, say
 */
export function abiOfMode(mode: string, assumed: Abi): Abi | undefined {
  switch (mode) {
    case '32 bit':
      return assumed === 'i386' || assumed === 'arm' ? assumed : compatAbi.get(assumed);
    case 'x32':
      return assumed === 'x86_64' || assumed === 'i386' || assumed === 'x32' ? 'x32' : undefined;
    case '64 bit':
      return assumed === 'x32' || assumed === 'i386' ? 'x86_64' : assumed === 'arm' ? 'aarch64' : assumed;
    case 'n64':
      return assumed === 'mips64el' ? assumed : undefined;
    default:
      return undefined;
  }
}
