import { type Abi, abis } from '../model/abi.ts';
import { architectures } from './architectures.ts';
import { syscallName, syscallNumber, x32SyscallBit } from './syscalls.ts';

/** A system call of an audit record: what it is, or what about it no table knows. */
export type AuditCall =
  | { readonly kind: 'call'; readonly abi: Abi; readonly syscall: string }
  /** `what`: the architecture as the record has it. */
  | { readonly kind: 'abi-unknown'; readonly what: string }
  /** `what`: the number and the ABI. */
  | { readonly kind: 'syscall-number-unknown'; readonly what: string }
  /** `what`: the name and the ABI. */
  | { readonly kind: 'syscall-unknown'; readonly what: string };

// Names of architectures in audit-userspace lib/machinetab.h where they are not those of `uname -m`.
const machineNames: ReadonlyMap<string, Abi> = new Map([
  ['arm', 'arm'],
  ['armeb', 'arm'],
]);

// Where `ausyscall ARCH --dump` of audit-userspace 3.0.9 (x86_64, i386, aarch64, arm, ppc64le, s390x) names a number
// otherwise than libseccomp does; arm's calls that libseccomp has not are left out. They count where the ABI has no call of
// that very name: x86_64 has a getdents.
const aliases: ReadonlyMap<string, string> = new Map([
  ['fadvise64_64', 'arm_fadvise64_64'],
  ['fstatat64', 'newfstatat'],
  ['getdents', 'getdents64'],
  ['llseek', '_llseek'],
  ['newfstat', 'fstat'],
  ['newselect', '_newselect'],
  ['perf_counter_open', 'perf_event_open'],
  ['pread', 'pread64'],
  ['pwrite', 'pwrite64'],
  ['sched_rr_get_interval64', 'sched_rr_get_interval_time64'],
  ['sync_file_range', 'arm_sync_file_range'],
  ['sys_kexec_load', 'kexec_load'],
  ['sysctl', '_sysctl'],
  ['timerfd', 'timerfd_create'],
]);

/**
 * The call of an audit record.
 * @param arch `arch=`: `AUDIT_ARCH_*` in hex without 0x, or the name `ausearch -i` has for it; on x86_64 bit 30 of a number
 *   makes it one of x32, which has no architecture of its own (`in_x32_syscall`, arch/x86/include/asm/compat.h)
 * @param call `syscall=`: a number, or ausearch's name, `unknown-syscall(N)` for a number it has no name for
 */
export function auditCall(arch: string, call: string): AuditCall {
  const host = auditAbi(arch);
  if (host === undefined) return { kind: 'abi-unknown', what: `arch=${arch}` };
  const digits = /^(?:unknown-syscall\()?(-?[0-9]{1,10})\)?$/.exec(call)?.[1];
  if (digits === undefined) return named(host, call);
  const number = Number(digits);
  const abi = host === 'x86_64' && number >= x32SyscallBit ? 'x32' : host;
  const syscall = syscallName(abi, number);
  return syscall === undefined
    ? { kind: 'syscall-number-unknown', what: `${number} (${abi})` }
    : { kind: 'call', abi, syscall };
}

function named(abi: Abi, name: string): AuditCall {
  const syscall = [name, aliases.get(name)].find((one) => one !== undefined && syscallNumber(abi, one) !== undefined);
  return syscall === undefined ? { kind: 'syscall-unknown', what: `${name} (${abi})` } : { kind: 'call', abi, syscall };
}

/** The ABI of `arch=`, that of the machine where two share it (x32). */
function auditAbi(arch: string): Abi | undefined {
  const hex = /^(?:unknown-elf-type\()?([0-9a-f]{1,8})\)?$/.exec(arch)?.[1];
  if (hex !== undefined) {
    const token = Number.parseInt(hex, 16);
    const abi = abis.find((one) => architectures[one].audit === token);
    if (abi !== undefined || arch.startsWith('unknown')) return abi;
  }
  return machineNames.get(arch) ?? abis.find((one) => one === arch);
}
