import { abiOfScmpArch, architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';

/**
 * The ABI of the machines that profiles are for, one or two that are compared: x86_64 where one names that or nothing, otherwise
 * that of the first architecture of which there is a table, the old one's before the new one's. Not this machine's: a comparison is the same
 * everywhere. A filter covers the machine that it is loaded on whether it names it or not, so what a profile lets through
 * there is compared even where it names another machine than before.
 */
export function hostAbiOf(...profiles: readonly OciSeccomp[]): Abi {
  const hosts = profiles.flatMap(({ architectures: tokens = [] }): readonly Abi[] => {
    if (tokens.length === 0) return ['x86_64'];
    return tokens.flatMap((token) => abiOfScmpArch(token) ?? []).map((abi) => architectures[abi].hostAbi);
  });
  return hosts.includes('x86_64') ? 'x86_64' : (hosts[0] ?? 'x86_64');
}
