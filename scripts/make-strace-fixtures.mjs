// Makes fixtures/traces/strace-{log,summary}/<version>/ with the strace of this machine: node scripts/make-strace-fixtures.mjs
// Needs strace, gcc (with 32-bit code generation), dash and coreutils on x86_64. Then `npm run build` and
// `node scripts/expect-strace-fixtures.mjs` write the expectations, which are to be read before they are committed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A neutral place and environment: neither paths nor names of this machine may show up in arguments.
const workshop = '/tmp/w';
const env = { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C' };

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const version = /version (\S+)/.exec(run('strace', ['-V']).stdout)?.[1] ?? 'unknown';
const folders = {
  log: join(project, 'fixtures/traces/strace-log', version),
  summary: join(project, 'fixtures/traces/strace-summary', version),
};

const programs = {
  // 32-bit calls, from a 32-bit program (32) or in a log that does not say so (int80).
  int80: `
    static long sc(long n, long a, long b, long c) {
      long r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(n), "b"(a), "c"(b), "d"(c) : "memory"); return r; }
    void _start(void) { sc(20, 0, 0, 0); sc(4, 99, 0, 0); sc(199, 0, 0, 0); sc(1, 7, 0, 0); }`,
  numbers: `
    static long sc(long n, long a, long b, long c) {
      long r; __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory"); return r; }
    void _start(void) { sc(0x40000000 + 39, 0, 0, 0); sc(0x1c9, 0, 0, 0); sc(999, 1, 2, 3); sc(231, 0, 0, 0); }`,
  threads: `
    #include <pthread.h>
    #include <time.h>
    #include <unistd.h>
    static void *other(void *unused) { (void)unused; usleep(30000); execl("/bin/true", "true", NULL); return NULL; }
    int main(void) { pthread_t t; pthread_create(&t, 0, other, 0); struct timespec s = {100, 0}; nanosleep(&s, 0); return 0; }`,
};

/**
 * @typedef {{ name: string, options: string[], shell?: string, program?: string, input?: string, terminal?: boolean,
 *   times?: number, attach?: boolean }} Fixture
 */

/** @type {Fixture[]} */
const logs = [
  { name: 'follow', options: ['-f'], shell: 'cat /dev/null | cat; cat nope; kill -USR1 $$' },
  { name: 'times-of-day', options: ['-f', '-tt', '-T'], shell: 'cat nope; (exit 3)' },
  { name: 'times-plain', options: ['-f', '-t', '-r'], shell: '(exit 3)' },
  { name: 'times-since-epoch', options: ['-f', '-ttt', '-i', '-n'], shell: '(exit 3)' },
  { name: 'seconds', options: ['--timestamps=unix,s', '-r'], shell: 'exit 3' },
  { name: 'relative', options: ['-r', '-T'], shell: 'cat <nope' },
  { name: 'descriptors', options: ['-f', '-y'], shell: "cat 'a \"b (c = 0' '<d> = -1 ENOENT (e)' nope" },
  { name: 'descriptors-more', options: ['-f', '-yy', '-Y', '-T'], shell: "cat '<d> = -1 ENOENT (e)' </dev/null | cat" },
  { name: 'stack', options: ['-k', '-e', 'trace=openat,close'], shell: 'exit 3' },
  { name: 'raw', options: ['-X', 'raw', '-v', '-s', '200'], shell: 'cat nope' },
  {
    name: 'data',
    options: ['-e', 'read=0', '-e', 'write=1'],
    shell: 'read x; echo "$x" " = 0" ") = -1 ENOENT (x)"',
    input: 'hello\n',
  },
  { name: 'injected', options: ['-e', 'inject=getppid:error=EPERM:delay_exit=10'], shell: 'exit 3' },
  {
    name: 'interrupted',
    options: ['-f'],
    shell: 'sleep 5 & sleep 0.2; kill -STOP $!; sleep 0.1; kill -CONT $!; sleep 0.1; kill $!',
  },
  { name: 'killed', options: ['-f'], shell: 'sleep 5 & sleep 0.2; kill -KILL $!; wait; kill -KILL $$' },
  { name: 'thread-execve', options: ['-f'], program: 'threads' },
  { name: 'int80', options: ['-f'], program: 'int80' },
  { name: 'numbers', options: ['-f'], program: 'numbers' },
  { name: 'terminal', options: ['-f'], shell: 'true & wait; cat nope; (exit 3)', terminal: true },
  { name: 'terminal-modes', options: ['-f'], program: 'numbers', terminal: true },
  { name: 'terminal-32-bit', options: [], program: 'int80-32', terminal: true },
  { name: 'detached', options: ['-f'], attach: true },
];

const unreturned = ['-f', '-C', '-e', 'signal=none', '-e', 'status=unfinished,unavailable,detached'];
/** @type {Fixture[]} */
const summaries = [
  { name: 'counts', options: ['-f', '-c'], shell: 'cat nope; (exit 3)' },
  { name: 'counts-wall', options: ['-f', '-c', '-w', '-S', 'name'], shell: '(exit 3)' },
  { name: 'names', options: ['-c', '-U', 'name'], shell: 'cat <nope' },
  { name: 'names-first', options: ['-c', '-U', 'name,calls,errors'], shell: 'cat <nope' },
  { name: 'errors-first', options: ['-c', '-U', 'errors,name,time'], shell: 'cat <nope' },
  {
    name: 'all-columns',
    options: ['-c', '-U', 'time,name,calls,max-time,min-time,avg-time,total-time,errors'],
    shell: 'cat <nope',
  },
  { name: 'unreturned', options: unreturned, shell: 'cat nope; sleep 5 & sleep 0.2; kill -KILL $!; wait' },
  { name: 'unreturned-thread-execve', options: [...unreturned, '-U', 'name,calls,errors'], program: 'threads' },
  { name: 'unreturned-32-bit', options: [...unreturned, '-U', 'name,calls,errors'], shell: './int80-32; ./int80' },
  { name: 'full-log', options: ['-f', '-C'], shell: 'cat nope; (exit 3)' },
  { name: 'full-log-numbers', options: ['-f', '-C'], program: 'numbers' },
  { name: 'terminal-modes', options: ['-f', '-C'], program: 'numbers', terminal: true },
  {
    name: 'runs',
    options: ['-f', '-C', '-A', '-U', 'name,calls,errors', '-e', 'status=unfinished'],
    shell: './int80-32; exit 3',
    times: 2,
  },
  { name: 'detached', options: [...unreturned], attach: true },
];

prepare();
await recordAll(folders.log, logs);
await recordAll(folders.summary, summaries);
await recordFolder();
rmSync(workshop, { recursive: true, force: true });

/** @param {string} folder @param {Fixture[]} list */
async function recordAll(folder, list) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const fixture of list) save(join(folder, `${fixture.name}.strace`), await record(fixture));
}

