// Small streams laid by hand, of what no log of strace holds: wrappers around events, pods, 32-bit calls, losses.
import { fixtureHost, goJson, traceeLine } from './tracee-layouts.mjs';

/** @typedef {import('./tracee-layouts.mjs').Container} Container */

const begin = 1_782_921_600_123_456_789n;

/** @param {string} name @param {string} pod @param {string} digit of the ids @returns {Container} */
const container = (name, pod, digit) => ({
  id: digit.repeat(64),
  name,
  image: `docker.io/fixtures/${name}:1.0`,
  digest: `sha256:${Buffer.from(name.repeat(32)).toString('hex').slice(0, 64)}`,
  pod,
  namespace: fixtureHost,
  uid: `7618a938-2586-486a-abaf-${digit.repeat(12)}`,
  started: true,
});

const web = container('web', 'web-7d9c5b6f4-x2x9k', 'a');
const webToo = container('web', 'web-7d9c5b6f4-q8wz5', 'b');
const database = container('db', 'db-0', 'c');
const databaseToo = container('db', 'db-1', 'd');

/** As it is where enrichment is off or failed. @param {Container} one @returns {Container} */
const unnamed = (one) => ({ ...one, name: '', image: '', digest: '', pod: '', namespace: '', uid: '' });

let tick = 0;

/**
 * One event, one line without its end.
 * @param {string} layout @param {{ name: string, number?: number, syscall?: string, value?: number, compat?: boolean,
 *   args?: import('./tracee-events.mjs').Argument[], container?: Container | undefined }} event outside containers with
 *   `container: undefined`
 */
function line(layout, { name, number, syscall = name, value = 0, args = [], compat = false, ...rest }) {
  const at = 'container' in rest ? rest.container : web;
  tick += 1;
  const ids = { tid: 40211, pid: 40211, ppid: 40190 };
  const event = { name, ...ids, nanoseconds: begin + BigInt(tick) * 1_000_003n, syscall, value: BigInt(value), args };
  const comm = at === undefined ? 'runc' : at.name || 'app';
  const setting = { container: at, comm, path: `/usr/bin/${comm}`, first: 40211, compat };
  return traceeLine(layout, { ...event, ...(number !== undefined && { number }) }, setting);
}

/** @param {string} layout @param {number} number @param {string} syscall @param {Container} [at] */
const enter = (layout, number, syscall, at = web) =>
  line(layout, { name: 'sys_enter', syscall, args: [{ name: 'syscall', type: 'i', value: number }], container: at });

/** @param {string} layout @param {string} path @param {number} [value] @param {Container} [at] */
const openat = (layout, path, value = 3, at = web) =>
  line(layout, {
    name: 'openat',
    number: 257,
    value,
    args: [
      { name: 'dirfd', type: 'i', value: -100 },
      { name: 'pathname', type: 's', value: path },
      { name: 'flags', type: 'i', value: 524288 },
      { name: 'mode', type: 'n', value: 0 },
    ],
    container: at,
  });

/** @param {string} layout @param {Container} [at] */
const close = (layout, at = web) =>
  line(layout, { name: 'close', number: 3, args: [{ name: 'fd', type: 'i', value: 3 }], container: at });

/** @param {string} layout @param {number | string} value */
const capable = (layout, value, syscall = 'bind') =>
  line(layout, {
    name: 'cap_capable',
    syscall,
    args: [{ name: 'cap', type: typeof value === 'string' ? 's' : 'i', value }],
  });

/** @param {string} layout */
const fileOpen = (layout, syscall = 'openat', name = 'security_file_open') =>
  line(layout, { name, syscall, args: [{ name: 'pathname', type: 's', value: '/etc/passwd' }] });

/** @param {string} msg */
const logLine = (msg, level = 'warn') => `{"level":"${level}","ts":1782921601.4764485,"msg":"${msg}"}`;

