import { readdir, readFile, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cgroupLayout } from './cgroup-layout.ts';

const tries = 20;
const pauseMs = 50;

/**
 * Removes the empty control groups of a container, in every hierarchy: a runtime that is killed while it creates one leaves
 * them behind, and its `delete` knows of no container then (runc 1.1.5, measured). Without a path of its own a container's
 * group is below the root, below the runtime's own or, in a v2 hierarchy, beside that (runc, libcontainer/cgroups,
 * fs2/defaultpath.go; crun, libcrun/cgroup-cgroupfs.c). A group in which something runs, or that has others below it, stays.
 * @param id the container's name, which is nobody else's
 */
export async function removeRemainingCgroups(id: string, root = '/sys/fs/cgroup'): Promise<void> {
  const layout = await cgroupLayout(root);
  if (layout === undefined) return;
  const hierarchies = layout === 'v2' ? [root] : (await entriesOf(root)).map((name) => join(root, name));
  const parents = new Set(['/', ...(await ownGroups()).flatMap((group) => [group, dirname(group)])]);
  const groups = hierarchies.flatMap((hierarchy) => [...parents].map((parent) => join(hierarchy, parent, id)));
  await Promise.all(groups.map(removeGroup));
}

async function removeGroup(path: string): Promise<void> {
  for (let left = tries; left > 0; left -= 1) {
    try {
      await rmdir(path);
      return;
    } catch (error) {
      // What has been killed is in its group until it has ended.
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') return;
      await delay(pauseMs);
    }
  }
}

/** The groups of this process, which a runtime starts in: `4:memory:/a/b` (cgroups(7)). */
async function ownGroups(): Promise<readonly string[]> {
  const text = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1] ?? []);
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
