// Writes a log as `strace -f -o` would, of any size: lines of about 90 bytes, a mix of calls as a server and a compiler
// make them. The same bytes for the same arguments.
import { closeSync, openSync, writeSync } from 'node:fs';

/** What `-f` alone prints, with times of day and durations, and with file names. */
export const styles = ['plain', 'times', 'files'];

/**
 * Writes about `bytes` bytes to a file; returns how many calls of each name begin in it.
 * @param {string} path @param {number} bytes @param {string} style one of `styles`
 * @returns {Map<string, number>}
 */
export function writeStraceLog(path, bytes, style = 'plain') {
  const random = randomNumbers(12345);
  const lines = linesOf(random, style);
  const begun = new Map();
  const file = openSync(path, 'w');
  try {
    for (let written = 0; written < bytes; ) {
      const block = [];
      for (let size = 0; size < 1 << 20; ) {
        const line = lines();
        const name = /(?:^|\s)([a-z_0-9]+)\(/.exec(line)?.[1];
        if (name !== undefined) begun.set(name, (begun.get(name) ?? 0) + 1);
        block.push(line);
        size += line.length;
      }
      written += writeSync(file, block.join(''), null, 'latin1');
    }
  } finally {
    closeSync(file);
  }
  return begun;
}

/** @param {(limit: number) => number} random @param {string} style @returns {() => string} */
function linesOf(random, style) {
  /** @param {string} path */
  const file = (path) => (style === 'files' ? `<${path}>` : '');
  const fd = () => `${random(30)}${file(`/srv/data/part-${random(99)}`)}`;
  const end = style === 'times' ? () => ` <0.0000${10 + random(89)}>\n` : () => '\n';
  const time = style === 'times' ? () => `16:17:5${random(9)}.${100000 + random(899999)} ` : () => '';
  const calls = [
    () =>
      `read(${fd()}, "\\177ELF\\2\\1\\1\\3\\0\\0\\0\\0\\0\\0\\0\\0\\3\\0>\\0\\1\\0\\0\\0\\20t\\2\\0\\0\\0\\0\\0"..., 832) = 832`,
    () => `read(${fd()}, "GET /index.html HTTP/1.1\\r\\nHost: l"..., 16384) = ${random(16384)}`,
    () => `write(${fd()}, "HTTP/1.1 200 OK\\r\\nServer: nginx/1."..., ${random(9999)}) = ${random(9999)}`,
    () => opened(`/usr/lib/python3.11/site-packages/pkg${random(999)}/__init__.py`),
    () =>
      `openat(AT_FDCWD, "/usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/lib${random(999)}.so.6", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)`,
    () =>
      `newfstatat(AT_FDCWD, "/usr/share/locale/en_US.UTF-8/LC_MESSAGES/x${random(999)}.mo", 0x7ffd${random(99999)}, 0) = -1 ENOENT (No such file or directory)`,
    () => `newfstatat(${fd()}, "", {st_mode=S_IFREG|0644, st_size=${random(99999)}, ...}, AT_EMPTY_PATH) = 0`,
    () =>
      `mmap(NULL, ${random(99999999)}, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7fae${(0x10000000 + random(0xfffffff)).toString(16)}`,
    () => `close(${fd()})                                = 0`,
    () => `epoll_wait(${fd()}, [{events=EPOLLIN, data={u32=${random(99999)}, u64=94${random(9999999)}}}], 512, -1) = 1`,
    () =>
      `recvfrom(${fd()}, 0x55d${random(999999)}, 16384, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)`,
    () => `clock_gettime(CLOCK_MONOTONIC, {tv_sec=${random(999999)}, tv_nsec=${random(99999999)}}) = 0`,
    () =>
      `poll([{fd=${random(30)}, events=POLLIN}, {fd=${random(30)}, events=POLLIN}], 2, 1000) = 1 ([{fd=5, revents=POLLIN}])`,
    () =>
      `rt_sigaction(SIGCHLD, {sa_handler=0x55${random(999999)}, sa_mask=[], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x7f${random(9999999)}}, NULL, 8) = 0`,
  ];
  /** @param {string} path */
  const opened = (path) => `openat(AT_FDCWD, "${path}", O_RDONLY|O_CLOEXEC) = ${random(30)}${file(path)}`;
  let waiting = 0;
  return () => {
    const kind = random(100);
    if (kind === 0)
      return `${2000 + random(9)}  ${time()}--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77, si_uid=0} ---\n`;
    if (waiting > 0 && kind < 12) {
      const pid = waiting;
      waiting = 0;
      return `${pid}  ${time()}<... futex resumed>)             = 0${end()}`;
    }
    if (waiting === 0 && kind < 12) {
      waiting = 1000 + random(40);
      return `${waiting}  ${time()}futex(0x7f${random(99999999)}, FUTEX_WAIT_PRIVATE, 2, NULL <unfinished ...>\n`;
    }
    return `${2000 + random(40)}  ${time()}${calls[random(calls.length)]?.()}${end()}`;
  };
}

/**
 * Numbers below a limit, the same ones each time.
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
