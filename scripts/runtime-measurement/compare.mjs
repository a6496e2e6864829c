// Holds a measurement against what is shipped.
import { namesIn } from './deprive.mjs';

/**
 * @typedef {import('../../src/model/runtime-measurement.ts').RuntimeMeasurement} RuntimeMeasurement
 * @typedef {import('../../src/model/runtime-base.ts').RuntimeBaseEntry} RuntimeBaseEntry
 * @typedef {object} Drift
 * @property {'not-allowed' | 'not-listed' | 'not-needed'} kind
 *   `not-allowed`: the runtime fails without these calls and the tables do not let a profile have them: profiles break.
 *   `not-listed`: it makes them, and the tables do not know.
 *   `not-needed`: the shipped measurement of this version calls them required, and it works without.
 * @property {boolean} noNewPrivileges
 * @property {number} uid
 * @property {'start' | 'exec'} phase
 * @property {string} [answer]  what the call left out got
 * @property {string[]} syscalls
 */

/**
 * What a measurement found that is not so in what is shipped.
 * @param {Pick<RuntimeMeasurement, 'observed' | 'deprived'>} measured
 * @param {readonly RuntimeBaseEntry[]} entries of the tables, those that speak for the version
 * @param {Pick<RuntimeMeasurement, 'deprived'> | undefined} shipped the measurement of the version, where there is one
 * @param {readonly string[]} chance calls of the language's runtime, that a single run may make or not
 * @returns {Drift[]}
 */
export function compare(measured, entries, shipped, chance) {
  return [
    ...measured.deprived.flatMap((one) => notAllowed(one, entries)),
    ...measured.observed.flatMap((one) => notListed(one, entries)),
    ...measured.deprived.flatMap((one) => notNeeded(one, shipped, chance)),
  ];
}

/** @param {RuntimeMeasurement['deprived'][number]} one @param {readonly RuntimeBaseEntry[]} entries @returns {Drift[]} */
function notAllowed(one, entries) {
  const action = one.answer === 'kill' ? 'kill' : 'errno';
  const allowed = new Set(
    entries
      .filter((entry) => entry.noNewPrivileges === one.noNewPrivileges && entry.defaultAction === action)
      .flatMap(({ start, exec }) => [...start.required, ...start.margin, ...exec.required, ...exec.margin]),
  );
  return phases(one).flatMap(({ phase, found }) => {
    const syscalls = [...namesIn(found), ...(phase === 'start' ? one.together : [])].filter(
      (name) => !allowed.has(name),
    );
    return drift('not-allowed', one, phase, syscalls);
  });
}

/** @param {RuntimeMeasurement['observed'][number]} one @param {readonly RuntimeBaseEntry[]} entries @returns {Drift[]} */
function notListed(one, entries) {
  // Of both phases: the calls of a language's runtime turn up in either.
  const listed = new Set(
    entries
      .filter((entry) => entry.noNewPrivileges === one.noNewPrivileges)
      .flatMap(({ start, exec }) => [start, exec])
      .flatMap(({ required, margin, observed }) => [...required, ...margin, ...observed]),
  );
  const names = [...one.always, ...one.sometimes.map(({ syscall }) => syscall)];
  return drift(
    'not-listed',
    one,
    one.phase,
    names.filter((name) => !listed.has(name)),
  );
}

/**
 * @param {RuntimeMeasurement['deprived'][number]} one @param {Pick<RuntimeMeasurement, 'deprived'> | undefined} shipped
 * @param {readonly string[]} chance @returns {Drift[]}
 */
function notNeeded(one, shipped, chance) {
  const before = shipped?.deprived.find(
    ({ noNewPrivileges, uid, answer }) =>
      noNewPrivileges === one.noNewPrivileges && uid === one.uid && answer === one.answer,
  );
  if (before === undefined) return [];
  return phases(one).flatMap(({ phase, found }) => {
    const now = new Set([...namesIn(found), ...chance]);
    return drift('not-needed', one, phase, before[phase]?.required.filter((name) => !now.has(name)) ?? []);
  });
}

/** @param {RuntimeMeasurement['deprived'][number]} one */
function phases({ start, exec }) {
  return [
    { phase: /** @type {const} */ ('start'), found: start },
    ...(exec === undefined ? [] : [{ phase: /** @type {const} */ ('exec'), found: exec }]),
  ];
}

/**
 * @param {Drift['kind']} kind @param {{ noNewPrivileges: boolean, uid: number, answer?: string }} setting
 * @param {Drift['phase']} phase @param {string[]} syscalls @returns {Drift[]}
 */
function drift(kind, { noNewPrivileges, uid, answer }, phase, syscalls) {
  if (syscalls.length === 0) return [];
  return [
    { kind, noNewPrivileges, uid, phase, ...(answer === undefined ? {} : { answer }), syscalls: syscalls.sort() },
  ];
}

/**
 * What two comparisons have in common: a single try may fail by chance.
 * @param {readonly Drift[]} first @param {readonly Drift[]} second @returns {Drift[]}
 */
export function inBoth(first, second) {
  return first.flatMap((one) => {
    const other = second.find((drift) => settingOf(drift) === settingOf(one));
    const syscalls = one.syscalls.filter((name) => other?.syscalls.includes(name));
    return syscalls.length === 0 ? [] : [{ ...one, syscalls }];
  });
}

/** @param {Drift} drift */
function settingOf({ kind, noNewPrivileges, uid, phase, answer }) {
  return [kind, noNewPrivileges, uid, phase, answer].join(' ');
}

const words = {
  'not-allowed': 'needed now and not allowed, profiles break',
  'not-listed': 'called now and not listed',
  'not-needed': 'listed as required and not needed now',
};

/**
 * The differences in lines: what it is about and no_new_privs, then a line a call with the phases, users and answers that
 * it turned up with.
 * @param {readonly Drift[]} drifts
 */
export function driftLines(drifts) {
  /** @type {Map<string, Map<string, Record<'phase' | 'uid' | 'answer', Set<string>>>>} */
  const heads = new Map();
  for (const { kind, noNewPrivileges, uid, phase, answer, syscalls } of drifts) {
    const head = `${words[kind]}, no_new_privs ${noNewPrivileges}:`;
    const calls = heads.get(head) ?? new Map();
    heads.set(head, calls);
    for (const name of syscalls) {
      const found = calls.get(name) ?? { phase: new Set(), uid: new Set(), answer: new Set() };
      calls.set(name, found);
      found.phase.add(phase);
      found.uid.add(String(uid));
      if (answer !== undefined) found.answer.add(answer);
    }
  }
  return [...heads].flatMap(([head, calls]) => [
    head,
    ...[...calls].map(([name, { phase, uid, answer }]) => {
      const answers = answer.size === 0 ? '' : `; ${[...answer].join(' ')}`;
      return `  ${name} (${[...phase].join(' ')}; uid ${[...uid].join(' ')}${answers})`;
    }),
  ]);
}
