/** A call that older kernels lack, and what programs make instead when it fails with ENOSYS. */
export interface NewerCall {
  readonly call: string;
  /** The first kernel with the call: syscalls(2), or the release whose syscall table first has it. */
  readonly since: { readonly major: number; readonly minor: number };
  /** The older calls. Those an ABI lacks are passed over. */
  readonly older: readonly string[];
  /** Who falls back that way. */
  readonly source: string;
}

/**
 * For `--min-kernel`: what a workload recorded on a new kernel does on an older one. Only calls with a way around them
 * that a library or a language runtime really takes; a program without one fails on the old kernel anyway. Newest last.
 */
export const newerCalls: readonly NewerCall[] = [
  newer('renameat2', 3, 15, ['renameat'], 'glibc sysdeps/unix/sysv/linux/renameat2.c; gnulib renameatu.c'),
  newer(
    'getrandom',
    3,
    17,
    ['openat', 'read', 'close'],
    'OpenSSL providers/implementations/rands/seeding; /dev/urandom',
  ),
  newer('copy_file_range', 4, 5, ['read', 'write', 'sendfile'], 'coreutils src/copy.c; Go src/os/zero_copy_linux.go'),
  newer('preadv2', 4, 6, ['preadv'], 'glibc sysdeps/unix/sysv/linux/preadv2.c'),
  newer('pwritev2', 4, 6, ['pwritev'], 'glibc sysdeps/unix/sysv/linux/pwritev2.c'),
  newer(
    'statx',
    4,
    11,
    ['newfstatat', 'fstatat64', 'stat', 'stat64', 'lstat', 'lstat64', 'fstat', 'fstat64'],
    'glibc sysdeps/unix/sysv/linux/statx.c; libuv src/unix/fs.c',
  ),
  ...[
    ['clock_adjtime64', 'clock_adjtime'],
    ['clock_getres_time64', 'clock_getres'],
    ['clock_gettime64', 'clock_gettime'],
    ['clock_nanosleep_time64', 'clock_nanosleep'],
    ['clock_settime64', 'clock_settime'],
    ['futex_time64', 'futex'],
    ['io_pgetevents_time64', 'io_pgetevents'],
    ['mq_timedreceive_time64', 'mq_timedreceive'],
    ['mq_timedsend_time64', 'mq_timedsend'],
    ['ppoll_time64', 'ppoll'],
    ['pselect6_time64', 'pselect6'],
    ['recvmmsg_time64', 'recvmmsg'],
    ['rt_sigtimedwait_time64', 'rt_sigtimedwait'],
    ['sched_rr_get_interval_time64', 'sched_rr_get_interval'],
    ['semtimedop_time64', 'semtimedop'],
    ['timer_gettime64', 'timer_gettime'],
    ['timer_settime64', 'timer_settime'],
    ['timerfd_gettime64', 'timerfd_gettime'],
    ['timerfd_settime64', 'timerfd_settime'],
    ['utimensat_time64', 'utimensat'],
  ].map(([call = '', older = '']) =>
    newer(call, 5, 1, [older], 'glibc sysdeps/unix/sysv/linux, the __ASSUME_TIME64_SYSCALLS paths; musl src/time'),
  ),
  newer('pidfd_send_signal', 5, 1, ['kill'], 'Go src/os/pidfd_linux.go'),
  newer('clone3', 5, 3, ['clone'], 'glibc sysdeps/unix/sysv/linux/clone-internal.c'),
  newer('pidfd_open', 5, 3, ['kill', 'wait4', 'waitid'], 'Go src/os/pidfd_linux.go; Python Lib/asyncio/unix_events.py'),
  newer('openat2', 5, 6, ['openat'], 'openat2(2); cyphar/filepath-securejoin; libpathrs'),
  newer(
    'faccessat2',
    5,
    8,
    ['faccessat'],
    'glibc sysdeps/unix/sysv/linux/faccessat.c; Go src/syscall/syscall_linux.go',
  ),
  newer(
    'close_range',
    5,
    9,
    ['openat', 'getdents64', 'close'],
    'glibc sysdeps/unix/sysv/linux/closefrom_fallback.c; Python Modules/_posixsubprocess.c',
  ),
  newer('epoll_pwait2', 5, 11, ['epoll_pwait', 'epoll_wait'], 'libevent epoll.c'),
  newer('futex_waitv', 5, 16, ['futex'], 'futex_waitv is for waiting on several at once; Wine dlls/ntdll/unix/fsync.c'),
  newer(
    'fchmodat2',
    6,
    6,
    ['fchmodat', 'openat', 'newfstatat', 'fstatat64', 'chmod', 'close'],
    'glibc sysdeps/unix/sysv/linux/fchmodat.c; musl src/stat/fchmodat.c',
  ),
];

function newer(call: string, major: number, minor: number, older: readonly string[], source: string): NewerCall {
  return { call, since: { major, minor }, older, source };
}
