// Writes profiles/runtimes/{runc,crun}.json, which profiles are made with, and the tables of docs/runtimes.md, from the
// measurements beside the former, one file a version, and the judgements in runtime-families.mjs. `--check` compares
// instead. Needs `npm run build` first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listsOnOneLine, root, writeOrCheck } from './generated-file.mjs';
import { goMargin, goWatched, runtimes, stdioMargin } from './runtime-families.mjs';
import { anyTable, measuredTable, needsTable, withTables } from './runtime-tables.mjs';

/**
 * @typedef {import('./runtime-families.mjs').Family} Family
 * @typedef {import('../src/model/runtime-measurement.ts').RuntimeMeasurement} RuntimeMeasurement
 * @typedef {import('../src/model/runtime-base.ts').RuntimeBase} RuntimeBase
 * @typedef {'start' | 'exec'} Phase
 * @typedef {'errno' | 'kill'} DefaultAction
 * @typedef {{ seen: Set<string>, always: Set<string> }} Watched  calls seen in any run, and in every run
 * @typedef {object} Deprived
 * @property {Set<string>} required  fatal when left out, each time under one setting
 * @property {Set<string>} sometimes  fatal in some tries, or only together with others
 * @property {boolean} known  whether it was tried at all
 * @typedef {{ required: string[], margin: string[], observed: string[] }} Needs
 */

const folder = join(root, 'profiles/runtimes');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
/** @type {typeof import('../src/model/runtime-measurement.ts')} */
const { runtimeMeasurementSchema } = await import(
  new URL('../dist/model/runtime-measurement.js', import.meta.url).href
);
/** @type {typeof import('../src/report/version-range-words.ts')} */
const { versionRangeWords } = await import(new URL('../dist/report/version-range-words.js', import.meta.url).href);
/** @type {typeof import('../src/model/version.ts')} */
const { compareVersions, parseVersion } = await import(new URL('../dist/model/version.js', import.meta.url).href);

