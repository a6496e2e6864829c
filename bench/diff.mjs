// How long `diff` takes for two profiles of 400 names each, against `seccinch --version`: `npm run build && node bench/diff.mjs [rounds]`.
// The commands take turns, so that a change in the machine's speed meets all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 40);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'dist/bundle/bin.cjs');
/** @type {{ syscallNames: (abi: string) => readonly string[] }} */
const { syscallNames } = await import(new URL('../dist/kernel/syscalls.js', import.meta.url).href);

const folder = mkdtempSync(join(tmpdir(), 'seccinch-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const names = [...new Set([...syscallNames('x86_64'), ...syscallNames('i386')])].sort();
// Both hold 400 of 472 names; 20 are new, 4 of these risky.
const old = profile('old', names.slice(0, 400));
const now = profile('new', names.slice(20, 420));

/** @type {readonly (readonly [string, readonly string[]])[]} */
const commands = [
  ['seccinch --version', ['--version']],
  ['seccinch diff, the same twice', ['diff', old, old]],
  ['seccinch diff, 20 newly allowed', ['diff', '--fail-on', 'none', old, now]],
  ['seccinch diff -o json, the same', ['diff', '--fail-on', 'none', '-o', 'json', old, now]],
];
/** @type {Map<string, number[]>} */
const times = new Map(commands.map(([title]) => [title, []]));
for (let round = -2; round < rounds; round += 1) {
  for (const [title, args] of commands) {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: 'ignore' });
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== 0) throw new Error(`${title} ended with status ${status}`);
    // The first rounds warm the page cache up.
    if (round >= 0) times.get(title)?.push(milliseconds);
  }
}

const base = times.get('seccinch --version') ?? [];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${rounds} rounds in turns\n`,
);
console.log('| command | ms, median (min–max) | ratio to `seccinch --version`, pair by pair, median |');
console.log('| --- | --- | --- |');
for (const [title, taken] of times) {
  const ratios = taken.map((time, index) => time / (base[index] ?? Number.NaN));
  const range = `${Math.min(...taken).toFixed(0)}–${Math.max(...taken).toFixed(0)}`;
  console.log(`| \`${title}\` | ${median(taken).toFixed(0)} (${range}) | ${median(ratios).toFixed(2)} |`);
}

/** @param {string} name @param {readonly string[]} allowed */
function profile(name, allowed) {
  const path = join(folder, `${name}.seccomp.json`);
  const content = {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 38,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [{ names: allowed, action: 'SCMP_ACT_ALLOW' }],
  };
  writeFileSync(path, JSON.stringify(content, null, 2));
  return path;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