/** @param {string} text a line as a container's log file in the format of CRI holds it: cut after 16 KiB, here sooner */
function cri(text, size = 16384, stream = 'stdout') {
  const stamp = '2026-07-01T16:00:00.123456789Z';
  const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  return pieces.map((piece, at) => `${stamp} ${stream} ${at + 1 < pieces.length ? 'P' : 'F'} ${piece}`);
}

/** @param {string} text @param {string} [stream] */
const dockerLog = (text, stream = 'stdout') =>
  goJson({ log: `${text}\n`, stream, time: '2026-07-01T16:00:00.123456789Z' });

/** @param {string} text JSON without white space in it, integers kept as they stand */
function pretty(text) {
  let depth = 0;
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token, at) => {
    const newline = () => `\n${'  '.repeat(depth)}`;
    if (token === ',') return `,${newline()}`;
    if (token === ':') return ': ';
    if (token === '{' || token === '[') {
      if (/[}\]]/.test(text[at + 1] ?? '')) return token;
      depth += 1;
      return `${token}${newline()}`;
    }
    if (token !== '}' && token !== ']') return token;
    if (/[{[]/.test(text[at - 1] ?? '')) return token;
    depth -= 1;
    return `${newline()}${token}`;
  });
}

/**
 * The streams, in a fixed order.
 * @returns {{ layout: string, name: string, text: string }[]}
 */
