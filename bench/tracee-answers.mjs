// What each contender of ingest-tracee.mjs says is in a stream, in one form, and whether that is right.
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

/**
 * By container id and syscall: the count and the negative values, ascending, as `count:-110,-2`.
 * @typedef {ReadonlyMap<string, string>} Answer
 * @typedef {import('./tracee-stream-generator.mjs').Truth} Truth
 */

/** The same grouping in jq. */
export const jqProgram = `reduce inputs as $event ({};
  .[$event.containerId][$event.eventName] |= (.count += 1
    | if $event.returnValue < 0 then .negative[$event.returnValue | tostring] = 1 else . end))`;

/** @param {string} name @param {Answer} answer @param {Truth} truth throws when something is wrong */
export function checkAnswer(name, answer, { groups }) {
  const wrong = groups.filter(
    ({ containerId, syscall, count, negative }) => answer.get(key(containerId, syscall)) !== value(count, negative),
  );
  if (wrong.length === 0 && answer.size === groups.length) return;
  const [first] = wrong;
  const said = first === undefined ? undefined : answer.get(key(first.containerId, first.syscall));
  throw new Error(
    `${name}: ${wrong.length} of ${groups.length} groups wrong, ${answer.size} told; ${JSON.stringify(first)} told as ${said}`,
  );
}

/** @param {string} stdout rows of container id, name, count and a JSON list or null @returns {Answer} */
export function answerOfDuckdb(stdout) {
  /** @type {[string, string, number, string | null][]} */
  const rows = JSON.parse(stdout);
  return new Map(rows.map(([id, name, count, list]) => [key(id, name), value(count, JSON.parse(list ?? '[]') ?? [])]));
}

/** @param {string} stdout @returns {Answer} */
export function answerOfJq(stdout) {
  /** @type {Record<string, Record<string, { count: number, negative?: Record<string, 1> }>>} */
  const containers = JSON.parse(stdout);
  return new Map(
    Object.entries(containers).flatMap(([id, syscalls]) =>
      Object.entries(syscalls).map(([name, { count, negative = {} }]) => [
        key(id, name),
        value(count, Object.keys(negative).map(Number)),
      ]),
    ),
  );
}

/**
 * From the recordings in a folder, one a container.
 * @param {string} folder @param {Truth} truth for the ids of containers, which recordings need not tell
 * @returns {Answer}
 */
export function answerOfSeccinch(folder, { groups }) {
  const ids = new Map(groups.map(({ containerId, containerName }) => [containerId, containerName]));
  const answer = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.recording.json'))) {
    /** @type {{ subject: { name: string }, abis: { syscalls: { name: string, calls: number,
     *   errnos?: { errno: string }[] }[] }[] }} */
    const { subject, abis } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const [id = subject.name] =
      [...ids].find(([one, name]) => subject.name.includes(name) || subject.name.includes(one.slice(0, 12))) ?? [];
    for (const { name, calls, errnos = [] } of abis.flatMap(({ syscalls }) => syscalls))
      answer.set(
        key(id, name),
        value(
          calls,
          errnos.map(({ errno }) => -errnoNumber(errno)),
        ),
      );
  }
  return answer;
}

/** @param {string} errno */
function errnoNumber(errno) {
  const number = Object.entries(constants.errno).find(([name]) => name === errno)?.[1];
  if (number === undefined) throw new Error(`no number for ${errno}`);
  return number;
}

/** @param {string} id @param {string} name */
function key(id, name) {
  return `${id} ${name}`;
}

/** @param {number} count @param {readonly number[]} negative */
function value(count, negative) {
  return `${count}:${[...negative].sort((one, other) => one - other)}`;
}
