// `npm run measure:runtime`: measures what container runtimes call after they have loaded a seccomp filter, and writes
// profiles/runtimes/<runtime>-<version>.json. docs/runtimes.md has the method; `--help` the options.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listsOnOneLine, root } from './generated-file.mjs';
import { goMargin, runtimes } from './runtime-families.mjs';
import { compare, driftLines, inBoth } from './runtime-measurement/compare.mjs';
import { measure, quick, thorough } from './runtime-measurement/measure.mjs';
import { MeasuringFailed } from './runtime-measurement/observe.mjs';
import { runtimeUnderTest } from './runtime-measurement/runtime-under-test.mjs';

const help = `Usage: npm run measure:runtime -- [options]

Finds what container runtimes call after they have loaded a seccomp filter, and
what of it they cannot do without. Needs root, strace and x86_64; takes minutes.

  --runtime PATH[=NAME]  a runtime to measure, NAME: runc or crun, where it
                         prints another one; may be given again. Without it:
                         the runc and crun of this machine
  --compare              write nothing, tell what differs from what is shipped
  --dry-run              the same
  --quick                fewer runs and tries, for --compare: half a minute
  --date YYYY-MM-DD      the day to note; today without it
  -o, --output FORMAT    text or json: of --compare
  -h, --help

Writes profiles/runtimes/<runtime>-<version>.json; then put the version into
scripts/runtime-families.mjs and run npm run generate.

Exit status: 0; 1 for --compare where something differs; 2 where it could not be
measured; 128+n when interrupted.

Examples:
  npm run measure:runtime
  npm run measure:runtime -- --quick --compare
  npm run measure:runtime -- --runtime /opt/runc-1.4/runc
`;

/** @param {string} text */
const tell = (text) => void process.stderr.write(`measure-runtime: ${text}\n`);

const options = readOptions();
if (options !== undefined) process.exitCode = await main(options);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        runtime: { type: 'string', multiple: true },
        compare: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        quick: { type: 'boolean' },
        date: { type: 'string' },
        output: { type: 'string', short: 'o', default: 'text' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (!/^(?:text|json)$/.test(values.output)) throw new TypeError(`unknown format: ${values.output}`);
    if (values.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.date))
      throw new TypeError('--date: YYYY-MM-DD');
    for (const runtime of values.runtime ?? []) {
      if (!/^[^=]+(?:=[a-z][a-z-]*)?$/.test(runtime)) throw new TypeError('the name of a family is letters and dashes');
    }
    return values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tell(`${error.message} (see --help)`);
    process.exitCode = 2;
    return undefined;
  }
}

/** @param {NonNullable<ReturnType<typeof readOptions>>} options */
async function main(options) {
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const lacking = whatIsLacking();
  if (lacking !== undefined) {
    tell(lacking);
    return 2;
  }
  const asked = options.runtime ?? ['runc', 'crun'];
  const found = asked.map((text) => ({ text, runtime: runtimeUnderTest(text) }));
  const missing = found.filter(({ runtime }) => runtime === undefined).map(({ text }) => text);
  if (missing.length > 0) tell(`not there, or without a version: ${missing.join(', ')}`);
  if (missing.length === found.length || (missing.length > 0 && options.runtime !== undefined)) return 2;
  const strangers = found.flatMap(({ runtime }) =>
    runtime && !Object.hasOwn(runtimes, runtime.name) ? [runtime] : [],
  );
  if (strangers.length > 0) {
    const known = Object.keys(runtimes).join(' or ');
    tell(`no such family in scripts/runtime-families.mjs: ${strangers.map(({ name }) => name).join(', ')}`);
    tell(`if it behaves like ${known}, say so: --runtime PATH=NAME`);
    return 2;
  }

  const stopped = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => stopped.abort(signal));
  }
  try {
    const results = [];
    for (const { runtime } of found) if (runtime) results.push(await one(runtime, options, stopped.signal));
    if (options.output === 'json') process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    return results.some(({ differences = [] }) => differences.length > 0) ? 1 : 0;
  } catch (error) {
    if (stopped.signal.aborted) {
      tell('interrupted; everything is removed, nothing is written');
      return 128 + constants.signals[/** @type {NodeJS.Signals} */ (stopped.signal.reason)];
    }
    if (!(error instanceof MeasuringFailed)) throw error;
    tell(error.message);
    return 2;
  }
}

