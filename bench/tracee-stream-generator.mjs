// Writes a stream as Tracee 0.24 prints it (flat JSON, one event a line, the set syscalls), of any size: 20 containers with 120
// different calls each, about 1,365 bytes a line. The same bytes for the same arguments. Tracee did not print it.
//   node bench/tracee-stream-generator.mjs OUT.ndjson MEGABYTES     writes OUT.truth.json beside it
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// Numbers of x86_64.
const syscalls = (
  'read:0 write:1 close:3 fstat:5 poll:7 lseek:8 mmap:9 mprotect:10 munmap:11 brk:12 rt_sigaction:13 ' +
  'rt_sigprocmask:14 ioctl:16 pread64:17 pwrite64:18 readv:19 writev:20 access:21 pipe:22 select:23 ' +
  'sched_yield:24 mremap:25 msync:26 mincore:27 madvise:28 dup:32 dup2:33 pause:34 nanosleep:35 setitimer:38 ' +
  'getpid:39 sendfile:40 socket:41 connect:42 accept:43 sendto:44 recvfrom:45 sendmsg:46 recvmsg:47 shutdown:48 ' +
  'bind:49 listen:50 getsockname:51 getpeername:52 socketpair:53 setsockopt:54 getsockopt:55 clone:56 wait4:61 ' +
  'kill:62 uname:63 fcntl:72 flock:73 fsync:74 fdatasync:75 truncate:76 ftruncate:77 getcwd:79 chdir:80 ' +
  'fchdir:81 rename:82 mkdir:83 rmdir:84 unlink:87 readlink:89 chmod:90 fchmod:91 chown:92 fchown:93 umask:95 ' +
  'gettimeofday:96 getrlimit:97 getrusage:98 sysinfo:99 getuid:102 setuid:105 setgid:106 geteuid:107 ' +
  'getegid:108 setpgid:109 getppid:110 setsid:112 sigaltstack:131 statfs:137 fstatfs:138 prctl:157 ' +
  'arch_prctl:158 gettid:186 futex:202 sched_getaffinity:204 epoll_wait:232 epoll_ctl:233 set_tid_address:218 ' +
  'clock_gettime:228 clock_nanosleep:230 tgkill:234 openat:257 newfstatat:262 unlinkat:263 faccessat:269 ' +
  'pselect6:270 ppoll:271 set_robust_list:273 accept4:288 eventfd2:290 epoll_create1:291 dup3:292 prlimit64:302 ' +
  'getrandom:318 statx:332 rseq:334 clone3:435 faccessat2:439 epoll_pwait:281 getdents64:217 utimensat:280 ' +
  'alarm:37 times:100 link:86 pipe2:293'
)
  .split(' ')
  .map((word) => word.split(':'))
  .map(([name = '', number = '']) => ({ name, number }));

const errnos = [2, 11, 110, 4, 22, 9, 115, 17, 13, 104];

/**
 * How often a container made a call, and the negative values it returned, each once, ascending.
 * @typedef {{ containerId: string, containerName: string, syscall: string, count: number, negative: number[] }} Group
 * @typedef {{ bytes: number, lines: number, groups: Group[] }} Truth
 */

/**
 * Writes at least `bytes` bytes to a file, whole lines.
 * @param {string} path @param {number} bytes
 * @returns {Truth} what is in it
 */
export function writeTraceeStream(path, bytes) {
  const random = randomNumbers(20260701);
  const containers = Array.from({ length: 20 }, (_, index) => containerOf(index, random));
  const groups = containers.flatMap((container) =>
    syscalls.map((syscall, index) => ({ container, syscall, errors: index % 5, count: 0, negative: new Set() })),
  );
  const file = openSync(path, 'w');
  let [written, lines] = [0, 0];
  try {
    while (written < bytes) {
      const block = [];
      for (let size = 0; size < 1 << 22 && written + size < bytes; lines += 1) {
        // Each group once, in a scattered order, then some far more often than others.
        const at = lines < groups.length ? (lines * 1009) % groups.length : skewed(random, groups.length);
        const group = groups[at];
        if (group === undefined) throw new Error(`no group ${at}`);
        const fails = group.errors > 0 && random(8) === 0;
        const value = fails ? -(errnos[(at + random(group.errors)) % errnos.length] ?? 1) : random(4096);
        group.count += 1;
        if (fails) group.negative.add(value);
        const line = lineOf(group.container, group.syscall, value, lines, random);
        block.push(line);
        size += line.length;
      }
      written += writeSync(file, block.join(''), null, 'latin1');
    }
  } finally {
    closeSync(file);
  }
  return {
    bytes: written,
    lines,
    groups: groups
      .filter(({ count }) => count > 0)
      .map(({ container, syscall, count, negative }) => ({
        containerId: container.id,
        containerName: container.name,
        syscall: syscall.name,
        count,
        negative: [...negative].sort((one, other) => one - other),
      })),
  };
}

/** @typedef {{ id: string, name: string, about: string, processes: string[] }} Container */

