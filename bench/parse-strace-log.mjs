// How fast a long log of strace is read, beside `wc -l` and `cat` on the same file, in turns:
//   npm run build && node bench/parse-strace-log.mjs [megabytes=1000] [rounds=5]
// Each time a fresh process, start-up included. Needs that much room for temporary files. Checks the counts as well.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styles, writeStraceLog } from './strace-log-generator.mjs';

const dist = process.env.SECCINCH_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));

if (process.argv[2] === '--parse') await parse(process.argv[3] ?? '');
else compare(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 5));

/** @typedef {{ wall: number, cpu: number, stdout: string }} Timing */

/**
 * One parse, in a process of its own: its memory is the parser's.
 * @param {string} path
 */
async function parse(path) {
  const { openInputs } = await import(join(dist, 'io/input.js'));
  const { parseInput } = await import(join(dist, 'parsers/parse-input.js'));
  const { RecordingBuilder } = await import(join(dist, 'model/recording-builder.js'));
  const opened = await openInputs(path);
  const builder = new RecordingBuilder();
  for (const input of opened.value)
    await parseInput(input, builder, { subject: { kind: 'command', name: 'bench' }, abi: 'x86_64' });
  /** @type {{ syscalls: { name: string, calls: number }[] }} */
  const { syscalls } = builder.recordings()[0].abis[0];
  const calls = syscalls.map(({ name, calls: times }) => [name, times]);
  console.log(JSON.stringify({ calls, problems: builder.problems(), maxRssKiB: process.resourceUsage().maxRSS }));
}

/** @param {number} megabytes @param {number} rounds */
function compare(megabytes, rounds) {
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model.trim()} × ${cpus().length}, ${process.platform} ${process.arch}`,
  );
  console.log(`${megabytes} MB a file, page cache warm, median (min–max) of ${rounds}, in turns; MB = 10^6 bytes\n`);
  console.log(
    '| log | command | MB/s of wall time | CPU s | MB/s of CPU time | max RSS MiB |\n| --- | --- | --- | --- | --- | --- |',
  );
  const folder = mkdtempSync(join(tmpdir(), 'seccinch-bench-'));
  try {
    for (const style of styles) compareOn(join(folder, style), style, megabytes * 1e6, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} path @param {string} style @param {number} bytes @param {number} rounds */
function compareOn(path, style, bytes, rounds) {
  const begun = writeStraceLog(path, bytes, style);
  const { size } = statSync(path);
  /** @type {[string, string[]][]} */
  const commands = [
    ['cat', ['cat', path]],
    ['wc -l', ['wc', '-l', path]],
    ['seccinch', [process.execPath, fileURLToPath(import.meta.url), '--parse', path]],
  ];
  /** @type {Map<string, Timing[]>} */
  const timings = new Map(commands.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [name, command] of commands) {
      const timing = time(command);
      if (name === 'seccinch') checkCounts(begun, JSON.parse(timing.stdout));
      // The first round fills the page cache.
      if (round > 0) timings.get(name)?.push(timing);
    }
  for (const [name, list] of timings) {
    const speeds = list.map(({ wall }) => size / 1e6 / wall).sort((a, b) => a - b);
    const cpu = median(list.map(({ cpu: seconds }) => seconds));
    const rss = name === 'seccinch' ? (JSON.parse(list[0]?.stdout ?? '{}').maxRssKiB / 1024).toFixed(0) : '';
    const spread = `${median(speeds).toFixed(0)} (${speeds[0]?.toFixed(0)}–${speeds.at(-1)?.toFixed(0)})`;
    console.log(`| ${style} | ${name} | ${spread} | ${cpu.toFixed(2)} | ${(size / 1e6 / cpu).toFixed(0)} | ${rss} |`);
  }
  rmSync(path);
}

/** @param {string[]} command @returns {Timing} */
function time([program = '', ...args]) {
  const cpuBefore = childCpu();
  const start = process.hrtime.bigint();
  const { stdout, status } = spawnSync(program, args, {
    stdio: ['ignore', program === 'cat' ? 'ignore' : 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return { wall, cpu: childCpu() - cpuBefore, stdout };
}

/** CPU seconds of the children that have ended (proc(5), cutime and cstime; 100 ticks a second). */
function childCpu() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** @param {Map<string, number>} begun @param {{ calls: unknown, problems: unknown[] }} found */
function checkCounts(begun, { calls, problems }) {
  const expected = [...begun].sort(([a], [b]) => (a < b ? -1 : 1));
  if (JSON.stringify(calls) !== JSON.stringify(expected) || problems.length > 0)
    throw new Error(`wrong counts: ${JSON.stringify({ calls, expected, problems })}`);
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
