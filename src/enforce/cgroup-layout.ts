import { statfs } from 'node:fs/promises';
import type { CgroupLayout } from '../model/machine.ts';

// CGROUP2_SUPER_MAGIC and TMPFS_MAGIC, linux/magic.h.
const cgroup2 = 0x63677270;
const tmpfs = 0x01021994;

/**
 * Looks what is mounted at `/sys/fs/cgroup`, the way systemd and crun tell the layouts apart (crun, libcrun_get_cgroup_mode).
 * Nothing where there are no control groups.
 */
export async function cgroupLayout(root = '/sys/fs/cgroup'): Promise<CgroupLayout | undefined> {
  const top = await fileSystem(root);
  if (top === cgroup2) return 'v2';
  if (top !== tmpfs) return undefined;
  return (await fileSystem(`${root}/unified`)) === cgroup2 ? 'hybrid' : 'v1';
}

async function fileSystem(path: string): Promise<number | undefined> {
  try {
    return (await statfs(path)).type;
  } catch {
    return undefined;
  }
}
