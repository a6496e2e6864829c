import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where programs are looked up: while recording, in containers, and by this check. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const packageOf: ReadonlyMap<string, string> = new Map([
  ['/usr/bin/python3', 'python3'],
  ['as', 'binutils'],
  ['awk', 'mawk'],
  ['bash', 'bash'],
  ['busybox', 'busybox-static'],
  ['cmp', 'diffutils'],
  ['crun', 'crun'],
  ['curl', 'curl'],
  ['diff', 'diffutils'],
  ['docker', 'docker.io'],
  ['dockerd', 'docker.io'],
  ['find', 'findutils'],
  ['gcc', 'gcc'],
  ['git', 'git'],
  ['gzip', 'gzip'],
  ['ld', 'binutils'],
  ['nginx', 'nginx'],
  ['openssl', 'openssl'],
  ['perl', 'perl'],
  ['podman', 'podman'],
  ['redis-cli', 'redis-tools'],
  ['redis-server', 'redis-server'],
  ['runc', 'runc'],
  ['setpriv', 'util-linux'],
  ['sqlite3', 'sqlite3'],
  ['strace', 'strace'],
  ['strip', 'binutils'],
  ['tar', 'tar'],
  ['unshare', 'util-linux'],
  ['xargs', 'findutils'],
]);

/** The Debian package that brings a program; the packages the tests install are in `scripts/test-packages.txt`. */
export function packageWith(program: string): string | undefined {
  return packageOf.get(program);
}

/** The names in `scripts/test-packages.txt`. */
export function testPackages(): readonly string[] {
  const file = fileURLToPath(new URL('../../scripts/test-packages.txt', import.meta.url));
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/**
 * Throws unless this machine can enforce: tests that cannot run fail and say what is missing, they are never skipped.
 */
export function requireMachine(programs: readonly string[]): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('test/enforce runs on Linux x86_64 only');
  if (process.getuid?.() !== 0) throw new Error('test/enforce starts real containers: run the tests as root');
  const missing = ['runc', 'strace', ...programs].filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => packageWith(program) ?? program))].sort();
  throw new Error(
    `missing: ${missing.join(', ')}. As root: apt-get install ${packages.join(' ')} (npm test does that)`,
  );
}

function isInstalled(program: string): boolean {
  const places = isAbsolute(program) ? [program] : searchPath.split(delimiter).map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
