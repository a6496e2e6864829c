import { architectures } from '../kernel/architectures.ts';
import { errnoNumber } from '../kernel/errnos.ts';
import { type Abi, abis } from '../model/abi.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/**
 * The ABIs a filter has to cover for calls seen under `seen`: the 64-bit ones of the machines first, since there the
 * runtime itself runs, then the others that were seen, and no more: an ABI that is not listed kills its callers, which
 * closes 32-bit entry points.
 * @returns `recording-empty` for none; `abis-incompatible` for byte orders that libseccomp does not put into one filter
 *   (EDOM), or errno numbers that differ: mips has an ENOSYS of its own
 */
export function profileAbis(seen: readonly Abi[]): Result<readonly [Abi, ...Abi[]]> {
  const hosts = new Set(seen.map((abi) => architectures[abi].hostAbi));
  const [first, ...rest] = [
    ...abis.filter((abi) => hosts.has(abi)),
    ...abis.filter((abi) => seen.includes(abi) && !hosts.has(abi)),
  ];
  if (first === undefined) return fail({ kind: 'recording-empty' });
  const kinds = new Set(
    [first, ...rest].map((abi) => `${architectures[abi].endianness} ${errnoNumber('ENOSYS', abi)}`),
  );
  if (kinds.size > 1) return fail({ kind: 'abis-incompatible', what: [first, ...rest].join(', ') });
  return ok([first, ...rest]);
}
