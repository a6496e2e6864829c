// The call that an ABI has in place of another one, in the order in which a C library tries them. 64-bit ABIs have no
// second call for wider offsets, ids and times (man pages, "C library/kernel differences"); those since arm64 lack what
// the *at calls can do as well (include/uapi/asm-generic/unistd.h; glibc sysdeps/unix/sysv/linux).
const counterparts: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    _llseek: 'lseek',
    _newselect: 'select pselect6',
    access: 'faccessat faccessat2',
    chmod: 'fchmodat fchmodat2',
    chown: 'fchownat',
    creat: 'openat openat2',
    dup2: 'dup3',
    epoll_create: 'epoll_create1',
    epoll_wait: 'epoll_pwait epoll_pwait2',
    eventfd: 'eventfd2',
    fadvise64_64: 'fadvise64',
    fcntl64: 'fcntl',
    fork: 'clone clone3',
    fstat64: 'fstat',
    fstatat64: 'newfstatat statx',
    fstatfs64: 'fstatfs',
    ftruncate64: 'ftruncate',
    futimesat: 'utimensat',
    getdents: 'getdents64',
    getpgrp: 'getpgid',
    inotify_init: 'inotify_init1',
    lchown: 'fchownat',
    link: 'linkat',
    lstat: 'newfstatat statx',
    lstat64: 'lstat newfstatat statx',
    mkdir: 'mkdirat',
    mknod: 'mknodat',
    mmap2: 'mmap',
    newfstatat: 'fstatat64 statx',
    open: 'openat openat2',
    pause: 'ppoll',
    pipe: 'pipe2',
    poll: 'ppoll',
    readlink: 'readlinkat',
    rename: 'renameat renameat2',
    renameat: 'renameat2',
    rmdir: 'unlinkat',
    select: 'pselect6',
    sendfile64: 'sendfile',
    sigaction: 'rt_sigaction',
    signalfd: 'signalfd4',
    sigprocmask: 'rt_sigprocmask',
    sigreturn: 'rt_sigreturn',
    sigsuspend: 'rt_sigsuspend',
    stat: 'newfstatat statx',
    stat64: 'stat newfstatat statx',
    statfs64: 'statfs',
    symlink: 'symlinkat',
    truncate64: 'truncate',
    ugetrlimit: 'getrlimit prlimit64',
    umount: 'umount2',
    unlink: 'unlinkat',
    utime: 'utimensat',
    utimes: 'utimensat',
    vfork: 'clone clone3',
    waitpid: 'wait4 waitid',
  }).map(([name, others]) => [name, others.split(' ')]),
);

/**
 * What ABIs without a call of this name have in its place; empty where nothing is known. Not every ABI has each of them.
 */
export function syscallCounterparts(name: string): readonly string[] {
  const known = counterparts.get(name);
  if (known !== undefined) return known;
  const wider =
    /^(.+)_time64$/.exec(name)?.[1] ??
    /^(clock_.+)64$/.exec(name)?.[1] ??
    /^(.+id|.+ids|.*chown|.+groups)32$/.exec(name)?.[1];
  return wider === undefined ? [] : [wider];
}
