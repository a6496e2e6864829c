import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const cgroups = '/sys/fs/cgroup';

/**
 * Kills what is left in a container's cgroups and removes them, for a `create` that was cut short before the runtime had
 * noted that there is a container: runc and crun put one that asks for no place of its own into `/<id>` (of each
 * hierarchy, with cgroups v1).
 * @param {string} id unique, so that nobody else's is touched
 */
export function sweepCgroups(id) {
  for (const folder of [cgroups, ...foldersIn(cgroups)].map((parent) => join(parent, id))) {
    for (const pid of lines(join(folder, 'cgroup.procs'))) tryTo(() => process.kill(Number(pid), 'SIGKILL'));
    tryTo(() => rmdirSync(folder));
  }
}

/** @param {string} path */
function foldersIn(path) {
  return (tryTo(() => readdirSync(path, { withFileTypes: true })) ?? [])
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name));
}

/** @param {string} file */
function lines(file) {
  return (tryTo(() => readFileSync(file, 'utf8')) ?? '').split('\n').filter((line) => line !== '');
}

/** What is not there any more, or was never there, is as it should be. @template T @param {() => T} work */
function tryTo(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
