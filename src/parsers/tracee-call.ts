import { multiplexerOf } from '../kernel/multiplexed.ts';
import { syscallName, syscallNumber, x32SyscallBit } from '../kernel/syscalls.ts';
import {
  compatAbi,
  compatSyscall,
  isOwnCall,
  syscallEventId,
  syscallEventName,
  type TraceeHost,
} from '../kernel/tracee-events.ts';
import type { Abi } from '../model/abi.ts';

/** A call by libseccomp's name, under the ABI it was made with. */
export interface NamedCall {
  readonly abi: Abi;
  readonly syscall: string;
}

/**
 * The call behind a name of Tracee's. Tracee finds a call's name by a number, and two things go wrong there:
 * - the number of a 32-bit call becomes that of the 64-bit one that does the same: `futex` for `futex_time64`;
 * - the numbers from 449 on, which newer calls of x86_64 have, are ids of events that only 32-bit programs have:
 *   `waitpid` for futex_waitv(2).
 * @param compat made by a 32-bit program, or with `int 0x80`
 * @returns undefined for a name that stands for no call of that ABI
 */
export function callByName(host: TraceeHost, name: string, compat: boolean): NamedCall | undefined {
  if (compat) {
    const abi = compatAbi[host];
    const syscall = compatSyscall(host, name);
    const isCall = syscallNumber(abi, syscall) !== undefined || multiplexerOf(abi, syscall) !== undefined;
    return isCall ? { abi, syscall } : undefined;
  }
  const id = syscallEventId(host, name);
  // On aarch64 the ids of calls that it does not have are no numbers of others.
  if (id !== undefined && (host === 'x86_64' || isOwnCall(host, name))) return callByNumber(host, id, false);
  return syscallNumber(host, name) === undefined ? undefined : { abi: host, syscall: name };
}

/**
 * The call of a number as Tracee tells it (in the argument of `sys_enter`): the kernel's own, with bit 30 set for an x32
 * call; of a 32-bit program the id of the 64-bit event it became.
 * @returns undefined for a number that no table knows
 */
export function callByNumber(host: TraceeHost, number: number, compat: boolean): NamedCall | undefined {
  if (compat) {
    const name = syscallEventName(host, number);
    return name === undefined ? undefined : callByName(host, name, true);
  }
  const abi = host === 'x86_64' && number >= x32SyscallBit ? 'x32' : host;
  const syscall = syscallName(abi, number);
  return syscall === undefined ? undefined : { abi, syscall };
}
