// From the calls of a log of strace to the events that Tracee would have made of them, by the rules of its source (pkg/ebpf/c/
// tracee.bpf.c: sys_enter_submit, sys_exit_submit and the handlers of execve; read at v0.24.1). Tracee itself was not run.

/**
 * An event, its layout not decided yet. `type` is the kind of an argument: i int, n unsigned int, u unsigned long, l long,
 * p pointer, s string, a list of strings, k socket address.
 * @typedef {{ name: string, type: string, value: unknown }} Argument
 * @typedef {{ name: string, number?: number, nanoseconds: bigint, tid: number, pid: number, ppid: number, syscall: string,
 *   value: bigint, args: Argument[] }} TraceeEvent
 * @typedef {import('./strace-raw-calls.mjs').RawCall} RawCall
 */

// The arguments of the calls that the workloads make, as Tracee names them (pkg/events/core.go).
/** @type {Readonly<Record<string, string>>} */
const argumentsOf = {
  access: 's pathname, i mode',
  accept4: 'i sockfd, k addr, p addrlen, i flags',
  arch_prctl: 'i option, u addr',
  bind: 'i sockfd, k addr, i addrlen',
  brk: 'p addr',
  chdir: 's path',
  clock_nanosleep: 'i clockid, i flags, p request, p remain',
  clone: 'u flags, p stack, p parent_tid, p child_tid, u tls',
  clone3: 'p cl_args, u size',
  close: 'i fd',
  connect: 'i sockfd, k addr, i addrlen',
  dup2: 'i oldfd, i newfd',
  execve: 's pathname, a argv, a envp',
  exit: 'i status',
  exit_group: 'i status',
  faccessat2: 'i fd, s path, i mode, i flag',
  fcntl: 'i fd, i cmd, u arg',
  fork: '',
  fstat: 'i fd, p statbuf',
  futex: 'p uaddr, i futex_op, n val, p timeout, p uaddr2, n val3',
  futex_waitv: '',
  getcwd: 'p buf, u size',
  getegid: '',
  geteuid: '',
  getgid: '',
  getpid: '',
  getppid: '',
  getrandom: 'p buf, u buflen, n flags',
  gettid: '',
  getuid: '',
  kill: 'i pid, i sig',
  listen: 'i sockfd, i backlog',
  madvise: 'p addr, u length, i advice',
  mmap: 'p addr, u length, i prot, i flags, i fd, l off',
  mprotect: 'p addr, u len, i prot',
  munmap: 'p addr, u length',
  newfstatat: 'i dirfd, s pathname, p statbuf, i flags',
  openat: 'i dirfd, s pathname, i flags, n mode',
  pause: '',
  pipe2: 'p pipefd, i flags',
  pread64: 'i fd, p buf, u count, l offset',
  prlimit64: 'i pid, i resource, p new_limit, p old_limit',
  read: 'i fd, p buf, u count',
  readlink: 's pathname, p buf, u bufsiz',
  recvfrom: 'i sockfd, p buf, u len, i flags, k src_addr, p addrlen',
  rseq: 'p rseq, n rseq_len, i flags, n sig',
  rt_sigaction: 'i signum, p act, p oldact, u sigsetsize',
  rt_sigprocmask: 'i how, p set, p oldset, u sigsetsize',
  sendto: 'i sockfd, p buf, u len, i flags, k dest_addr, i addrlen',
  set_robust_list: 'p head, u len',
  set_tid_address: 'p tidptr',
  setitimer: 'i which, p new_value, p old_value',
  setsockopt: 'i sockfd, i level, i optname, p optval, i optlen',
  socket: 'i domain, i type, i protocol',
  tgkill: 'i tgid, i tid, i sig',
  vfork: '',
  wait4: 'i pid, p wstatus, i options, p rusage',
  write: 'i fd, p buf, u count',
  writev: 'i fd, p iov, i iovcnt',
};

// Numbers that Tracee's own table gives to 32-bit calls: on x86_64 a native call with that number goes by that name.
/** @type {Readonly<Record<number, string>>} */
const namesPastTable = { 449: 'waitpid', 450: 'oldfstat', 451: 'break', 452: 'oldstat', 462: 'mpx' };

// Paths as programs open them, one as an attacker would name it.
const paths = [
  '/etc/ld.so.cache',
  '/lib/x86_64-linux-gnu/libc.so.6',
  '/srv/app/<templates>/a&b.html',
  '/tmp/","eventName":"ptrace","syscall":"ptrace","x":"',
  '/proc/self/exe',
];

/**
 * @param {readonly RawCall[]} calls
 * @param {{ returns: boolean, enters: boolean, program: string }} what `returns`: the events of single calls; `enters`:
 *   sys_enter and sched_process_exec; `program`: the path of the workload
 * @returns {TraceeEvent[]} in the order in which Tracee would have sent them
 */
