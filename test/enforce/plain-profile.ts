/** What runc, crun and busybox need with no_new_privs, for the scripts of these tests. */
const names = [
  ...['arch_prctl', 'brk', 'chdir', 'clone', 'close', 'dup2', 'epoll_ctl', 'epoll_pwait', 'execve'],
  ...['exit_group', 'fcntl', 'fork', 'fstat', 'fstatfs', 'futex', 'getcwd', 'getdents64', 'getegid', 'geteuid'],
  ...['getgid', 'getpid', 'getppid', 'getrandom', 'getuid', 'ioctl', 'kill', 'lseek', 'madvise', 'mmap'],
  ...['mprotect', 'munmap', 'nanosleep', 'newfstatat', 'open', 'openat', 'openat2', 'pipe', 'pipe2', 'poll'],
  ...['prctl', 'prlimit64', 'read', 'readlink', 'readlinkat', 'rseq', 'rt_sigaction', 'rt_sigprocmask'],
  ...['rt_sigreturn', 'sendfile', 'set_robust_list', 'set_tid_address', 'setgid', 'setuid', 'sigaltstack'],
  ...['stat', 'statx', 'tgkill', 'uname', 'vfork', 'wait4', 'write', 'writev'],
];

/** A profile that allows those names, less some; `more` are further keys of it. */
export function plainProfile(less: readonly string[] = [], more: object = {}): string {
  const rule = { names: names.filter((name) => !less.includes(name)).sort(), action: 'SCMP_ACT_ALLOW' };
  const profile = {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 38,
    architectures: ['SCMP_ARCH_X86_64'],
    syscalls: [rule],
    ...more,
  };
  return `${JSON.stringify(profile, undefined, 2)}\n`;
}
