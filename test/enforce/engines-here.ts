import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { searchPath } from './machine.ts';

/** An engine with a storage of its own, which holds one image: `seccinch-test:1`, busybox alone. */
export interface EngineHere {
  readonly command: 'podman' | 'docker';
  /** What makes the command use that storage. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the command to its end; gives what it printed. */
  ask(...args: readonly string[]): string;
}

export const imageName = 'localhost/seccinch-test:1';

const cleaners: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const clean of cleaners.splice(0)) await clean();
});

/** podman as it is installed, with images and containers in a temporary folder. */
export function podmanHere(): EngineHere {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  writeFileSync(
    at('storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${at('graph')}"\nrunroot = "${at('run')}"\n`,
  );
  const engine = `[engine]\ntmp_dir = "${at('tmp')}"\nvolume_path = "${at('volumes')}"\nevents_logger = "none"\n`;
  writeFileSync(at('containers.conf'), engine);
  const env = { CONTAINERS_STORAGE_CONF: at('storage.conf'), CONTAINERS_CONF: at('containers.conf') };
  return withImage('podman', { PATH: searchPath, ...env }, folder);
}

/** A daemon of Docker, started for these tests, which changes nothing of the machine's network. */
export async function dockerHere(): Promise<EngineHere> {
  const folder = temporaryFolder();
  const host = `unix://${join(folder, 'docker.sock')}`;
  const data = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const own = ['--pidfile', join(folder, 'pid'), '--config-file', join(folder, 'none.json'), '--host', host];
  writeFileSync(join(folder, 'none.json'), '{}');
  const daemon = spawn('dockerd', [...data, ...network, ...own, '--storage-driver', 'vfs'], {
    env: { PATH: searchPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleaners.push(() => stopDaemon(daemon));
  let log = '';
  daemon.stderr.on('data', (text) => {
    log += text;
  });
  while (!log.includes('API listen on')) {
    if (daemon.exitCode !== null || daemon.pid === undefined) throw new Error(`dockerd: ${log}`);
    await delay(50);
  }
  return withImage('docker', { PATH: searchPath, DOCKER_HOST: host }, folder);
}

async function stopDaemon(daemon: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => daemon.once('close', resolve));
  if (daemon.exitCode === null && daemon.kill('SIGTERM')) await ended;
}

function withImage(command: EngineHere['command'], env: NodeJS.ProcessEnv, folder: string): EngineHere {
  // What stays mounted (network namespaces, a storage on itself) would keep the folder from being removed.
  cleaners.push(() => {
    for (const path of mountsBelow(folder)) execFileSync('umount', ['-l', path]);
  });
  const ask = (...args: readonly string[]): string =>
    execFileSync(command, args, { env, encoding: 'utf8', stdio: 'pipe' });
  const root = join(folder, 'image');
  for (const path of ['bin', 'tmp', 'etc']) mkdirSync(join(root, path), { recursive: true });
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { env, encoding: 'utf8' }).trim();
  copyFileSync(busybox, join(root, 'bin/busybox'));
  symlinkSync('busybox', join(root, 'bin/sh'));
  const archive = join(folder, 'image.tar');
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  const config = ['ENTRYPOINT ["busybox","sh"]', 'CMD ["-c","echo its own command; id -u"]', 'USER 7', 'WORKDIR /etc'];
  ask('import', ...config.flatMap((line) => ['--change', line]), archive, imageName);
  rmSync(root, { recursive: true });
  return { command, env, ask };
}

/** What is mounted below a folder, the innermost first. */
export function mountsBelow(folder: string): readonly string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points
    .filter((point) => point.startsWith(`${folder}/`))
    .sort()
    .reverse();
}