export function handmadeStreams() {
  tick = 0;
  /** @param {string} layout @param {string} name @param {readonly string[]} lines */
  const stream = (layout, name, lines) => ({ layout, name, text: lines.map((one) => `${one}\n`).join('') });
  const three = () => [openat('0.24', '/srv/a "b" <c>'), openat('0.24', '/nope', -2), close('0.24')];
  return [
    stream('0.8.1', 'two-lines', [openat('0.8.1', '/etc/hosts', -2), close('0.8.1')]),
    stream(
      '0.24',
      'forward',
      three().map((one) => goJson({ event: one })),
    ),
    stream('0.24', 'docker', [
      ...three().map((one) => dockerLog(one)),
      dockerLog(logLine('KConfig: could not check enabled kconfig features'), 'stderr'),
    ]),
    stream('0.24', 'cri', [
      ...cri(openat('0.24', '/srv/a "b" <c>')),
      ...cri(openat('0.24', `/srv/${'long/'.repeat(60)}name`, -2), 500),
      ...cri(logLine('Lost 7 events'), 16384, 'stderr'),
      ...cri(close('0.24')),
    ]),
    stream('0.24', 'array', ['[', `${openat('0.24', '/a')},`, `${openat('0.24', '/nope', -2)},`, close('0.24'), ']']),
    stream('0.24', 'pretty', three().map(pretty)),
    stream('0.12', 'rules-context', [
      goJson({ Data: null, SigMetadata: { ID: 'TRC-2', Name: 'Anti-Debugging' } }).replace(
        '"SigMetadata"',
        `"Context":${line('0.12', { name: 'ptrace', number: 101, args: [{ name: 'request', type: 'l', value: 0n }] })},"SigMetadata"`,
      ),
      openat('0.12', '/etc/hosts'),
    ]),
    stream('0.24', 'compat', [
      line('0.24', { name: 'futex', number: 202, compat: true, value: -110 }),
      line('0.24', { name: 'getuid', number: 102, compat: true }),
      line('0.24', { name: 'newfstatat', number: 262, compat: true, value: -2 }),
      line('0.24', { name: 'select', number: 23, compat: true }),
      line('0.24', { name: 'waitpid', number: 449, compat: true, value: 12 }),
      line('0.24', { name: 'futex_time32', number: 533, compat: true }),
      line('0.24', { name: 'getuid', number: 102 }),
    ]),
    stream('0.24', 'collision', [
      line('0.24', { name: 'waitpid', number: 449, value: -22 }),
      line('0.24', { name: 'break', number: 451, value: -9 }),
      line('0.24', { name: 'mpx', number: 462 }),
      enter('0.24', 449, 'waitpid'),
      enter('0.24', 600, 'Undefined'),
      enter('0.24', 0x40000000 + 39, 'Undefined'),
      openat('0.24', '/etc/hosts'),
    ]),
    stream('v1beta1', 'collision', [
      line('v1beta1', { name: 'waitpid', number: 449, value: -22 }),
      line('v1beta1', { name: 'waitpid', number: 449, compat: true, value: 12 }),
      enter('v1beta1', 449, 'waitpid'),
      openat('v1beta1', '/etc/hosts', -13),
    ]),
    stream('0.20', 'decoded', [
      line('0.20', { name: 'sys_enter', syscall: 'openat', args: [{ name: 'syscall', type: 's', value: 'openat' }] }),
      line('0.20', { name: 'sys_enter', syscall: 'waitpid', args: [{ name: 'syscall', type: 's', value: 'waitpid' }] }),
      line('0.20', { name: 'sys_enter', syscall: 'Undefined', args: [{ name: 'syscall', type: 's', value: '600' }] }),
      openat('0.20', '/etc/hosts'),
    ]),
    stream('0.24', 'capabilities', [
      capable('0.24', 25, 'clock_settime'),
      capable('0.24', 'CAP_NET_BIND_SERVICE'),
      capable('0.24', 10),
      capable('0.24', 63, ''),
      openat('0.24', '/etc/hosts'),
    ]),
    stream('v1beta1', 'capabilities', [
      capable('v1beta1', 25, 'clock_settime'),
      capable('v1beta1', 'CAP_NET_BIND_SERVICE'),
      openat('v1beta1', '/etc/hosts'),
    ]),
    stream('0.24', 'indirect', [
      fileOpen('0.24'),
      fileOpen('0.24', 'execve'),
      fileOpen('0.24', 'bind', 'security_socket_bind'),
      fileOpen('0.24', ''),
      fileOpen('0.24', 'Undefined'),
      close('0.24'),
    ]),
    stream('0.24', 'container-create', [
      line('0.24', {
        name: 'container_create',
        syscall: 'mkdirat',
        container: undefined,
        args: [
          { name: 'runtime', type: 's', value: 'containerd' },
          { name: 'container_id', type: 's', value: web.id },
          { name: 'container_image', type: 's', value: web.image },
          { name: 'pod_name', type: 's', value: web.pod },
        ],
      }),
      openat('0.24', '/etc/hosts'),
      close('0.24', unnamed(web)),
    ]),
    stream('0.24', 'container-start', [
      openat('0.24', '/proc/self/attr/exec', 7, { ...web, started: false }),
      line('0.24', { name: 'pivot_root', number: 155, container: { ...web, started: false } }),
      line('0.24', { name: 'execve', number: 59, container: { ...web, started: false } }),
      openat('0.24', '/etc/ld.so.cache'),
      close('0.24'),
    ]),
    stream('0.24', 'losses', [
      'INFO: starting tracee...',
      openat('0.24', '/etc/hosts'),
      logLine('Lost 123 events'),
      logLine('Tracee encountered an error', 'error'),
      close('0.24'),
      logLine('Lost 1 events'),
    ]),
    { layout: '0.24', name: 'cut', text: `${openat('0.24', '/etc/hosts')}\n${close('0.24').slice(0, 700)}` },
    stream('0.24', 'replicas', [
      openat('0.24', '/etc/hosts', 3, web),
      close('0.24', web),
      openat('0.24', '/etc/hosts', -2, webToo),
      enter('0.24', 35, 'nanosleep', webToo),
      line('0.24', { name: 'getpid', number: 39, container: undefined }),
    ]),
    stream('0.24', 'statefulset', [
      openat('0.24', '/data', 3, database),
      line('0.24', { name: 'fsync', number: 74, container: databaseToo }),
      line('0.24', {
        name: 'fsync',
        number: 74,
        container: unnamed(databaseToo),
      }),
    ]),
    stream('v1beta1', 'statefulset', [
      openat('v1beta1', '/data', 3, database),
      line('v1beta1', { name: 'fsync', number: 74, container: databaseToo }),
      line('v1beta1', { name: 'fsync', number: 74, value: -5, container: undefined }),
    ]),
  ];
}
