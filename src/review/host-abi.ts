import { abiOfScmpArch, architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';

/**
 * The ABI of the machines that a profile is for: x86_64 where it names that or nothing, otherwise that of the first
 * architecture it names of which there is a table. Not this machine's: a comparison is the same everywhere.
 */
export function hostAbiOf({ architectures: tokens = [] }: OciSeccomp): Abi {
  const abis = tokens.flatMap((token) => abiOfScmpArch(token) ?? []);
  const [first = 'x86_64'] = abis;
  return abis.includes('x86_64') ? 'x86_64' : architectures[first].hostAbi;
}
