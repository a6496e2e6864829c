import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const tries = 200;
const pauseMs = 50;

/**
 * Ends what an engine with its storage in this folder has left: the shims and monitors that outlive it by design and what
 * runs in their containers, then mounts, which would keep the folder from being removed. Throws where something stays.
 */
export async function clearRemains(folder: string): Promise<void> {
  for (let left = tries; ; left -= 1) {
    const pids = processesOf(folder);
    if (pids.length === 0) break;
    if (left === 0) throw new Error(`still running for ${folder}: ${pids.join(', ')}`);
    for (const pid of pids) kill(pid);
    await delay(pauseMs);
  }
  for (const path of mountsBelow(folder)) execFileSync('umount', ['-l', path]);
}

/** Removes a control group, in every hierarchy, with those below it. Whatever ran in them has ended. */
export function removeControlGroup(name: string): void {
  const top = '/sys/fs/cgroup';
  for (const hierarchy of ['', ...readdirSync(top)]) removeGroups(join(top, hierarchy, name));
}

function removeGroups(path: string): void {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroups(join(path, entry.name));
  }
  rmdirSync(path);
}

/** What is mounted below a folder, the innermost first. */
export function mountsBelow(folder: string): readonly string[] {
  return mounts('self')
    .map(({ point }) => point)
    .filter((point) => point.startsWith(`${folder}/`))
    .sort()
    .reverse();
}

// The engine's own programs are given paths in its folder; the root of what runs in a container is a folder there.
function processesOf(folder: string): readonly number[] {
  const name = basename(folder);
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      const words = read(`/proc/${pid}/cmdline`).split('\0');
      if (words.some((word) => word.includes(`${folder}/`))) return true;
      return mounts(pid).some(({ root, point }) => point === '/' && root.includes(`/${name}/`));
    })
    .map(Number);
}

/** Mounts that a process sees: the folder of the file system that is mounted, and where (proc_pid_mountinfo(5)). */
function mounts(pid: string): readonly { readonly root: string; readonly point: string }[] {
  return read(`/proc/${pid}/mountinfo`)
    .split('\n')
    .map((line) => {
      const [, , , root = '', point = ''] = line.split(' ');
      return { root, point };
    });
}

// A process may end before it is looked at.
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
