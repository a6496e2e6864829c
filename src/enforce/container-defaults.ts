/** Hidden from the workload: what `runc spec` (runc, libcontainer/specconv/example.go) hides. */
export const maskedPaths: readonly string[] = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/scsi',
  '/proc/sched_debug',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/firmware',
];

/** Not writable for the workload, same source as `maskedPaths`. */
export const readonlyPaths: readonly string[] = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];

/** A file system that is no part of the host's tree, as OCI's `mounts` spells it. */
export interface SpecialMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/**
 * `/proc`, `/dev`, `/sys` as `runc spec` mounts them.
 * `/sys` is a read-only bind of the host's, without the cgroups below it: a fresh sysfs needs a network namespace of its own.
 */
export const kernelMounts: readonly SpecialMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  tmpfs('/dev/shm', '1777', 'noexec'),
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'bind', source: '/sys', options: ['bind', 'nosuid', 'noexec', 'nodev', 'ro'] },
];

/** What a workload expects to write to, empty. */
export const emptyFolders: readonly SpecialMount[] = [
  tmpfs('/run', '755'),
  tmpfs('/root', '700'),
  tmpfs('/tmp', '1777'),
  tmpfs('/var/tmp', '1777'),
];

function tmpfs(destination: string, mode: string, ...more: readonly string[]): SpecialMount {
  return { destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', ...more, `mode=${mode}`] };
}
