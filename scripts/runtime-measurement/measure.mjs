// Measures one runtime under every setting.
import { setUpBench } from './bench.mjs';
import { deprive } from './deprive.mjs';
import { observe } from './observe.mjs';

/**
 * @typedef {import('../../src/model/runtime-measurement.ts').RuntimeMeasurement} RuntimeMeasurement
 * @typedef {import('./observe.mjs').Seen} Seen
 * @typedef {Pick<RuntimeMeasurement, 'observed' | 'deprived'>} Measured
 * @typedef {object} Effort
 * @property {number} runs  observed, of each setting
 * @property {number} tries  with each call left out
 * @property {number} confirmations
 * @property {readonly ('ENOSYS' | 'EPERM' | 'kill')[]} answers
 */

/** A measurement to be shipped. @type {Effort} */
export const thorough = { runs: 20, tries: 4, confirmations: 20, answers: ['ENOSYS', 'EPERM', 'kill'] };

/** One that tells whether the shipped one still holds. @type {Effort} */
export const quick = { runs: 2, tries: 1, confirmations: 2, answers: ['ENOSYS', 'kill'] };

const users = [true, false].flatMap((noNewPrivileges) => [0, 1000].map((uid) => ({ noNewPrivileges, uid })));

/**
 * @param {object} request
 * @param {readonly string[]} request.command  the words that start the runtime
 * @param {readonly string[]} request.margin  calls that the language it is written in makes at moments of its own choosing
 * @param {Effort} request.effort
 * @param {number} request.timeoutMs  when a container that has not started counts as failed
 * @param {(straceName: string) => string} request.nameOf  libseccomp's name of a call
 * @param {AbortSignal} request.signal  stops and cleans up; the promise is rejected with its reason
 * @param {(words: string) => void} request.tell  how far it is
 * @returns {Promise<Measured>}
 * @throws {import('./observe.mjs').MeasuringFailed}
 */
export async function measure({ command, margin, effort, timeoutMs, nameOf, signal, tell }) {
  const bench = setUpBench({ command, timeoutMs, signal });
  /** @type {RuntimeMeasurement['observed']} */
  const observed = [];
  /** @type {RuntimeMeasurement['deprived']} */
  const deprived = [];
  try {
    for (const user of users) {
      const setting = `no_new_privs ${user.noNewPrivileges}, uid ${user.uid}`;
      tell(`${setting}: watching ${effort.runs} starts`);
      const seen = await observe(bench, user, effort.runs, nameOf);
      for (const phase of /** @type {const} */ (['start', 'exec'])) {
        observed.push({ ...user, phase, runs: effort.runs, ...counted(seen[phase]) });
      }
      for (const answer of effort.answers) {
        tell(`${setting}: leaving out one call at a time, ${answer}`);
        const names = { start: [...seen.start.times.keys()], exec: [...seen.exec.times.keys()] };
        const { tries, confirmations } = effort;
        const found = await deprive(bench, { user, answer, ...names, margin, tries, confirmations });
        deprived.push({ ...user, answer, tries, ...found });
      }
    }
    // What was cut short looks like a failure: it must not be taken for a finding.
    signal.throwIfAborted();
    return { observed, deprived };
  } finally {
    await bench.dispose();
  }
}

/** @param {Seen} seen */
function counted({ runs, times }) {
  const rows = [...times].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    always: rows.filter(([, count]) => count === runs).map(([name]) => name),
    sometimes: rows.filter(([, count]) => count < runs).map(([syscall, count]) => ({ syscall, times: count })),
  };
}