/** In words, with the cure. @returns {string | undefined} */
function whatIsLacking() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'the program in the containers is for Linux on x86_64';
  if (process.getuid?.() !== 0) return 'containers are started by root: run it with sudo';
  if (!existsSync(join(root, 'dist/bundle/bin.cjs'))) return 'not built: npm run build';
  return straceVersion() === undefined ? 'strace is missing: apt-get install strace' : undefined;
}

function straceVersion() {
  return /version (\d+\.\d+)/.exec(spawnSync('strace', ['-V'], { encoding: 'utf8' }).stdout ?? '')?.[1];
}

/**
 * @param {import('./runtime-measurement/runtime-under-test.mjs').RuntimeUnderTest} runtime
 * @param {NonNullable<ReturnType<typeof readOptions>>} options @param {AbortSignal} signal
 */
async function one(runtime, options, signal) {
  const { name, version } = runtime;
  const begun = Date.now();
  const margin = runtime.isGo ? goMargin.syscalls : [];
  const dist = await built();
  const again = () =>
    measure({
      command: runtime.command,
      margin,
      effort: options.quick ? quick : thorough,
      timeoutMs: 10_000,
      nameOf: (straceName) => dist.canonicalSyscall('x86_64', straceName) ?? straceName,
      signal,
      tell: (words) => tell(`${name} ${version}: ${words} (${Math.round((Date.now() - begun) / 1000)} s)`),
    });
  const found = await again();
  const file = `profiles/runtimes/${name}-${version}.json`;
  if (options.compare || options['dry-run']) {
    const bases = await dist.loadRuntimeBases();
    const base = bases.find((other) => other.runtime === name);
    const entries = base === undefined ? [] : dist.entriesFor(base, version);
    const shipped = existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : undefined;
    const first = compare(found, entries, shipped, margin);
    const differences =
      options.quick && first.length > 0 ? inBoth(first, compare(await again(), entries, shipped, margin)) : first;
    if (options.output === 'text') {
      const verdict =
        differences.length === 0 ? 'nothing differs from what is shipped' : 'differs from what is shipped';
      process.stdout.write(`${name} ${version}: ${[verdict, ...driftLines(differences)].join('\n  ')}\n`);
    }
    return { runtime: name, version, measuredBefore: shipped !== undefined, differences };
  }
  const measurement = dist.runtimeMeasurementSchema.parse({
    format: dist.runtimeMeasurementFormat,
    runtime: name,
    version,
    build: runtime.build,
    provenance: {
      measured: options.date ?? new Date().toISOString().slice(0, 10),
      abi: 'x86_64',
      kernel: /^\d+(?:\.\d+){1,2}/.exec(release())?.[0],
      strace: straceVersion(),
      ...(runtime.libseccomp === undefined ? {} : { libseccomp: runtime.libseccomp }),
      method: 'measure-runtime',
    },
    ...found,
  });
  writeFileSync(join(root, file), `${listsOnOneLine(JSON.stringify(measurement, null, 2))}\n`);
  tell(`wrote ${file}`);
  return { runtime: name, version, file };
}

async function built() {
  /** @param {string} path */
  const load = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
  /** @type {typeof import('../src/kernel/strace-names.ts')} */
  const { canonicalSyscall } = await load('kernel/strace-names.js');
  /** @type {typeof import('../src/io/shipped-data.ts')} */
  const { loadRuntimeBases } = await load('io/shipped-data.js');
  /** @type {typeof import('../src/policy/runtime-selector.ts')} */
  const { entriesFor } = await load('policy/runtime-selector.js');
  /** @type {typeof import('../src/model/runtime-measurement.ts')} */
  const { runtimeMeasurementSchema, runtimeMeasurementFormat } = await load('model/runtime-measurement.js');
  return { canonicalSyscall, loadRuntimeBases, entriesFor, runtimeMeasurementSchema, runtimeMeasurementFormat };
}
