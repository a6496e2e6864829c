// What recording costs: the bare command, `strace -f -c`, the strace that seccinch starts, and all of `seccinch record`, in turns:
//   npm run build && node bench/record-cost.mjs [rounds=9]
// Each time from a fresh process, start-up included; `seccinch record` includes Node, the reading of the trace and the writing of the profile.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = process.env.SECCINCH_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
const rounds = Number(process.argv[2] ?? 9);
const folder = mkdtempSync(join(tmpdir(), 'seccinch-bench-'));
const trace = join(folder, 'trace');
const { strace } = await import(join(dist, 'record/strace.js'));

/** @type {readonly (readonly [string, readonly string[]])[]} */
const workloads = [
  ['40,000 calls (dd, one byte each)', ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000', 'status=none']],
  ['files (tar of /usr/include, sha256sum)', ['sh', '-c', 'tar -cf - -C / usr/include | sha256sum >/dev/null']],
  ['2400 processes (sh, /bin/true)', ['sh', '-c', 'i=0; while [ $i -lt 2400 ]; do /bin/true; i=$((i+1)); done']],
  ['computing (awk)', ['awk', 'BEGIN { for (i = 0; i < 16e7; i++) s += i }']],
];

/** @type {readonly (readonly [string, (argv: readonly string[]) => readonly string[]])[]} */
const ways = [
  ['bare', (argv) => argv],
  ['strace -f -c', (argv) => ['strace', '-f', '-c', '-o', trace, '--', ...argv]],
  [
    "seccinch's strace",
    (argv) =>
      strace.plan({ argv, pids: [] }).argv.map((/** @type {string} */ word) => (word === '{output}' ? trace : word)),
  ],
  [
    'seccinch record',
    (argv) => [process.execPath, join(dist, 'bundle/bin.cjs'), 'record', '-q', '-d', folder, '--', ...argv],
  ],
];

try {
  const tool = /version (\S+)/.exec(spawnSync('strace', ['-V'], { encoding: 'utf8' }).stdout)?.[1];
  console.log(
    `Node ${process.version}, strace ${tool}, Linux ${release()}, ${cpus()[0]?.model.trim()} × ${cpus().length}; ` +
      `seconds of wall time, ${rounds} rounds in turns\n`,
  );
  console.log('| workload | command | min | median | max | of bare: medians (minima) | of `strace -f -c` |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, argv] of workloads) compare(name, argv);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} name
 * @param {readonly string[]} argv
 */
function compare(name, argv) {
  /** @type {Map<string, number[]>} */
  const times = new Map(ways.map(([way]) => [way, []]));
  for (let round = 0; round <= rounds; round++) {
    // Another one goes first each time; the first round only warms the caches.
    const first = round % ways.length;
    const turn = [...ways.slice(first), ...ways.slice(0, first)];
    for (const [way, wrap] of turn) {
      const seconds = time(wrap(argv));
      if (round > 0) times.get(way)?.push(seconds);
    }
  }
  const bare = times.get('bare') ?? [];
  const counted = times.get('strace -f -c') ?? [];
  for (const [way] of ways) {
    const all = times.get(way) ?? [];
    const cells = [Math.min(...all), median(all), Math.max(...all)].map((seconds) => seconds.toFixed(3));
    console.log(`| ${[name, way, ...cells, ratio(all, bare), ratio(all, counted)].join(' | ')} |`);
  }
}

/**
 * Of the medians, and of the minima: on a busy machine those say more.
 * @param {readonly number[]} all
 * @param {readonly number[]} base
 */
function ratio(all, base) {
  return `${(median(all) / median(base)).toFixed(2)} (${(Math.min(...all) / Math.min(...base)).toFixed(2)})`;
}

/** @param {readonly string[]} command */
function time([program, ...args]) {
  const start = performance.now();
  const { status, error } = spawnSync(program ?? '', args, { stdio: 'ignore' });
  if (error || status !== 0) throw error ?? new Error(`${program} ended with status ${status}`);
  return (performance.now() - start) / 1000;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
