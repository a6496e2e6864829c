// How fast `seccinch ingest` reduces a long stream of Tracee, beside tools that people use for that, in turns:
//   npm run build && node bench/ingest-tracee.mjs [megabytes=2000] [rounds=5] [--stream FILE] [--only NAME,NAME…]
// Whole processes, start-up included, page cache warm. Needs that much room for temporary files; `--stream` takes one that
// tracee-stream-generator.mjs wrote. Whoever gives counts is checked against what is in the stream, in every round.
// The names with a number: that many threads (seccinch-0: its exact reader alone). jq gets the first 100 MB, scaled up.
// DuckDB takes part where `npm install --no-save @duckdb/node-api` was done (or NODE_PATH leads to it), GNU time tells the memory.
import { spawnSync } from 'node:child_process';
import { accessSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answerOfDuckdb, answerOfJq, answerOfSeccinch, checkAnswer, jqProgram } from './tracee-answers.mjs';
import { writeTraceeStream } from './tracee-stream-generator.mjs';

/**
 * @typedef {import('./tracee-stream-generator.mjs').Truth} Truth
 * @typedef {{ path: string, truth: Truth }} Input
 * @typedef {{ name: string, input: Input, command: string[], version?: string | undefined,
 *   answer?: (stdout: string) => import('./tracee-answers.mjs').Answer }} Contender
 * @typedef {{ wall: number, cpu: number, rss: number | undefined }} Timing
 */

const self = fileURLToPath(import.meta.url);
const bin = join(process.env.SECCINCH_DIST ?? join(dirname(dirname(self)), 'dist'), 'bundle/bin.cjs');
const gnuTime = found('time');
const sliceBytes = 100e6;

