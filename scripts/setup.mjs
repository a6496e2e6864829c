// What a fresh Debian-like machine with Node lacks: the npm packages, the build, and system packages. Plain JavaScript
// without dependencies, since it runs before any of them is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the project's root with its output shown; ends this process with its status when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function run(command, args, env = {}) {
  const { status, error, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) {
    console.error(`cannot run ${command}: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) {
    console.error(`${command} ${args.join(' ')} failed (${signal ?? status})`);
    process.exit(status ?? 1);
  }
}

/** Installs the npm packages of the lock file unless exactly they are there. */
export function ensureNodeModules() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`seccinch needs Node 20.19 or newer; this is ${process.version}`);
    process.exit(1);
  }
  const lock = new URL('../package-lock.json', import.meta.url);
  const installed = new URL('../node_modules/.package-lock.json', import.meta.url);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('installing npm packages …');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
}

/** Compiles `src/` into `dist/`. */
export function build() {
  run('npm', ['run', '--silent', 'build']);
}

/**
 * Installs Debian packages that are missing when this is root; otherwise says what to install and ends with status 1.
 * @param {readonly string[]} packages
 */
export function ensureSystemPackages(packages) {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (!canRun('apt-get', ['--version'])) {
    console.error(`missing: ${missing.join(' ')} (Debian's names); install them and run this again`);
    process.exit(1);
  }
  if (process.getuid?.() !== 0) {
    console.error(`missing: run  sudo apt-get install -y ${missing.join(' ')}  and run this again`);
    process.exit(1);
  }
  console.error(`installing ${missing.join(' ')} …`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], quiet);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', '--no-remove', ...missing], quiet);
}

/**
 * The names in a file of packages, one a line, `#` starts a comment.
 * @param {string} file relative to this folder
 */
export function packageList(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** @param {string} name */
function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', ['-f=$', '{db:Status-Status}'].join(''), name], {
    encoding: 'utf8',
  });
  return stdout === 'installed';
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function canRun(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureNodeModules();
