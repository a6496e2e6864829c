// How long the command line takes to start, against Node itself: `npm run build && node bench/startup.mjs [rounds]`.
// The commands take turns, so that a change in the machine's speed meets all of them.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 40);
const root = fileURLToPath(new URL('..', import.meta.url));
// Another build: `SECCINCH_BIN=/path/to/dist/bundle/bin.cjs`.
const bin = process.env.SECCINCH_BIN ?? join(root, 'dist/bundle/bin.cjs');
/** @type {readonly (readonly [string, readonly string[]])[]} */
const commands = [
  ['node -e 0', ['-e', '0']],
  ['seccinch --version', [bin, '--version']],
  ['seccinch --help', [bin, '--help']],
  ['seccinch explain clone3', [bin, 'explain', 'clone3']],
  ['seccinch generate, a small recording', [bin, 'generate', '--dry-run', 'test/cli/inputs/web.recording.json']],
  ['seccinch ingest, a log of a few lines', [bin, 'ingest', 'test/cli/inputs/log.txt']],
  ['seccinch ingest, a few events of Tracee', [bin, 'ingest', '--by', 'all', 'test/cli/inputs/tracee.ndjson']],
];

/** @type {Map<string, number[]>} */
const times = new Map(commands.map(([title]) => [title, []]));
for (let round = -2; round < rounds; round += 1) {
  for (const [title, args] of commands) {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== 0) throw new Error(`${title} ended with status ${status}`);
    // The first rounds warm the page cache up.
    if (round >= 0) times.get(title)?.push(milliseconds);
  }
}

const base = times.get('node -e 0') ?? [];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${rounds} rounds in turns\n`,
);
console.log('| command | ms, median (min–max) | ratio to `node -e 0`, pair by pair, median |');
console.log('| --- | --- | --- |');
for (const [title, taken] of times) {
  const ratios = taken.map((time, index) => time / (base[index] ?? Number.NaN));
  console.log(
    `| \`${title}\` | ${show(median(taken))} (${show(Math.min(...taken))}–${show(Math.max(...taken))}) | ${median(ratios).toFixed(2)} |`,
  );
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param {number} value */
function show(value) {
  return value.toFixed(0);
}