if (process.argv[2] === '--duckdb') await duckdb(process.argv[3] ?? '', process.argv[4] ?? '1');
else main();

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { stream: { type: 'string' }, only: { type: 'string' } },
  });
  const [megabytes = 2000, rounds = 5] = positionals.map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'seccinch-bench-'));
  try {
    const whole =
      values.stream === undefined ? made(join(folder, 'stream.ndjson'), megabytes * 1e6) : given(values.stream);
    const all = contenders(whole, folder);
    const only = values.only?.split(',') ?? all.map(({ name }) => name);
    const missing = only.filter((name) => !all.some((one) => one.name === name));
    if (missing.length > 0) throw new Error(`${missing}: there are ${all.map(({ name }) => name).join(', ')}`);
    compare(
      all.filter(({ name }) => only.includes(name)),
      whole,
      rounds,
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Input} whole @param {string} folder @returns {Contender[]} those whose tools are here */
function contenders(whole, folder) {
  const { path } = whole;
  const out = join(folder, 'recordings');
  /** @param {string} threads @returns {Contender} */
  const seccinch = (threads) => ({
    name: `seccinch-${threads}`,
    input: whole,
    command: [process.execPath, bin, 'ingest', '-q', '--by', 'container', '--threads', threads, '-d', out, path],
    answer: () => answerOfSeccinch(out, whole.truth),
  });
  /** @param {string} threads @returns {Contender} */
  const duck = (threads) => ({
    name: `duckdb-${threads}`,
    input: whole,
    command: [process.execPath, self, '--duckdb', path, threads],
    answer: answerOfDuckdb,
  });
  /** @type {Contender[]} */
  const all = [
    { name: 'cat', input: whole, command: ['cat', path] },
    { name: 'wc', input: whole, command: ['wc', '-l', path] },
    { name: 'rg', input: whole, command: ['rg', '-o', '"containerId":"[^"]*"', path] },
    duck('1'),
    duck('2'),
    seccinch('1'),
    seccinch('2'),
    seccinch('0'),
    { name: 'jq', input: whole, command: ['jq', '-nc', jqProgram, path], answer: answerOfJq },
  ];
  const here = all.filter(({ name, command: [program = ''] }) =>
    name.startsWith('duckdb') ? duckdbPath() !== undefined : found(program) !== undefined,
  );
  for (const { name } of all.filter((one) => !here.includes(one))) console.log(`not here: ${name}`);
  const jq = here.find(({ name }) => name === 'jq');
  if (jq !== undefined && whole.truth.bytes > sliceBytes) {
    jq.input = made(join(folder, 'slice.ndjson'), sliceBytes);
    jq.command = [...jq.command.slice(0, -1), jq.input.path];
  }
  return here;
}

/** @param {readonly Contender[]} all @param {Input} whole @param {number} rounds @param {string} folder */
function compare(all, whole, rounds, folder) {
  const { bytes, lines, groups } = whole.truth;
  console.log(`Node ${process.version}, Linux ${release()}, ${cpus()[0]?.model.trim()} × ${cpus().length}`);
  console.log(`${versions().join(', ')}`);
  console.log(
    `${bytes} bytes, ${lines} lines, ${groups.length} groups; page cache warm, median (min–max) of ${rounds}`,
  );
  console.log(
    `rounds in turns; MB = 10^6 bytes; jq had at most ${sliceBytes / 1e6} MB, scaled up; "right": the counts and negative values, checked in every round\n`,
  );
  /** @type {Map<string, Timing[]>} */
  const timings = new Map(all.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    // Another one goes first each time; the first round fills the page cache.
    const first = round % all.length;
    for (const contender of [...all.slice(first), ...all.slice(0, first)]) {
      const timing = run(contender, folder);
      if (round > 0) timings.get(contender.name)?.push(scaled(timing, bytes / contender.input.truth.bytes));
    }
  }
  console.log('| command | counts | wall s | CPU s | MB/s | max RSS MiB |\n| --- | --- | --- | --- | --- | --- |');
  for (const { name, answer } of all) {
    const list = timings.get(name) ?? [];
    const [wall, cpu] = [list.map((one) => one.wall), list.map((one) => one.cpu)];
    const rss = list[0]?.rss === undefined ? '' : median(list.map((one) => one.rss ?? 0)).toFixed(0);
    const cells = [name, answer === undefined ? 'none' : 'right', spread(wall), spread(cpu)];
    console.log(`| ${[...cells, (bytes / 1e6 / median(wall)).toFixed(0), rss].join(' | ')} |`);
  }
  ratios(timings);
}

/** @param {ReadonlyMap<string, readonly Timing[]>} timings */
function ratios(timings) {
  const pairs = [
    ['duckdb-1', 'seccinch-1'],
    ['duckdb-2', 'seccinch-2'],
    ['duckdb-2', 'seccinch-1'],
    ['seccinch-0', 'seccinch-1'],
    ['seccinch-1', 'wc'],
  ];
  const here = pairs.filter((pair) => pair.every((name) => timings.has(name)));
  if (here.length > 0) console.log('\n| ratio, round by round | of wall time | of CPU time |\n| --- | --- | --- |');
  for (const [over = '', under = ''] of here) {
    const [one = [], other = []] = [timings.get(over), timings.get(under)];
    const of = (/** @type {'wall' | 'cpu'} */ key) =>
      spread(one.map((time, at) => time[key] / (other[at]?.[key] ?? 0)));
    console.log(`| ${over} / ${under} | ${of('wall')} | ${of('cpu')} |`);
  }
}

/** @param {Contender} contender @param {string} folder @returns {Timing} */
function run({ name, input, command, answer }, folder) {
  rmSync(join(folder, 'recordings'), { recursive: true, force: true });
  const memory = join(folder, 'memory');
  const [program = '', ...args] = gnuTime === undefined ? command : [gnuTime, '-f', '%M', '-o', memory, ...command];
  const cpuBefore = childCpu();
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(program, args, {
    stdio: ['ignore', answer === undefined ? 'ignore' : 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = childCpu() - cpuBefore;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  if (answer !== undefined) checkAnswer(name, answer(stdout), input.truth);
  return { wall, cpu, rss: gnuTime === undefined ? undefined : Number(readFileSync(memory, 'utf8')) / 1024 };
}

/** DuckDB's part, in a process of its own. @param {string} path @param {string} threads */
async function duckdb(path, threads) {
  const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  const columns = "{containerId: 'VARCHAR', eventName: 'VARCHAR', returnValue: 'BIGINT'}";
  const reader = await connection.runAndReadAll(
    `SELECT containerId, eventName, count(*)::INTEGER, to_json(list(DISTINCT returnValue) FILTER (returnValue < 0))::VARCHAR
     FROM read_ndjson('${path.replaceAll("'", "''")}', columns = ${columns}) GROUP BY containerId, eventName`,
  );
  console.log(JSON.stringify(reader.getRows()));
}

/** @returns {string | undefined} where DuckDB is, when it was installed */
function duckdbPath() {
  try {
    return createRequire(import.meta.url).resolve('@duckdb/node-api');
  } catch {
    return undefined;
  }
}

function versions() {
  const tools = [
    ['wc', '--version'],
    ['rg', '--version'],
    ['jq', '--version'],
  ];
  const spoken = tools.map(
    ([tool = '', flag = '']) => spawnSync(tool, [flag], { encoding: 'utf8' }).stdout?.split('\n')[0],
  );
  const duck = duckdbPath();
  const { version } =
    duck === undefined ? {} : JSON.parse(readFileSync(join(dirname(duck), '../package.json'), 'utf8'));
  return [...spoken, version === undefined ? undefined : `@duckdb/node-api ${version}`].filter(
    (one) => one !== undefined,
  );
}

/** @param {string} path @param {number} bytes @returns {Input} */
function made(path, bytes) {
  return { path, truth: writeTraceeStream(path, bytes) };
}

/** @param {string} path @returns {Input} */
function given(path) {
  const truth = JSON.parse(readFileSync(`${path.replace(/\.ndjson$/, '')}.truth.json`, 'utf8'));
  if (statSync(path).size !== truth.bytes) throw new Error(`${path} is not as its truth says`);
  return { path, truth };
}

/** @param {string} program @returns {string | undefined} its path, when there is one */
function found(program) {
  if (program.includes('/')) return program;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isThere);
}

/** @param {string} path */
function isThere(path) {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** CPU seconds of the children that have ended (proc(5), cutime and cstime; 100 ticks a second). */
function childCpu() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** @param {Timing} timing @param {number} factor */
function scaled({ wall, cpu, rss }, factor) {
  return { wall: wall * factor, cpu: cpu * factor, rss };
}

/** @param {readonly number[]} values */
function spread(values) {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
