// Makes fixtures/traces/tracee/<version>/: streams of events that Tracee did not print, laid out from logs of strace:
//   node scripts/make-tracee-fixtures.mjs            from fixtures/traces/tracee/logs/, the same bytes each time
//   node scripts/make-tracee-fixtures.mjs --record   records those logs anew first; needs strace, gcc and dash on x86_64
// Then `npm run build` and `node scripts/expect-tracee-fixtures.mjs` write the expectations, to be read before a commit.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rawCalls } from './strace-raw-calls.mjs';
import { traceeEvents } from './tracee-events.mjs';
import { handmadeStreams } from './tracee-handmade.mjs';
import { fixtureHost, layouts, traceeLine } from './tracee-layouts.mjs';
import { workloadPrograms } from './tracee-workloads.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const root = join(project, 'fixtures/traces/tracee');
const logs = join(root, 'logs');
const workshop = '/tmp/w';
const env = { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C' };
const largest = 60 * 1024;

/** What was asked of Tracee: the events of single calls, sys_enter with sched_process_exec, or both. */
const asked = {
  both: { returns: true, enters: true },
  enters: { returns: false, enters: true },
  returns: { returns: true, enters: false },
};

/** @type {Readonly<Record<string, readonly (keyof typeof asked)[]>>} in 0.24; the other layouts hold a choice */
const workloads = {
  killed: ['returns', 'enters', 'both'],
  newer: ['returns', 'enters', 'both'],
  pipeline: ['returns', 'enters'],
  quiet: ['returns', 'enters', 'both'],
  server: ['returns', 'enters'],
  shell: ['enters'],
  signals: ['returns', 'enters'],
  threads: ['returns', 'enters'],
};

/** @type {Readonly<Record<string, readonly string[]>>} */
const chosen = {
  '0.8.1': ['killed-returns', 'signals-enters', 'server-returns', 'pipeline-enters'],
  0.12: ['killed-enters', 'signals-returns', 'threads-returns', 'newer-enters'],
  0.14: ['server-enters', 'signals-returns', 'shell-returns', 'quiet-both'],
  '0.20': ['threads-enters', 'signals-both', 'pipeline-returns', 'newer-returns'],
  v1beta1: ['killed-enters', 'killed-returns', 'newer-both', 'pipeline-returns', 'server-enters', 'signals-returns'],
};

// libseccomp's names of calls that the strace which made the logs does not know.
/** @type {Readonly<Record<number, string>>} */
const newerNames = { 451: 'cachestat', 452: 'fchmodat2', 462: 'mseal' };

if (process.argv.includes('--record')) recordLogs();
for (const layout of layouts) {
  const folder = join(root, layout);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (/\.(?:ndjson|known\.json)$/.test(file)) rmSync(join(folder, file));
}
for (const layout of layouts) for (const name of namesOf(layout)) lay(layout, name);
for (const { layout, name, text } of handmadeStreams()) save(join(root, layout, `handmade-${name}.ndjson`), text);

/** @param {string} layout */
function namesOf(layout) {
  return chosen[layout] ?? Object.entries(workloads).flatMap(([name, kinds]) => kinds.map((kind) => `${name}-${kind}`));
}

/** @param {string} layout @param {string} name a workload and what was asked: `server-returns` */
function lay(layout, name) {
  const [workload = '', kind = ''] = name.split('-');
  const what = Object.entries(asked).find(([key]) => key === kind)?.[1];
  if (what === undefined) throw new Error(name);
  const calls = rawCalls(readFileSync(join(logs, `${workload}.strace`), 'latin1'));
  const program = `/usr/bin/${workload}`;
  const setting = { container: containerOf(workload), comm: workload, path: program, first: calls[0]?.tid ?? 0 };
  const lines = traceeEvents(calls, { ...what, program }).map((event) => `${traceeLine(layout, event, setting)}\n`);
  save(join(root, layout, `${name}.ndjson`), lines.join(''));
  save(join(root, layout, `${name}.known.json`), `${JSON.stringify(known(calls), null, 1)}\n`);
}

/**
 * What strace saw, all of it, whether or not Tracee can tell. `beforeScope`: made once, before the container counts as started.
 * @param {readonly import('./strace-raw-calls.mjs').RawCall[]} calls
 */
function known(calls) {
  const name = (/** @type {{ name: string, number: number }} */ call) =>
    newerNames[call.number] ?? (call.number > 600 ? undefined : call.name);
  const names = (/** @type {typeof calls} */ some) =>
    [...new Set(some.map(name).filter((one) => one !== undefined))].sort();
  const returned = new Set(names(calls.filter(({ left }) => left !== undefined)));
  const inScope = new Set(names(calls.slice(1)));
  const syscalls = names(calls);
  return {
    abi: 'x86_64',
    syscalls,
    unreturned: syscalls.filter((one) => !returned.has(one)),
    beforeScope: syscalls.filter((one) => !inScope.has(one)),
    withoutName: [...new Set(calls.filter((call) => name(call) === undefined).map(({ number }) => number))].sort(),
    times: Object.fromEntries(syscalls.map((one) => [one, calls.filter((call) => name(call) === one).length])),
  };
}

/** @param {string} workload */
function containerOf(workload) {
  const hash = createHash('sha256').update(workload).digest('hex');
  return {
    id: hash,
    name: workload,
    image: `docker.io/fixtures/${workload}:1.0`,
    digest: `sha256:${createHash('sha256').update(hash).digest('hex')}`,
    pod: `${workload}-7d9c5b6f4-x2x9k`,
    namespace: fixtureHost,
    uid: `7618a938-2586-486a-abaf-${hash.slice(0, 12)}`,
    started: true,
  };
}

function recordLogs() {
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop);
  mkdirSync(logs, { recursive: true });
  for (const workload of Object.keys(workloads)) {
    const { source, flags } = workloadPrograms[workload] ?? {};
    let command = ['sh', '-c', 'cd /nope; exit 3'];
    if (source !== undefined) {
      writeFileSync(join(workshop, `${workload}.c`), source);
      run('gcc', ['-w', '-O1', '-static', ...(flags ?? []), '-o', workload, `${workload}.c`]);
      command = [`./${workload}`];
    }
    // Of strace: the status is the workload's own.
    const options = ['-f', '-n', '-ttt', '-X', 'raw', '-e', 'raw=all', '-o', 'out'];
    spawnSync('strace', [...options, ...command], { cwd: workshop, env, stdio: 'ignore' });
    save(join(logs, `${workload}.strace`), readFileSync(join(workshop, 'out'), 'latin1'));
  }
  rmSync(workshop, { recursive: true, force: true });
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, stderr } = spawnSync(command, args, { cwd: workshop, env, encoding: 'latin1' });
  if (status !== 0) throw new Error(stderr);
}

/** @param {string} path @param {string} text */
function save(path, text) {
  for (const word of [dirname(project), '/root', '/home', hostname(), userInfo().username])
    if (word.length > 2 && word !== 'root' && text.includes(word)) throw new Error(`${path} holds ${word}`);
  if (Buffer.byteLength(text) > largest)
    throw new Error(`${path}: ${Buffer.byteLength(text)} bytes, ${largest} allowed`);
  writeFileSync(path, text);
}
