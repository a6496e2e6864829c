// Finds a container runtime and what it says of itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * @typedef {object} RuntimeUnderTest
 * @property {string} name  whose family it belongs to: `runc`, `crun`
 * @property {string} version  numbers and dots
 * @property {string} build  the version as it prints it
 * @property {string} [libseccomp]
 * @property {boolean} isGo  it is written in Go, whose runtime makes calls at moments of its own choosing
 * @property {readonly [string, ...string[]]} command
 */

/**
 * crun refuses a machine with both cgroup hierarchies, so there it gets a mount namespace without the second one; what it
 * runs is not affected.
 */
const secondHierarchy = '/sys/fs/cgroup/unified';
const withoutIt = /** @type {const} */ ([
  'unshare',
  '-m',
  'sh',
  '-c',
  `umount -l ${secondHierarchy} 2>/dev/null; exec "$0" "$@"`,
]);

/**
 * Asks a runtime for its version.
 * @param {string} text a path or a name from the search path, and behind `=` the name of its family where that is
 *   another one than it prints itself
 * @returns {RuntimeUnderTest | undefined} nothing where it is not there, or prints no version
 */
export function runtimeUnderTest(text) {
  const [path = '', family] = text.split('=');
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  // `runc version 1.1.5+ds1`, then among others `go: go1.19.8` and `libseccomp: 2.5.4`; `crun version 1.8.1`.
  const [, printed, build] = /^(\S+) version (\S+)/.exec(stdout ?? '') ?? [];
  const version = /^v?(\d+(?:\.\d+){1,3})/.exec(build ?? '')?.[1];
  if (status !== 0 || printed === undefined || build === undefined || version === undefined) return undefined;
  const name = family ?? printed;
  const libseccomp = /^libseccomp: (\d\S*)/m.exec(stdout)?.[1];
  const wrapped = name === 'crun' && existsSync(secondHierarchy);
  return {
    name,
    version,
    build,
    ...(libseccomp === undefined ? {} : { libseccomp }),
    isGo: /^go: /m.test(stdout),
    command: wrapped ? [...withoutIt, path] : [path],
  };
}
