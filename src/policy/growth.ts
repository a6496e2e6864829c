import type { Abi } from '../model/abi.ts';
import type { Recording } from '../model/recording.ts';

/** A call under one ABI. */
export interface SyscallOfAbi {
  readonly abi: Abi;
  readonly syscall: string;
}

/**
 * The calls that `next` holds and `known` does not, in the order of `next`: what another run brought. None in several
 * runs in a row is the sign that a workload has been exercised enough.
 */
export function newSyscalls(known: Recording, next: Recording): readonly SyscallOfAbi[] {
  const seen = new Set(known.abis.flatMap(({ abi, syscalls }) => syscalls.map(({ name }) => `${abi} ${name}`)));
  return next.abis.flatMap(({ abi, syscalls }) =>
    syscalls.filter(({ name }) => !seen.has(`${abi} ${name}`)).map(({ name }) => ({ abi, syscall: name })),
  );
}
