import { lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostMount } from './bundle.ts';

/** The folders that programs and their data live in, by the Filesystem Hierarchy Standard 3.0, and the loader's variants. */
const systemFolders = [
  '/bin',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix',
  '/opt',
  '/sbin',
  '/srv',
  '/usr',
  '/var',
];

/** The host's system as a container sees it: links such as `/bin` → `usr/bin` are kept, folders are bound read-only. */
export interface HostTree {
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly mounts: readonly HostMount[];
}

/**
 * Looks which of the system's folders this host has. Those it lacks are left out. A part of `/usr` or `/opt` may be a file
 * system of its own; what is mounted below `/var` are other people's containers and images, which stay out.
 */
export async function hostTree(): Promise<HostTree> {
  const links: { path: string; target: string }[] = [];
  const mounts: HostMount[] = [];
  for (const path of systemFolders) {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isSymbolicLink()) links.push({ path, target: await readlink(path) });
    else if (found?.isDirectory())
      mounts.push({ source: path, destination: path, writable: false, recursive: path !== '/var' });
  }
  return { links, mounts };
}

/** Makes the rootfs folder: the tree's links; the runtime makes the mount points. */
export async function makeRootfs(folder: string, tree: HostTree): Promise<void> {
  // 0755 whatever the umask: a workload that is not root has to pass through.
  await mkdir(folder, { mode: 0o755 });
  for (const link of tree.links) await symlink(link.target, join(folder, link.path));
}
