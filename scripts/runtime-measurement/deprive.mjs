// Which calls a runtime cannot do without: one is left out at a time, then all that turned out to be dispensable.
import { MeasuringFailed } from './observe.mjs';

/**
 * @typedef {import('./bench.mjs').Bench} Bench
 * @typedef {import('./bench.mjs').User} User
 * @typedef {import('./bench.mjs').Filter} Filter
 * @typedef {{ required: string[], sometimes: { syscall: string, times: number }[] }} Deprived
 * @typedef {object} Deprivation
 * @property {User} user
 * @property {'ENOSYS' | 'EPERM' | 'kill'} answer  what happens to the call left out
 * @property {readonly string[]} start  the calls seen while starting
 * @property {readonly string[]} exec  the calls seen while a process was added
 * @property {readonly string[]} margin  calls that may be made at any time: always allowed in the end
 * @property {number} tries  with each call left out
 * @property {number} confirmations  starts with nothing allowed but what was found
 */

/**
 * @param {Bench} bench @param {Deprivation} request
 * @returns {Promise<{ start: Deprived, exec: Deprived, together: string[], confirmed: number }>}
 * @throws {MeasuringFailed} where all that was observed is not enough, or what was found is not
 */
export async function deprive(bench, request) {
  const { user, answer, tries, confirmations, margin } = request;
  const all = sorted([...request.start, ...request.exec, ...margin]);
  /** @param {readonly string[]} allowed */
  const works = (allowed) => startsAndExecs(bench, user, { allowed, answer });
  for (let run = 0; run < tries; run += 1) {
    if (!(await works(all))) throw new MeasuringFailed(`all that was observed is not enough: ${all.join(' ')}`);
  }

  const start = await eachLeftOut(sorted([...request.start, ...margin]), tries, (name) =>
    starts(bench, user, { allowed: without(all, name), answer }),
  );
  const exec = await execWithEachLeftOut(bench, request, all);

  const found = sorted([...namesIn(start), ...namesIn(exec), ...margin]);
  /** @type {readonly string[]} */
  let kept = found;
  if (!(await holds(works, found, confirmations))) {
    kept = await refusedOneAfterAnother(works, all, found, tries);
    if (!(await holds(works, kept, confirmations))) throw new MeasuringFailed(`not enough: ${kept.join(' ')}`);
  }
  return { start, exec, together: kept.filter((name) => !found.includes(name)), confirmed: confirmations };
}

/** @param {Bench} bench @param {Deprivation} request @param {readonly string[]} allowed */
async function execWithEachLeftOut(bench, { user, answer, exec, margin, tries }, allowed) {
  const filter = { allowed, answer };
  const container = await bench.start(user, filter);
  try {
    if (!container.started) throw new MeasuringFailed('a container started before and does not now');
    const found = await eachLeftOut(sorted([...exec, ...margin]), tries, async (name) => {
      const putBack = await bench.leaveOut(container.id, filter, name);
      const entered = await bench.exec(container.id, user);
      putBack();
      return entered;
    });
    // No process can do without it: where one did, the filter was not the one that it was thought to be.
    if (!found.required.includes('execve')) throw new MeasuringFailed('a call cannot be left out for exec alone');
    return found;
  } finally {
    bench.remove(container.id);
  }
}

/**
 * @param {readonly string[]} names @param {number} tries @param {(name: string) => Promise<boolean>} worksWithout
 * @returns {Promise<Deprived>}
 */
async function eachLeftOut(names, tries, worksWithout) {
  /** @type {Deprived} */
  const found = { required: [], sometimes: [] };
  for (const name of names) {
    let failed = 0;
    for (let run = 0; run < tries; run += 1) if (!(await worksWithout(name))) failed += 1;
    if (failed === tries) found.required.push(name);
    else if (failed > 0) found.sometimes.push({ syscall: name, times: failed });
  }
  return found;
}

/**
 * The search of last resort: each call may be refused, but not all of them. Refuses one more as long as it still works.
 * @param {(allowed: readonly string[]) => Promise<boolean>} works
 * @param {readonly string[]} all @param {readonly string[]} needed @param {number} tries
 */
async function refusedOneAfterAnother(works, all, needed, tries) {
  let kept = all;
  for (const name of all.filter((one) => !needed.includes(one))) {
    const fewer = without(kept, name);
    if (await holds(works, fewer, tries)) kept = fewer;
  }
  return kept;
}

/** @param {(allowed: readonly string[]) => Promise<boolean>} works @param {readonly string[]} allowed @param {number} times */
async function holds(works, allowed, times) {
  for (let run = 0; run < times; run += 1) if (!(await works(allowed))) return false;
  return true;
}

/** @param {Bench} bench @param {User} user @param {Filter} filter */
async function starts(bench, user, filter) {
  const container = await bench.start(user, filter);
  bench.remove(container.id);
  return container.started;
}

/** @param {Bench} bench @param {User} user @param {Filter} filter */
async function startsAndExecs(bench, user, filter) {
  const container = await bench.start(user, filter);
  try {
    return container.started && (await bench.exec(container.id, user));
  } finally {
    bench.remove(container.id);
  }
}

/** @param {Deprived} found */
export function namesIn({ required, sometimes }) {
  return [...required, ...sometimes.map(({ syscall }) => syscall)];
}

/** @param {readonly string[]} names @param {string} name */
function without(names, name) {
  return names.filter((one) => one !== name);
}

/** @param {readonly string[]} names */
function sorted(names) {
  return [...new Set(names)].sort();
}
