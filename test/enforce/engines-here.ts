import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { podmanCapabilities } from '../../src/dialects/capability-list.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { clearRemains, removeControlGroup } from './engine-remains.ts';
import { searchPath } from './machine.ts';

/** An engine with a storage of its own, which holds one image: `seccinch-test:1`, busybox and what was asked for. */
export interface EngineHere {
  readonly command: 'podman' | 'docker';
  /** What makes the command use that storage. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the command to its end; gives what it printed. */
  ask(...args: readonly string[]): string;
}

export const imageName = 'localhost/seccinch-test:1';

type Cleaner = () => Promise<void> | void;

const cleaners: Cleaner[] = [];
afterAll(async () => {
  // One that fails does not keep the others from what they are there for.
  const ends = await Promise.allSettled(cleaners.splice(0).map(async (clean) => clean()));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
});

/**
 * podman as it is installed, with images and containers in a temporary folder.
 * @param programs static ones that the image is to have as well, in /bin
 */
export function podmanHere(programs: readonly string[] = []): EngineHere {
  const folder = temporaryFolder();
  cleaners.push(() => clearRemains(folder));
  const at = (name: string): string => join(folder, name);
  writeFileSync(
    at('storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${at('graph')}"\nrunroot = "${at('run')}"\n`,
  );
  const engine = `[engine]\ntmp_dir = "${at('tmp')}"\nvolume_path = "${at('volumes')}"\nevents_logger = "none"\n`;
  // As the file says that comes with podman, in whose place this one is read.
  const given = `[containers]\ndefault_capabilities = ${JSON.stringify(podmanCapabilities)}\n`;
  writeFileSync(at('containers.conf'), `${engine}${given}`);
  const env = { CONTAINERS_STORAGE_CONF: at('storage.conf'), CONTAINERS_CONF: at('containers.conf') };
  return withImage('podman', { PATH: searchPath, ...env }, folder, programs);
}

/**
 * A daemon of Docker, started for these tests, which changes nothing of the machine's network and ends with them, however
 * they end.
 * @param programs static ones that the image is to have as well, in /bin
 */
export async function dockerHere(programs: readonly string[] = []): Promise<EngineHere> {
  const folder = temporaryFolder();
  const group = basename(folder);
  const host = `unix://${join(folder, 'docker.sock')}`;
  const data = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const own = ['--pidfile', join(folder, 'pid'), '--config-file', join(folder, 'none.json'), '--host', host];
  const groups = ['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${group}`];
  writeFileSync(join(folder, 'none.json'), '{}');
  const args = ['dockerd', ...data, ...network, ...own, ...groups, '--storage-driver', 'vfs'];
  const daemon = spawn('setpriv', ['--pdeathsig', 'TERM', ...args], {
    env: { PATH: searchPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleaners.push(async () => {
    await stopDaemon(daemon);
    await clearRemains(folder);
    removeControlGroup(group);
  });
  let log = '';
  daemon.stderr.on('data', (text) => {
    log += text;
  });
  while (!log.includes('API listen on')) {
    if (!isAlive(daemon)) throw new Error(`dockerd: ${log}`);
    await delay(50);
  }
  return withImage('docker', { PATH: searchPath, DOCKER_HOST: host }, folder, programs);
}

/** Longer than the daemon gives containers that are still there (dockerd --shutdown-timeout). */
const daemonPatienceMs = 30_000;

async function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (!isAlive(daemon)) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  const late = setTimeout(() => daemon.kill('SIGKILL'), daemonPatienceMs);
  await ended;
  clearTimeout(late);
}

function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

function withImage(
  command: EngineHere['command'],
  env: NodeJS.ProcessEnv,
  folder: string,
  programs: readonly string[],
): EngineHere {
  const ask = (...args: readonly string[]): string =>
    execFileSync(command, args, { env, encoding: 'utf8', stdio: 'pipe' });
  const root = join(folder, 'image');
  for (const path of ['bin', 'tmp', 'etc']) mkdirSync(join(root, path), { recursive: true });
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { env, encoding: 'utf8' }).trim();
  copyFileSync(busybox, join(root, 'bin/busybox'));
  symlinkSync('busybox', join(root, 'bin/sh'));
  for (const program of programs) copyFileSync(program, join(root, 'bin', basename(program)));
  const archive = join(folder, 'image.tar');
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  const config = ['ENTRYPOINT ["busybox","sh"]', 'CMD ["-c","echo its own command; id -u"]', 'USER 7', 'WORKDIR /etc'];
  ask('import', ...config.flatMap((line) => ['--change', line]), archive, imageName);
  rmSync(root, { recursive: true });
  return { command, env, ask };
}
