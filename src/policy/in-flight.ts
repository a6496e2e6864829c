/** Calls in which a program may wait from before the observation ended until after. */
export interface Wait {
  readonly calls: readonly string[];
  /** Any of these seen is what makes such a wait possible; left out, a program can wait there without any preparation. */
  readonly after?: readonly string[];
  readonly why: string;
}

/**
 * What a source that tells of calls when they return cannot show of a program that waits: the call it waits in, if it
 * was never answered. An idle server does just that, and refused such a call, it spins or ends.
 *
 * As narrow as is safe: calls that wait for something to come, and those that need an object only where the call that
 * makes it was seen. Not here, though they can block: writes and connect(2), which wait for no more than a peer and are
 * seen returning wherever it is there; locks (flock, fcntl) and opens of a FIFO, which a workload that works gets; a
 * splice or sendfile between descriptors, tried once before it waits; futex_waitv, which Wine and games try first.
 *
 * Source: "Interruption of system calls and library functions by signal handlers" in signal(7) lists what waits without
 * limit; the `_time64` names are what 32-bit ABIs call since Linux 5.1 (syscalls(2)).
 */
export const waits: readonly Wait[] = [
  {
    calls: ['pause', 'rt_sigsuspend', 'rt_sigtimedwait', 'rt_sigtimedwait_time64'],
    why: 'for a signal: an init, a main thread that leaves the work to others, sigwait(3)',
  },
  {
    calls: ['_newselect', 'poll', 'ppoll', 'ppoll_time64', 'pselect6', 'pselect6_time64', 'select'],
    why: 'for any descriptor, or none; aarch64 and riscv64 have no pause(2) and use ppoll(2) for it',
  },
  {
    calls: ['clock_nanosleep', 'clock_nanosleep_time64', 'nanosleep'],
    why: 'for time to pass: sleep(1), a loop with a long period',
  },
  {
    calls: ['futex', 'futex_time64'],
    why: 'for another thread or process: a mutex, a condition variable, pthread_join(3)',
  },
  {
    calls: ['read', 'readv'],
    why: 'for input on a descriptor it was given or made: a pipe, a terminal, eventfd(2), inotify(7), signalfd(2); musl reads streams with readv',
  },
  {
    calls: ['restart_syscall'],
    why: 'to go on with a timed wait of the calls above after the process was stopped and continued',
  },
  {
    calls: ['accept', 'accept4'],
    after: ['listen'],
    why: 'for a first connection',
  },
  {
    calls: ['recv', 'recvfrom', 'recvmmsg', 'recvmmsg_time64', 'recvmsg'],
    after: ['accept', 'accept4', 'socket', 'socketpair'],
    why: 'for a first message: a server of datagrams, a client that is told of changes',
  },
  {
    calls: ['epoll_pwait', 'epoll_pwait2', 'epoll_wait'],
    // Also the creation: with io_uring(7) descriptors are added without epoll_ctl (libuv src/unix/linux.c).
    after: ['epoll_create', 'epoll_create1', 'epoll_ctl'],
    why: 'for a first event: the loop of most servers',
  },
  {
    calls: ['io_uring_enter'],
    after: ['io_uring_setup'],
    why: 'for a first completion',
  },
  {
    calls: ['io_getevents', 'io_pgetevents', 'io_pgetevents_time64'],
    after: ['io_setup'],
    why: 'for a first completion: a thread of a database that collects them',
  },
  {
    calls: ['wait4', 'waitid', 'waitpid'],
    after: ['clone', 'clone3', 'fork', 'vfork'],
    why: 'for a child that lives on: a shell, a supervisor, an init',
  },
  {
    calls: ['msgrcv'],
    after: ['msgget'],
    why: 'for a first message of a System V queue',
  },
  {
    calls: ['semop', 'semtimedop', 'semtimedop_time64'],
    after: ['semget'],
    why: 'for a System V semaphore',
  },
  {
    calls: ['mq_timedreceive', 'mq_timedreceive_time64'],
    after: ['mq_open'],
    why: 'for a first message of a POSIX queue',
  },
];
