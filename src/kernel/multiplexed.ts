import type { Abi } from '../model/abi.ts';
import { syscallNumber } from './syscalls.ts';

/** The two calls that stand for many: socketcall(2) and ipc(2). */
export type Multiplexer = 'socketcall' | 'ipc';

const through: ReadonlyMap<Multiplexer, ReadonlySet<string>> = new Map([
  [
    'socketcall',
    new Set([
      'accept',
      'accept4',
      'bind',
      'connect',
      'getpeername',
      'getsockname',
      'getsockopt',
      'listen',
      'recv',
      'recvfrom',
      'recvmmsg',
      'recvmsg',
      'send',
      'sendmmsg',
      'sendmsg',
      'sendto',
      'setsockopt',
      'shutdown',
      'socket',
      'socketpair',
    ]),
  ],
  [
    'ipc',
    new Set([
      'msgctl',
      'msgget',
      'msgrcv',
      'msgsnd',
      'semctl',
      'semget',
      'semop',
      'semtimedop',
      'shmat',
      'shmctl',
      'shmdt',
      'shmget',
    ]),
  ],
]);

/**
 * Which call a program may have entered the kernel by when a tracer says `name`: strace prints the call inside a
 * socketcall(2) or ipc(2) as if it had been made directly (src/syscall.c, decode_socket_subcall and decode_ipc_subcall).
 * A libseccomp rule for the inner name allows both ways, the multiplexed one with its first argument compared
 * (arch-x86.c, arch-s390x.c, arch-ppc64.c; `seccomp_export_pfc` of 2.5.4 shows it), so a profile names the inner call
 * and stays small. Filters built without libseccomp have to allow the multiplexer itself.
 * @returns undefined where the ABI has no such multiplexer, or it does not carry that call
 */
export function multiplexerOf(abi: Abi, name: string): Multiplexer | undefined {
  for (const [multiplexer, names] of through)
    if (names.has(name) && syscallNumber(abi, multiplexer) !== undefined) return multiplexer;
  return undefined;
}