export function traceeEvents(calls, { returns, enters, program }) {
  const places = placesOf(calls);
  /** @type {{ at: number, event: TraceeEvent }[]} */
  const sent = [];
  for (const [index, call] of calls.entries()) {
    // The execve that starts the container's program comes before the container counts as started.
    const inScope = index > 0;
    const name = traceeName(call);
    const base = {
      ...(places.get(call.tid) ?? fail(call)),
      nanoseconds: call.nanoseconds,
      syscall: name ?? 'Undefined',
    };
    /** @param {number} at @param {Pick<TraceeEvent, 'name' | 'args'> & Partial<TraceeEvent>} event */
    const send = (at, event) => sent.push({ at, event: { value: 0n, ...base, ...event } });
    if (enters && inScope)
      send(call.entered, { name: 'sys_enter', args: [{ name: 'syscall', type: 'i', value: call.number }] });
    if (returns && inScope && name !== undefined && call.name !== 'rt_sigreturn') {
      const single = { name, number: call.number, args: argumentList(call, index, program) };
      const onEntry = ['execve', 'exit', 'exit_group'].includes(call.name);
      if (onEntry) send(call.entered, single);
      const told = call.left !== undefined && (!onEntry || call.errno !== undefined);
      if (told) send(call.left ?? 0, { ...single, value: call.value });
    }
    if (enters && call.name === 'execve' && call.left !== undefined && call.errno === undefined)
      send(call.left, {
        name: 'sched_process_exec',
        args: executed(program, call.nanoseconds),
        nanoseconds: call.nanoseconds + 900n,
      });
  }
  // What one line of strace tells stands in the order in which it was pushed: sorting is stable.
  return sent.sort((one, other) => one.at - other.at).map(({ event }) => event);
}

/**
 * Which process each thread belongs to, told by the flags of the clone that made it (CLONE_THREAD).
 * @param {readonly RawCall[]} calls
 */
function placesOf(calls) {
  const first = calls[0]?.tid ?? 0;
  /** @type {Map<number, { tid: number, pid: number, ppid: number }>} */
  const places = new Map([[first, { tid: first, pid: first, ppid: first - 1 }]]);
  const tids = new Set(calls.map(({ tid }) => tid));
  for (const call of calls) {
    const child = Number(call.value);
    const parent = places.get(call.tid);
    if (!/^(?:clone3?|v?fork)$/.test(call.name) || !tids.has(child) || parent === undefined) continue;
    const isThread = call.name === 'clone3' || (call.name === 'clone' && ((call.args[0] ?? 0n) & 0x10000n) !== 0n);
    places.set(child, { tid: child, pid: isThread ? parent.pid : child, ppid: isThread ? parent.ppid : parent.pid });
  }
  return places;
}

/** @param {RawCall} call @returns {string | undefined} undefined: Tracee has no event of that number */
function traceeName({ name, number }) {
  return number > 448 ? namesPastTable[number] : name;
}

/** @param {RawCall} call @param {number} index @param {string} program @returns {Argument[]} */
function argumentList({ name, number, args }, index, program) {
  // A call whose arguments are not named here has none: nothing is read from them.
  const list = number > 448 ? '' : (argumentsOf[name] ?? '');
  if (list === '') return [];
  return list.split(', ').map((word, position) => {
    const [type = '', title = ''] = word.split(' ');
    return { name: title, type, value: argumentValue(type, args[position] ?? 0n, index, program) };
  });
}

/** @param {string} type @param {bigint} raw @param {number} index @param {string} program */
function argumentValue(type, raw, index, program) {
  if (type === 's') return paths[index % paths.length];
  if (type === 'a') return raw === 0n ? null : [program, `--line=${index}`];
  if (type === 'k') return raw === 0n ? null : { sa_family: 'AF_INET', sin_addr: '127.0.0.1', sin_port: '8080' };
  if (type === 'i') return Number(BigInt.asIntN(32, raw));
  if (type === 'n') return Number(BigInt.asUintN(32, raw));
  return type === 'l' ? BigInt.asIntN(64, raw) : BigInt.asUintN(64, raw);
}

/** @param {string} program @param {bigint} nanoseconds @returns {Argument[]} */
function executed(program, nanoseconds) {
  return [
    { name: 'cmdpath', type: 's', value: program },
    { name: 'pathname', type: 's', value: program },
    { name: 'inode', type: 'u', value: 1585473n },
    { name: 'ctime', type: 'u', value: nanoseconds - 86_400_000_000_123n },
    { name: 'argv', type: 'a', value: [program] },
    { name: 'interp', type: 's', value: program },
    { name: 'invoked_from_kernel', type: 'i', value: 0 },
  ];
}

/** @param {RawCall} call @returns {never} */
function fail({ tid }) {
  throw new Error(`no clone made ${tid}`);
}