function prepare() {
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop);
  for (const name of ['a "b (c = 0', '<d> = -1 ENOENT (e)']) writeFileSync(join(workshop, name), '');
  for (const [name, source] of Object.entries(programs)) {
    writeFileSync(join(workshop, `${name}.c`), source);
    const flags = name === 'threads' ? ['-pthread'] : ['-static', '-nostdlib'];
    check(run('gcc', ['-w', ...flags, '-o', name, `${name}.c`]));
    if (name === 'int80') check(run('gcc', ['-m32', ...flags, '-o', 'int80-32', `${name}.c`]));
  }
}

/** @param {Fixture} fixture */
async function record(fixture) {
  const { options, shell, program, input = '', terminal = false, times = 1, attach = false } = fixture;
  rmSync(join(workshop, 'out'), { force: true });
  const to = terminal ? [] : ['-o', 'out'];
  if (attach) return recordAttached([...options, ...to]);
  const command = program === undefined ? ['sh', '-c', shell ?? ''] : [`./${program}`];
  let stderr = '';
  for (let time = 0; time < times; time++)
    stderr = spawnSync('strace', [...options, ...to, ...command], { cwd: workshop, env, input }).stderr.toString(
      'latin1',
    );
  return terminal ? stderr : readFileSync(join(workshop, 'out'), 'latin1');
}

/** @param {string[]} options */
async function recordAttached(options) {
  const workload = spawn('sh', ['-c', 'sleep 0.4; sleep 0.4; sleep 5; true'], { cwd: workshop, env, detached: true });
  await pause(200);
  const tracer = spawn('strace', [...options, '-p', String(workload.pid)], { cwd: workshop, env, stdio: 'ignore' });
  await pause(1500);
  tracer.kill('SIGINT');
  await new Promise((resolve) => tracer.once('exit', resolve));
  if (workload.pid !== undefined) process.kill(-workload.pid, 'SIGKILL');
  return readFileSync(join(workshop, 'out'), 'latin1');
}

async function recordFolder() {
  const folder = join(folders.log, 'separate');
  mkdirSync(folder);
  spawnSync('strace', ['-ff', '-o', 'trace', 'sh', '-c', './threads; sleep 5 & sleep 0.2; kill -KILL $!'], {
    cwd: workshop,
    env,
  });
  for (const name of readdirSync(workshop).filter((file) => /^trace\.\d+$/.test(file)))
    save(join(folder, name), readFileSync(join(workshop, name), 'latin1'));
}

/** @param {string} path @param {string} text */
function save(path, text) {
  for (const word of [dirname(project), '/root', '/home', hostname(), userInfo().username])
    if (word.length > 2 && text.includes(word)) throw new Error(`${path} holds ${word}`);
  writeFileSync(path, text, 'latin1');
  console.log(`${path.slice(project.length + 1)}: ${text.length} bytes`);
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  return spawnSync(command, args, { cwd: workshopOrRoot(), env, encoding: 'latin1' });
}

function workshopOrRoot() {
  return readdirSync('/tmp').includes('w') ? workshop : '/';
}

/** @param {{ status: number | null, stderr: string }} result */
function check(result) {
  if (result.status !== 0) throw new Error(result.stderr);
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
