// How long `lint` takes for 200 profiles of 300 names and a few conditions, against `seccinch --version`, the same start
// without work: `npm run build && node bench/lint.mjs [rounds]`. Both take turns.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 15);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = process.env.SECCINCH_BIN ?? join(root, 'dist/bundle/bin.cjs');
const { syscallNames } = await import(new URL('../dist/kernel/syscalls.js', import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'seccinch-lint-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** @type {readonly string[]} */
const all = syscallNames('x86_64');
const when = (/** @type {string} */ op, /** @type {number} */ value) => [{ index: 0, op: `SCMP_CMP_${op}`, value }];
for (let file = 0; file < 200; file += 1) {
  // Another part of the names for each file.
  const names = all.filter((name, at) => name !== 'socket' && name !== 'personality' && (at * 7 + file) % 23 > 4);
  const profile = {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 38,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [
      { names, action: 'SCMP_ACT_ALLOW' },
      ...[0, 8, 131072, 131080].map((value) => ({
        names: ['personality'],
        action: 'SCMP_ACT_ALLOW',
        args: when('EQ', value),
      })),
      { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: when('LT', 38) },
      { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: when('GT', 40) },
    ],
  };
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(profile, undefined, 2));
}

/** @type {{ version: number[], lint: number[] }} */
const times = { version: [], lint: [] };
for (let round = -2; round < rounds; round += 1) {
  for (const [title, args] of /** @type {const} */ ([
    ['version', ['--version']],
    ['lint', ['lint', '--fail-on', 'none', folder]],
  ])) {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${title} ended with status ${status}`);
    if (round >= 0) times[title].push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ratios = times.lint.map((time, index) => time / (times.version[index] ?? Number.NaN));
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${rounds} rounds in turns`);
console.log(`seccinch --version: ${median(times.version).toFixed(0)} ms`);
console.log(
  `seccinch lint, 200 files: ${median(times.lint).toFixed(0)} ms (${Math.min(...times.lint).toFixed(0)} at best)`,
);
console.log(`ratio, pair by pair, median: ${median(ratios).toFixed(1)}`);