const measurements = readdirSync(folder)
  .filter((name) => /-\d[\d.]*\.json$/.test(name))
  .map((name) => runtimeMeasurementSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
const homeless = measurements
  .filter(({ runtime, version }) => !runtimes[runtime]?.families.some(({ versions }) => versions.includes(version)))
  .map(({ runtime, version }) => `${runtime} ${version}`);
if (homeless.length > 0) {
  console.error(`measured, but in no family of scripts/runtime-families.mjs: ${homeless.join(', ')}`);
  process.exitCode = 1;
} else {
  const bases = Object.keys(runtimes).map((runtime) => base(runtime));
  const files = bases.map((one) => /** @type {const} */ ([`profiles/runtimes/${one.runtime}.json`, textOf(one)]));
  writeOrCheck(new Map([...files, ['docs/runtimes.md', page(bases)]]), values.check ?? false);
}

/** @param {object} file */
function textOf(file) {
  return `${listsOnOneLine(JSON.stringify(file, null, 2))}\n`;
}

/** @param {readonly RuntimeBase[]} bases */
function page(bases) {
  return withTables(
    readFileSync(join(root, 'docs/runtimes.md'), 'utf8'),
    new Map([
      ...bases.map((one) => /** @type {const} */ ([`needs of ${one.runtime}`, needsTable(one, versionRangeWords)])),
      [
        'measurements',
        measuredTable(
          [...measurements].sort((a, b) => (a.runtime < b.runtime ? -1 : a.runtime > b.runtime ? 1 : byVersion(a, b))),
        ),
      ],
      ['any', anyTable(bases)],
    ]),
  );
}

/** @param {string} runtime @returns {RuntimeBase} */
function base(runtime) {
  const about = runtimes[runtime];
  if (about === undefined) throw new Error('unreachable');
  const own = measurements.filter((one) => one.runtime === runtime).sort(byVersion);
  const entries = about.families.flatMap((family) =>
    [true, false].flatMap((noNewPrivileges) =>
      /** @type {const} */ (['errno', 'kill']).map((defaultAction) =>
        entry(own, runtime, family, noNewPrivileges, defaultAction),
      ),
    ),
  );
  return { runtime, title: about.title, provenance: provenance(own, runtime, about), entries };
}

/**
 * @param {readonly RuntimeMeasurement[]} own @param {string} runtime
 * @param {{ known: { syscalls: string[], why: string }[], judgements: string[] }} about
 */
function provenance(own, runtime, { known, judgements }) {
  const dates = own.map((one) => one.provenance.measured).sort();
  const kernels = own.map((one) => one.provenance.kernel);
  return {
    measured: dates.at(-1) ?? 'never',
    abi: 'x86_64',
    kernel: [...new Set(kernels)].sort().join(', '),
    method: 'docs/runtimes.md',
    sources: [
      ...own.map(
        ({ version, build, provenance: { measured, method } }) =>
          `profiles/runtimes/${runtime}-${version}.json (${build}, ${measured}, ${method})`,
      ),
      'the resulting lists alone, default ENOSYS, EPERM and KILL_PROCESS, start and exec, on ' +
        `${runtime === 'runc' ? "Debian's runc 1.1.5, 1.1.15 and 1.3.6" : 'crun 1.8.1, 1.21 and 1.28'} (kernel 6.18)`,
      runtime === 'runc'
        ? 'runc source: libcontainer/standard_init_linux.go, setns_init_linux.go, init_linux.go, utils'
        : 'crun source: src/libcrun/container.c',
    ],
    judgements: [...known, ...judgements.map((why) => ({ syscalls: /** @type {string[]} */ ([]), why }))],
  };
}

/**
 * @param {readonly RuntimeMeasurement[]} own @param {string} runtime @param {Family} family
 * @param {boolean} noNewPrivileges @param {DefaultAction} defaultAction
 */
function entry(own, runtime, family, noNewPrivileges, defaultAction) {
  /** @param {readonly string[]} versions */
  const of = (versions) => own.filter(({ version }) => versions.includes(version));
  /** @param {readonly string[]} versions @param {Phase} phase */
  const watched = (versions, phase) => seenIn(of(versions), noNewPrivileges, phase);
  /** @param {readonly string[]} versions @param {DefaultAction} action @param {Phase} phase */
  const deprived = (versions, action, phase) => deprivedIn(of(versions), noNewPrivileges, action, phase);
  const like = family.like ?? [];

  const measuredStart = watched(family.versions, 'start');
  const seen = runtime === 'runc' ? plus(measuredStart, goWatched.syscalls, 'sometimes') : measuredStart;
  const errno = deprived(family.versions, 'errno', 'start');
  const errnoRequired = errno.known
    ? errno.required
    : intersection(seen.seen, deprived(like, 'errno', 'start').required);
  const fromSource = new Set(
    runtime === 'runc' ? [...goMargin.syscalls, ...(noNewPrivileges ? [] : stdioMargin.syscalls)] : [],
  );
  const start = needs(defaultAction, {
    seen,
    errnoRequired,
    killRequired: deprived(family.versions, 'kill', 'start').required,
    margin: new Set([...intersection(errno.sometimes, seen.seen), ...fromSource]),
  });

  // A family whose exec was not watched borrows that of its like. Where no call was left out for exec alone, what the
  // start needs and an exec was seen to make counts as needed for both.
  const execOwn = watched(family.versions, 'exec');
  const lenders = execOwn.seen.size === 0 ? like : family.versions;
  const execSeen = watched(lenders, 'exec');
  const execErrno = deprived(lenders, 'errno', 'exec');
  const known = noNewPrivileges ? [] : (family.execRequired ?? []);
  const exec = needs(defaultAction, {
    seen: plus(execSeen, [...(family.execWatched ?? []), ...known], 'always'),
    errnoRequired: union([
      execErrno.known ? execErrno.required : intersection(execSeen.seen, deprived(lenders, 'errno', 'start').required),
      new Set(known),
    ]),
    killRequired: deprived(lenders, 'kill', 'exec').required,
    margin: intersection(execErrno.sometimes, execSeen.seen),
  });
  return { versions: family.versions, ranges: family.ranges, noNewPrivileges, defaultAction, start, exec };
}

/**
 * Under an errno default, what failed when refused is required; what was merely seen is not. Under a kill default
 * everything seen is: in every run required, in some a margin.
 * @param {DefaultAction} defaultAction
 * @param {{ seen: Watched, errnoRequired: Set<string>, killRequired: Set<string>, margin: Set<string> }} facts
 * @returns {Needs}
 */
function needs(defaultAction, { seen, errnoRequired, killRequired, margin }) {
  const kill = defaultAction === 'kill';
  const required = kill ? new Set([...errnoRequired, ...killRequired, ...seen.always]) : errnoRequired;
  const extra = kill ? new Set([...margin, ...seen.seen]) : margin;
  const marginal = new Set([...extra].filter((name) => !required.has(name)));
  const rest = [...seen.seen].filter((name) => !required.has(name) && !marginal.has(name));
  return { required: sorted(required), margin: sorted(marginal), observed: sorted(rest) };
}

/** @param {readonly RuntimeMeasurement[]} of @param {boolean} flag @param {Phase} phase @returns {Watched} */
function seenIn(of, flag, phase) {
  const parts = of
    .flatMap(({ observed }) => observed)
    .filter((one) => one.noNewPrivileges === flag && one.phase === phase)
    .map(({ always, sometimes }) => ({
      seen: new Set([...always, ...sometimes.map(({ syscall }) => syscall)]),
      always: new Set(always),
    }));
  const seen = union(parts.map((part) => part.seen));
  return { seen, always: new Set([...seen].filter((name) => parts.every((part) => part.always.has(name)))) };
}

/**
 * @param {readonly RuntimeMeasurement[]} of @param {boolean} flag @param {DefaultAction} action @param {Phase} phase
 * @returns {Deprived}
 */
function deprivedIn(of, flag, action, phase) {
  const found = of
    .flatMap(({ deprived }) => deprived)
    .filter((one) => one.noNewPrivileges === flag && (one.answer === 'kill') === (action === 'kill'))
    .flatMap((one) => {
      const part = one[phase];
      return part === undefined ? [] : [{ ...part, together: phase === 'start' ? one.together : [] }];
    });
  return {
    required: new Set(found.flatMap(({ required }) => required)),
    sometimes: new Set(
      found.flatMap(({ sometimes, together }) => [...sometimes.map(({ syscall }) => syscall), ...together]),
    ),
    known: found.length > 0,
  };
}

/**
 * With more calls.
 * @param {Watched} watched @param {readonly string[]} names @param {'always' | 'sometimes'} when @returns {Watched}
 */
function plus({ seen, always }, names, when) {
  return { seen: new Set([...seen, ...names]), always: new Set([...always, ...(when === 'always' ? names : [])]) };
}

/** @param {readonly Set<string>[]} sets */
function union(sets) {
  return new Set(sets.flatMap((set) => [...set]));
}

/** @param {Set<string>} a @param {Set<string>} b */
function intersection(a, b) {
  return new Set([...a].filter((name) => b.has(name)));
}

/** @param {Iterable<string>} names */
function sorted(names) {
  return [...names].sort();
}

/** @param {RuntimeMeasurement} a @param {RuntimeMeasurement} b */
function byVersion(a, b) {
  return compareVersions(parseVersion(a.version) ?? [], parseVersion(b.version) ?? []);
}
