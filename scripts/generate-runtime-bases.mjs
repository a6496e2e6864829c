// Writes profiles/runtimes/*.json from the measurements in DATA/runtime-base/ and the judgements in
// runtime-families.mjs. `--check` compares instead, `--data DIR` names the data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listsOnOneLine, runGenerator } from './generated-file.mjs';
import { goMargin, goWatched, runtimes, stdioMargin } from './runtime-families.mjs';

/**
 * @typedef {import('./runtime-families.mjs').Family} Family
 * @typedef {'start' | 'exec'} Phase
 * @typedef {'errno' | 'kill'} DefaultAction
 * @typedef {{ seen: Set<string>, always: Set<string> }} Watched  calls seen in any run, and in every run
 * @typedef {{ required: Set<string>, greedy: Set<string> }} Deprived
 * @typedef {{ required: string[], margin: string[], observed: string[] }} Needs
 */

/** The program under test in some measurements ends with it; the runtime does not need it. */
const ofTheProgram = new Set(['exit_group']);

runGenerator((data) => {
  const measured = readMeasurements(join(data, 'runtime-base'));
  return new Map(
    Object.entries(runtimes).map(([runtime, about]) => {
      const entries = about.families.flatMap((family) =>
        [true, false].flatMap((noNewPrivileges) =>
          /** @type {const} */ (['errno', 'kill']).map((defaultAction) =>
            entry(measured, runtime, family, noNewPrivileges, defaultAction),
          ),
        ),
      );
      const file = { runtime, title: about.title, provenance: provenance(runtime, about), entries };
      return [`profiles/runtimes/${runtime}.json`, `${listsOnOneLine(JSON.stringify(file, null, 2))}\n`];
    }),
  );
});

/** @param {string} runtime @param {{ known: { syscalls: string[], why: string }[], judgements: string[] }} about */
function provenance(runtime, { known, judgements }) {
  return {
    measured: '2026-11-23',
    abi: 'x86_64',
    kernel: '6.18.44',
    method:
      'observed: strace of the filtered thread after it loaded the filter, default action LOG, create and start and exec, ' +
      'uid 0 and 1000, 6 to 46 runs a setting. required: create and start of a program that makes no call, default action ' +
      'ERRNO(EPERM) or KILL_PROCESS, one call left out, 2 to 3 tries each; then what a greedy search kept and 10 starts ' +
      'confirmed.',
    sources: [
      'own measurements: observe, observe2, observe3, union, minimal, execmin',
      "the resulting lists alone, default ENOSYS, EPERM and KILL_PROCESS, start and exec, on Debian's runc 1.1.5, 1.1.15, " +
        '1.3.6 and crun 1.8.1, 1.21, 1.28 (kernel 6.18)',
      runtime === 'runc'
        ? 'runc source: libcontainer/standard_init_linux.go, setns_init_linux.go, init_linux.go, utils'
        : 'crun source: src/libcrun/container.c',
    ],
    judgements: [...known, ...judgements.map((why) => ({ syscalls: /** @type {string[]} */ ([]), why }))],
  };
}

/**
 * @param {Measurements} measured @param {string} runtime @param {Family} family
 * @param {boolean} noNewPrivileges @param {DefaultAction} defaultAction
 */
