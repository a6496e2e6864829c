import type { Check, CheckGroup, CheckId, Job } from '../model/doctor.ts';

/** What a check is called, what it enables, and how to get it where no problem says that. */
export interface CheckWords {
  readonly title: string;
  /** What seccinch can do with it; goes behind the title on a line. */
  readonly enables: string;
  /** An imperative sentence; names of packages are Debian's, Fedora's and Alpine's. */
  readonly get?: string;
  /** Why it was not tried, where that can happen. */
  readonly untried?: string;
}

/** Headings, with what a group is for. */
export const groupWords: Readonly<Record<CheckGroup, readonly [title: string, purpose: string]>> = {
  record: ['Record', 'watch a workload, write its profile'],
  ingest: ['Ingest', 'read traces made elsewhere'],
  verify: ['Verify', 'run a workload under its profile'],
  audit: ['Audit logs', 'what a profile refused, or would have'],
  optional: ['Optional', ''],
};

const asRoot = 'It takes the rights of root to try it.';

/** The words of every check. */
export const checkWords: Readonly<Record<CheckId, CheckWords>> = {
  strace: { title: 'strace', enables: 'shows what a workload asks of the kernel' },
  tracing: {
    title: 'tracing',
    enables: 'strace may follow what it starts',
    untried: 'It takes a working strace to try it.',
  },
  attaching: { title: 'attaching', enables: 'record --pid: what runs already', untried: 'It takes tracing to try it.' },
  filters: { title: 'under filters', enables: 'with none, a workload goes its usual way' },
  temporary: { title: 'temporary files', enables: 'take the trace while it grows' },
  node: { title: 'Node.js', enables: 'runs seccinch', get: 'Install Node.js 20.19 or newer.' },
  tables: { title: 'syscall tables', enables: 'traces made here need no --abi' },
  threads: { title: 'threads', enables: 'read a large trace side by side' },
  seccomp: { title: 'seccomp', enables: 'the kernel enforces, logs and kills' },
  root: { title: 'root', enables: 'makes containers and mounts' },
  overlay: { title: 'overlay', enables: "a workload may write to this machine's files", untried: asRoot },
  runc: { title: 'runc', enables: 'runs the workload in a container', untried: asRoot },
  crun: { title: 'crun', enables: 'runs the workload in a container', untried: asRoot },
  audit: { title: 'audit', enables: 'the kernel writes records of calls' },
  logged: {
    title: 'actions logged',
    enables: 'refused, killed and logged calls among them',
    get: 'Boot a kernel of version 4.14 or newer.',
  },
  'kernel-log': {
    title: 'kernel log',
    enables: 'dmesg has the records, 10 in 5 s',
    get: 'Install it: `apt-get install util-linux`, `dnf install util-linux` or `apk add util-linux`.',
  },
  auditd: {
    title: 'auditd',
    enables: 'its log has every record',
    get: 'Install it: `apt-get install auditd`, `dnf install audit` or `apk add audit`.',
  },
  journal: {
    title: 'journal',
    enables: "keeps the kernel's log over boots",
    get: 'It comes with systemd; `mkdir /var/log/journal` makes it stay.',
  },
  docker: {
    title: 'docker',
    enables: 'verify --image, for what its daemon runs',
    get: 'Install it: `apt-get install docker.io`, `dnf install moby-engine` or `apk add docker`.',
    untried: 'Its daemon is elsewhere (DOCKER_HOST), and is not asked.',
  },
  podman: {
    title: 'podman',
    enables: 'verify --image, with runc or crun',
    get: 'Install it: `apt-get install podman`, `dnf install podman` or `apk add podman`.',
  },
  youki: {
    title: 'youki',
    enables: 'loads profiles, as runc does',
    get: 'Take it from the releases of its project.',
  },
  bpftrace: {
    title: 'bpftrace',
    enables: 'nothing yet: no recorder uses it',
    get: 'Install it: `apt-get install bpftrace`, `dnf install bpftrace` or `apk add bpftrace`.',
  },
  apparmor: {
    title: 'AppArmor',
    enables: 'nothing yet: no profile is made for it',
    get: 'Install it with `apt-get install apparmor` or `apk add apparmor`, and boot with `security=apparmor`.',
  },
};

/** What people come for, as it goes behind "can". */
export const jobWords: Readonly<Record<Job, string>> = {
  record: 'record and generate',
  ingest: 'ingest traces',
  verify: 'verify profiles',
  audit: 'tell what filters refuse',
};

/** A check with its words, for programs that show it in their own way. */
export function withWords(check: Check): Check & { title: string; enables: string; cure?: string } {
  const { id, group, status, found, details, problems } = check;
  const { title, enables } = checkWords[id];
  const cure = cureOf(check);
  return {
    id,
    group,
    status,
    title,
    ...(found !== undefined && { found }),
    enables,
    ...(cure !== undefined && { cure }),
    details,
    problems,
  };
}

/** What to do about a check where its problems do not say that themselves. */
export function cureOf({ id, status, problems }: Check): string | undefined {
  if (status === 'untried') return checkWords[id].untried;
  return status === 'ok' || problems.length > 0 ? undefined : checkWords[id].get;
}
