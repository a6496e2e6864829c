import { isKnownSyscall } from '../../kernel/syscalls.ts';

// How man pages of the C library, Tracee and others call them: there is no such name in the kernel's tables (pread(2),
// pwrite(2), "C library/kernel differences"; Tracee, pkg/events/core.go).
const aliases: ReadonlyMap<string, string> = new Map([
  ['afs', 'afs_syscall'],
  ['fstatat', 'newfstatat'],
  ['llseek', '_llseek'],
  ['newselect', '_newselect'],
  ['old_getrlimit', 'getrlimit'],
  ['old_select', 'select'],
  ['pread', 'pread64'],
  ['pselect', 'pselect6'],
  ['pwrite', 'pwrite64'],
  ['sigqueue', 'rt_sigqueueinfo'],
  ['sysctl', '_sysctl'],
]);

/**
 * The name that is surely meant by one that no ABI has: another spelling of the same call, or the same with a prefix of
 * C, of the kernel or of Tracee, or with capitals. Guesses are not in it.
 */
export function sameCall(name: string): string | undefined {
  const alias = aliases.get(name);
  if (alias !== undefined) return alias;
  const bare = name.trim().toLowerCase();
  const stripped = bare.replace(/^(?:__nr_|__x64_sys_|__arm64_sys_|sys_|nr_)/, '');
  const timeless = stripped.replace(/_time32$|(?<=^sendfile|^clock_[a-z]+|^utimensat)32$/, '');
  // `chown16` is chown on i386, which has had it since before chown32.
  const found = [stripped, timeless, stripped.replace(/16$/, ''), aliases.get(stripped)];
  return found.find((one) => one !== undefined && one !== name && isKnownSyscall(one));
}