function entry(measured, runtime, family, noNewPrivileges, defaultAction) {
  /** @param {readonly string[]} builds @param {Phase} phase */
  const watched = (builds, phase) => together(builds.map((build) => measured.watched(build, noNewPrivileges, phase)));
  /** @param {readonly string[]} builds @param {DefaultAction} action */
  const deprived = (builds, action) => {
    const found = builds.flatMap((build) => measured.deprived(build, noNewPrivileges, action) ?? []);
    return {
      required: union(found.map((one) => one.required)),
      greedy: union(found.map((one) => one.greedy)),
      known: found.length > 0,
    };
  };
  const like = family.like ?? [];

  const measuredStart = watched(family.builds, 'start');
  const seen = runtime === 'runc' ? plus(measuredStart, goWatched.syscalls, 'sometimes') : measuredStart;
  const own = deprived(family.builds, 'errno');
  const errnoRequired = own.known ? own.required : intersection(seen.seen, deprived(like, 'errno').required);
  const fromSource = new Set(
    runtime === 'runc' ? [...goMargin.syscalls, ...(noNewPrivileges ? [] : stdioMargin.syscalls)] : [],
  );
  const start = needs(defaultAction, {
    seen,
    errnoRequired,
    killRequired: deprived(family.builds, 'kill').required,
    margin: new Set([...intersection(own.greedy, seen.seen), ...fromSource]),
  });

  // An exec was tried with all that the start needs allowed. A family whose exec is borrowed may start with less, so
  // what the lenders' start needs and their exec was seen to make comes along.
  const execOwn = watched(family.builds, 'exec');
  const borrowed = execOwn.seen.size === 0;
  const execSeen = borrowed ? watched(like, 'exec') : execOwn;
  const execBuilds = borrowed ? like : family.builds;
  const known = noNewPrivileges ? {} : (family.exec ?? {});
  const exec = needs(defaultAction, {
    seen: plus(execSeen, [...(family.execWatched ?? []), ...(known.required ?? [])], 'always'),
    errnoRequired: union([
      ...execBuilds.map((build) => measured.execRequired(build, noNewPrivileges)),
      borrowed ? intersection(execSeen.seen, deprived(like, 'errno').required) : new Set(),
      new Set(known.required),
    ]),
    killRequired: new Set(),
    margin: new Set(known.margin),
  });
  return {
    versions: family.builds.map((build) => /** @type {string} */ (/\d+(\.\d+)+/.exec(build)?.[0])),
    ranges: family.ranges,
    noNewPrivileges,
    defaultAction,
    start,
    exec,
  };
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

/** @typedef {ReturnType<typeof readMeasurements>} Measurements */

/** @param {string} folder */
function readMeasurements(folder) {
  /** @param {string} name @returns {Record<string, any>} */
  const read = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const [observe, observe2, observe3, unions, minimal, execmin] = [
    'observe',
    'observe2',
    'observe3',
    'union',
    'minimal',
    'execmin',
  ].map(read);
  if (!observe || !observe2 || !observe3 || !unions || !minimal || !execmin) throw new Error('unreachable');
  /** @param {boolean} flag */
  const nnp = (flag) => `nnp=${flag ? 'True' : 'False'}`;

  return {
    /** @param {string} build @param {boolean} flag @param {Phase} phase @returns {Watched} */
    watched(build, flag, phase) {
      /** @type {Watched[]} */
      const parts = [];
      /** @param {Record<string, number>} count @param {number} runs */
      const add = (count, runs) => {
        const names = Object.keys(count).filter((name) => !ofTheProgram.has(name));
        if (names.length > 0)
          parts.push({ seen: new Set(names), always: new Set(names.filter((name) => count[name] === runs)) });
      };
      if (phase === 'start') {
        for (const uid of ['uid=0', 'uid=1000']) {
          const found = observe[`${build}|${nnp(flag)}|${uid}`];
          if (found) add(found.count, found.runs);
        }
        const started = observe2[`${build}|create+start|${nnp(flag)}`];
        if (started) add(started, 6);
        const pinned = unions[`${build}|${nnp(flag)}|taskset-1cpu`];
        if (pinned) add(pinned.count, pinned.runs);
      } else {
        const processFile = observe3[`${build}|exec --process|${nnp(flag)}`];
        if (processFile) add(processFile.count, processFile.runs);
        // A bare `runc exec` behaves as with --process; a bare `crun exec` ignores no_new_privs, see the judgements.
        const bare = build.startsWith('runc') ? observe2[`${build}|exec|${nnp(flag)}`] : undefined;
        if (bare) add(bare, 6);
      }
      return together(parts);
    },
    /** @param {string} build @param {boolean} flag @param {DefaultAction} action @returns {Deprived | undefined} */
    deprived(build, flag, action) {
      const found = minimal[`${build}|${nnp(flag)}|${action}`];
      if (!found) return undefined;
      return { required: new Set(Object.keys(found.required)), greedy: new Set(found.greedy_minimal) };
    },
    /** @param {string} build @param {boolean} flag @returns {Set<string>} */
    execRequired(build, flag) {
      const found = execmin[`${build}|${nnp(flag)}`] ?? {};
      return new Set(Object.keys(found).filter((name) => !ofTheProgram.has(name)));
    },
  };
}

/**
 * With more calls.
 * @param {Watched} watched @param {readonly string[]} names @param {'always' | 'sometimes'} when @returns {Watched}
 */
function plus({ seen, always }, names, when) {
  return { seen: new Set([...seen, ...names]), always: new Set([...always, ...(when === 'always' ? names : [])]) };
}

/** Seen in any of the parts; always, when it was always seen in each. @param {readonly Watched[]} parts @returns {Watched} */
function together(parts) {
  const filled = parts.filter((part) => part.seen.size > 0);
  const seen = union(filled.map((part) => part.seen));
  return { seen, always: new Set([...seen].filter((name) => filled.every((part) => part.always.has(name)))) };
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
