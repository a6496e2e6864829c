import type { Abi } from '../model/abi.ts';
import { syscallNumber } from './syscalls.ts';

/** The two calls that stand for many: socketcall(2) and ipc(2). */
export type Multiplexer = 'socketcall' | 'ipc';

// net/socket.c and linux/net.h, ipc/syscall.c and linux/ipc.h: the first argument of the multiplexer, which libseccomp
// compares (include/seccomp-syscalls.h, __PNR_socket -101 … __PNR_shmctl -224).
const through: ReadonlyMap<Multiplexer, ReadonlyMap<string, number>> = new Map([
  [
    'socketcall',
    new Map([
      ['socket', 1],
      ['bind', 2],
      ['connect', 3],
      ['listen', 4],
      ['accept', 5],
      ['getsockname', 6],
      ['getpeername', 7],
      ['socketpair', 8],
      ['send', 9],
      ['recv', 10],
      ['sendto', 11],
      ['recvfrom', 12],
      ['shutdown', 13],
      ['setsockopt', 14],
      ['getsockopt', 15],
      ['sendmsg', 16],
      ['recvmsg', 17],
      ['accept4', 18],
      ['recvmmsg', 19],
      ['sendmmsg', 20],
    ]),
  ],
  [
    'ipc',
    new Map([
      ['semop', 1],
      ['semget', 2],
      ['semctl', 3],
      ['semtimedop', 4],
      ['msgsnd', 11],
      ['msgrcv', 12],
      ['msgget', 13],
      ['msgctl', 14],
      ['shmat', 21],
      ['shmdt', 22],
      ['shmget', 23],
      ['shmctl', 24],
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
  return carriedOn(abi).get(name);
}

/** Whether an ABI has a call that carries others. */
export function carriesCalls(abi: Abi): boolean {
  return carriedOn(abi).size > 0;
}

/** Whether it is a call that carries others, where the ABI has it. */
export function isMultiplexer(name: string): boolean {
  return through.has(name as Multiplexer);
}

const carried = new Map<Abi, ReadonlyMap<string, Multiplexer>>();

/** Which multiplexer of an ABI carries which call: asked for every name of every rule, found out once. */
function carriedOn(abi: Abi): ReadonlyMap<string, Multiplexer> {
  const known = carried.get(abi);
  if (known !== undefined) return known;
  const found = new Map<string, Multiplexer>();
  for (const [multiplexer, names] of through) {
    if (syscallNumber(abi, multiplexer) === undefined) continue;
    for (const name of names.keys()) found.set(name, multiplexer);
  }
  carried.set(abi, found);
  return found;
}

// Asked for with every name of every rule, and few are carried anywhere.
const subcalls: ReadonlyMap<string, number> = new Map([...through.values()].flatMap((numbers) => [...numbers]));

/** The first argument by which socketcall(2) or ipc(2) carries a call; undefined for a call that neither does on any ABI. */
export function subcallNumber(name: string): number | undefined {
  return subcalls.get(name);
}
