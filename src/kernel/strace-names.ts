import type { Abi } from '../model/abi.ts';
import { multiplexerOf } from './multiplexed.ts';
import { syscallName, syscallNumber } from './syscalls.ts';

// strace's own names where they differ from libseccomp's for the same number. Compared number by number:
// - strace 6.1, src/linux/*/syscallent.h of all ten ABIs: only arm's two differ. On x86_64, i386 and x32 measured as
//   well, by letting strace print every call (test/kernel/strace-names.test.ts does it again);
// - strace 7.2, x86_64: none differs;
// - the 4.x and older linux/i386/syscallent.h (commit 00ebeeec) for logs of old strace: oldselect and so on. Its
//   `select` (142), `umount` (52) and `getrlimit` (191) are other calls by those names today: they keep today's meaning.
const ofAbi: ReadonlyMap<Abi, ReadonlyMap<string, string>> = new Map([
  [
    'i386',
    new Map([
      ['old_getrlimit', 'getrlimit'],
      ['old_mmap', 'mmap'],
      ['oldselect', 'select'],
      ['oldumount', 'umount'],
    ]),
  ],
  [
    'arm',
    new Map([
      ['fadvise64_64', 'arm_fadvise64_64'],
      ['sync_file_range2', 'arm_sync_file_range'],
    ]),
  ],
]);
const ofAllAbis: ReadonlyMap<string, string> = new Map([['_exit', 'exit']]);

// What strace prints for a number outside its table: `syscall_0x1c3` since 4.x (src/syscall.c), `SYS_222` before.
const byNumber = /^(?:syscall|SYS)_(0x[0-9a-f]{1,8}|[0-9]{1,10})$/;

/**
 * libseccomp's name of a call as strace names it on an ABI. Takes `syscall_0x1c3`, `syscall_451` and `SYS_451` by
 * number, x32 with or without bit 30. A call that the ABI has only inside socketcall(2) or ipc(2), such as i386
 * `accept`, keeps its name: `multiplexerOf` says why that is enough.
 * @returns undefined for what the tables do not have on that ABI, such as strace's x32 `ioctl#64` (a 64-bit number
 *   that is none of x32's) or the calls that strace lists and the kernel never had there
 */
export function canonicalSyscall(abi: Abi, straceName: string): string | undefined {
  if (syscallNumber(abi, straceName) !== undefined) return straceName;
  const alias = ofAbi.get(abi)?.get(straceName) ?? ofAllAbis.get(straceName);
  if (alias !== undefined) return alias;
  const number = byNumber.exec(straceName)?.[1];
  if (number !== undefined) return syscallName(abi, Number(number));
  return multiplexerOf(abi, straceName) === undefined ? undefined : straceName;
}
