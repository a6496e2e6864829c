// Which calls a runtime makes under a filter that only logs.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { entryCall } from './entry-program.mjs';
import { filteredCalls } from './filtered-calls.mjs';

/**
 * @typedef {import('./bench.mjs').Bench} Bench
 * @typedef {import('./bench.mjs').User} User
 * @typedef {'start' | 'exec'} Phase
 * @typedef {{ runs: number, times: Map<string, number> }} Seen  in how many of the runs each call was made
 */

const entryCalled = new RegExp(`^${entryCall}\\(`, 'm');
const pauseMs = 5;
const writtenMs = 10_000;

/**
 * Starts a container and adds a process to it, again and again, with strace from before the filter is loaded.
 * @param {Bench} bench @param {User} user @param {number} runs
 * @param {(straceName: string) => string} nameOf libseccomp's name of a call
 * @returns {Promise<Record<Phase, Seen>>}
 * @throws {MeasuringFailed} where no container starts, or strace sees no filter
 */
export async function observe(bench, user, runs, nameOf) {
  /** @type {Record<Phase, Seen>} */
  const seen = { start: { runs, times: new Map() }, exec: { runs, times: new Map() } };
  /** @param {Phase} phase @param {string} traces */
  const count = (phase, traces) => {
    for (const name of new Set(callsIn(traces).map(nameOf))) {
      seen[phase].times.set(name, (seen[phase].times.get(name) ?? 0) + 1);
    }
  };
  const logging = { allowed: [], answer: /** @type {const} */ ('log') };
  for (let run = 0; run < runs; run += 1) {
    const traces = { start: join(bench.folder, 'start'), exec: join(bench.folder, 'exec') };
    for (const folder of Object.values(traces)) mkdirSync(folder);
    const container = await bench.start(user, logging, tracer(traces.start));
    try {
      if (!container.started) throw new MeasuringFailed('no container starts, with nothing refused');
      await written(traces.start);
      if (!(await bench.exec(container.id, user, tracer(traces.exec)))) {
        throw new MeasuringFailed('no process can be added to a container, with nothing refused');
      }
      await written(traces.exec);
    } finally {
      bench.remove(container.id);
    }
    count('start', traces.start);
    count('exec', traces.exec);
    for (const folder of Object.values(traces)) rmSync(folder, { recursive: true });
  }
  return seen;
}

/** What cannot be measured, and is nobody's bug. */
export class MeasuringFailed extends Error {}

/** @param {string} folder */
function tracer(folder) {
  return ['strace', '-ff', '-qq', '-o', join(folder, 'thread')];
}

/** strace writes in order: where the entry program's call is, all before it are. @param {string} folder */
async function written(folder) {
  for (const end = Date.now() + writtenMs; !logsIn(folder).some((log) => entryCalled.test(log)); await delay(pauseMs)) {
    if (Date.now() > end) throw new MeasuringFailed('strace did not see the program in the container');
  }
}

/** @param {string} folder */
function logsIn(folder) {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** @param {string} folder */
function callsIn(folder) {
  const filtered = logsIn(folder).flatMap((log) => filteredCalls(log) ?? []);
  if (filtered.length === 0) throw new MeasuringFailed('strace saw no thread load a filter');
  return filtered.flatMap((calls) => [...calls]);
}