/** @param {number} index @param {(limit: number) => number} random @returns {Container} */
function containerOf(index, random) {
  const hex = (/** @type {number} */ length) => Array.from({ length }, () => random(16).toString(16)).join('');
  const id = hex(64);
  const name = `app-${String(index).padStart(2, '0')}`;
  const uid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const about =
    `"hostName":"gke-shop-worker-${index % 3}","containerId":"${id}","container":{"id":"${id}","name":"${name}",` +
    `"image":"registry.example.com/shop/production/${name}:2.${index}.1-bookworm","imageDigest":"sha256:${hex(64)}"},` +
    `"kubernetes":{"podName":"${name}-${hex(9)}-x${index % 10}q9k","podNamespace":"shop","podUID":"${uid}"},`;
  const processes = Array.from({ length: 12 }, (_, process) => {
    const [pid, host] = [process === 0 ? 1 : 7 + process, 40000 + index * 100 + process];
    const ids = `"processId":${pid},"cgroupId":${9000 + index},"threadId":${pid},"parentProcessId":${process === 0 ? 0 : 1}`;
    const hosts = `"hostProcessId":${host},"hostThreadId":${host},"hostParentProcessId":${39000 + index}`;
    return (
      `${ids},${hosts},"userId":${1000 + (index % 7)},"mountNamespace":${4026532000 + index},"pidNamespace":${4026533000 + index},` +
      `"processName":"${process === 0 ? name : `worker/${process}`}","executable":{"path":"/usr/local/lib/shop/bin/${name}"},`
    );
  });
  return { id, name, about, processes };
}

/**
 * @param {Container} container @param {{ name: string, number: string }} syscall @param {number} value
 * @param {number} index @param {(limit: number) => number} random
 */
function lineOf({ about, processes }, { name, number }, value, index, random) {
  const process = random(processes.length);
  // Events come in the order of returns, with the times of entries: the later line may have the earlier time.
  const time = String(20_000_000_000 + index * 6007 - random(90_000)).padStart(12, '0');
  const { args = 0, text } = argumentKinds[Number(number) % argumentKinds.length] ?? {};
  return (
    `{"timestamp":1782921${time},"threadStartTime":17829210${10_000_000_000 + process * 977},"processorId":${random(8)},` +
    `${processes[process]}${about}"eventId":"${number}","eventName":"${name}","matchedPolicies":["record-all","audit-shop"],` +
    `"argsNum":${args},"returnValue":${value},"syscall":"${name}","stackAddresses":null,` +
    `"contextFlags":{"containerStarted":true,"isCompat":false},"threadEntityId":${3_141_592_653 - process},` +
    `"processEntityId":${3_141_592_653 - process},"parentEntityId":${2_718_281_828 + process},"args":[${text?.(random) ?? ''}]}\n`
  );
}

/** @type {readonly { readonly args: number, readonly text: (random: (limit: number) => number) => string }[]} */
const argumentKinds = [
  {
    args: 3,
    text: (random) =>
      `{"name":"fd","type":"int32","value":${random(60)}},{"name":"buf","type":"trace.Pointer","value":${1_408_000_000 + random(99_999_999)}00144},{"name":"count","type":"uint64","value":${random(65_536)}}`,
  },
  {
    args: 4,
    text: (random) =>
      `{"name":"dirfd","type":"int32","value":-100},{"name":"pathname","type":"string","value":"/srv/app/releases/2026-07-01/lib/module-${random(9999)}/\\"quoted\\" \\u003cname\\u003e.json"},{"name":"flags","type":"int32","value":${random(2) * 524_288}},{"name":"mode","type":"uint32","value":0}`,
  },
  {
    args: 3,
    text: (random) =>
      `{"name":"sockfd","type":"int32","value":${random(60)}},{"name":"addr","type":"SockAddr","value":{"sa_family":"AF_INET","sin_addr":"10.42.${random(256)}.${random(256)}","sin_port":"${random(65_536)}"}},{"name":"addrlen","type":"uint32","value":16}`,
  },
  {
    args: 4,
    text: (random) =>
      `{"name":"uaddr","type":"trace.Pointer","value":1397${10_000_000_000 + random(999_999_999)}},{"name":"futex_op","type":"int32","value":128},{"name":"val","type":"uint32","value":${random(9)}},{"name":"timeout","type":"trace.Pointer","value":0}`,
  },
  {
    args: 3,
    text: (random) =>
      `{"name":"pathname","type":"string","value":"/proc/${random(99_999)}/status"},{"name":"argv","type":"[]string","value":["/bin/sh","-c","exec node --max-old-space-size=512 server-${random(99)}.js"]},{"name":"envp","type":"[]string","value":null}`,
  },
  {
    args: 6,
    text: (random) =>
      `{"name":"addr","type":"trace.Pointer","value":0},{"name":"length","type":"uint64","value":${4096 * random(9999)}},{"name":"prot","type":"int32","value":3},{"name":"flags","type":"int32","value":34},{"name":"fd","type":"int32","value":-1},{"name":"off","type":"uint64","value":0}`,
  },
  { args: 0, text: () => '' },
];

/** @param {(limit: number) => number} random @param {number} limit */
function skewed(random, limit) {
  return Math.floor((random(1 << 15) * random(1 << 15) * limit) / 2 ** 30);
}

/**
 * Numbers below a limit, at most 2^23, the same ones each time.
 * @param {number} seed
 * @returns {(limit: number) => number}
 */
function randomNumbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % limit;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path, megabytes] = process.argv;
  if (path === undefined || !(Number(megabytes) > 0)) {
    console.error('node bench/tracee-stream-generator.mjs OUT.ndjson MEGABYTES');
    process.exitCode = 2;
  } else {
    const truth = writeTraceeStream(path, Number(megabytes) * 1e6);
    writeFileSync(`${path.replace(/\.ndjson$/, '')}.truth.json`, `${JSON.stringify(truth, null, 1)}\n`);
    console.log(`${truth.bytes} bytes, ${truth.lines} lines, ${truth.groups.length} groups`);
  }
}
