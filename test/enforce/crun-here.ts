import { readFileSync } from 'node:fs';
import type { Runtime } from '../../src/enforce/runtime.ts';

/**
 * crun, also where it refuses the machine's hybrid cgroup layout: it starts in a mount namespace of its own, without the
 * second hierarchy. What it runs is not affected.
 */
export const crunHere: Runtime = {
  name: 'crun',
  command: ['unshare', '-m', 'sh', '-c', 'umount -l /sys/fs/cgroup/unified 2>/dev/null; exec crun "$@"', 'crun'],
};

/** Whether crun refuses this machine's cgroups: a hybrid layout whose second hierarchy has controllers (libcrun/cgroup.c). */
export function crunRefusesHere(): boolean {
  try {
    return readFileSync('/sys/fs/cgroup/unified/cgroup.controllers', 'utf8') !== '';
  } catch {
    return false;
  }
}
