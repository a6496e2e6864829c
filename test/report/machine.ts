import type { EnforceFacts, LogFacts, MachineFacts, OptionalFacts, RecordFacts } from '../../src/model/machine.ts';
import { fail, ok } from '../../src/model/problem.ts';

const done = ok(undefined);
const actions = ['kill_process', 'kill_thread', 'trap', 'errno', 'user_notif', 'trace', 'log', 'allow'];

/** What may be different about a machine. */
export interface Changes {
  readonly record?: Partial<RecordFacts>;
  readonly enforce?: Partial<EnforceFacts>;
  readonly logs?: Partial<LogFacts>;
  readonly optional?: Partial<OptionalFacts>;
  readonly here?: Partial<Omit<MachineFacts, 'record' | 'enforce' | 'logs' | 'optional'>>;
}

/** A machine that has everything, seen by root, but for what is changed. */
export function machineWith({ record, enforce, logs, optional, here }: Changes = {}): MachineFacts {
  return {
    seccinch: '1.2.3',
    node: '22.23.3',
    kernel: '6.12.1-amd64',
    machine: 'x86_64',
    abi: 'x86_64',
    threads: 8,
    user: 0,
    ...here,
    record: {
      strace: { version: '7.1' },
      yama: 1,
      capable: true,
      filters: 0,
      temporary: { path: '/tmp', usable: done },
      containerMark: undefined,
      ...record,
    },
    enforce: {
      actions: { available: actions, logged: actions.slice(0, -1) },
      seccomp: done,
      root: done,
      overlay: done,
      cgroups: 'v2',
      userNamespace: false,
      runtimes: [
        { name: 'runc', build: ok({ version: '1.3.6', libseccomp: '2.6.0' }), trial: done, measured: done },
        { name: 'crun', build: ok({ version: '1.21' }), trial: done, measured: done },
      ],
      ...enforce,
    },
    logs: {
      audit: { built: true, off: false },
      kernelLog: done,
      auditd: 'readable',
      journal: 'readable',
      ...logs,
    },
    optional: {
      docker: ok('29.7.0'),
      dockerDaemon: done,
      podman: ok('5.6.2'),
      youki: undefined,
      bpftrace: ok('0.24.1'),
      apparmor: { enabled: true, parser: ok('4.1.0') },
      ...optional,
    },
  };
}

/** A laptop, seen by an ordinary user: nothing that asks for root was tried. */
export const laptop: Changes = {
  here: { user: 1000 },
  record: { capable: false },
  enforce: {
    root: fail({ kind: 'root-needed', what: 'user 1000 without CAP_SYS_ADMIN' }),
    overlay: undefined,
    runtimes: [
      {
        name: 'runc',
        build: ok({ version: '1.9.0' }),
        trial: undefined,
        measured: fail({ kind: 'runtime-newer-than-measured', what: 'runc@1.9.0' }),
      },
      { name: 'crun', build: fail({ kind: 'runtime-missing', what: 'crun' }), trial: undefined, measured: undefined },
    ],
  },
  logs: {
    kernelLog: fail({ kind: 'log-denied', what: "the kernel's log, kernel.dmesg_restrict = 1" }),
    auditd: 'absent',
    journal: 'denied',
  },
  optional: { podman: undefined, bpftrace: undefined, apparmor: { enabled: true, parser: undefined } },
};

/** A container of an engine with its default profile: a tracer is refused, next to nothing is installed. */
export const container: Changes = {
  record: {
    strace: { version: '6.1', problem: { kind: 'ptrace-denied' } },
    yama: undefined,
    capable: false,
    filters: 1,
    containerMark: '/run/.containerenv',
  },
  enforce: {
    root: fail({ kind: 'root-needed', what: 'user 0 without CAP_SYS_ADMIN' }),
    overlay: undefined,
    userNamespace: true,
    cgroups: undefined,
    runtimes: (['runc', 'crun'] as const).map((name) => ({
      name,
      build: fail({ kind: 'runtime-missing', what: name }),
      trial: undefined,
      measured: undefined,
    })),
  },
  logs: {
    kernelLog: fail({ kind: 'log-denied', what: "the kernel's log, kernel.dmesg_restrict = 0" }),
    auditd: 'absent',
    journal: 'absent',
  },
  optional: {
    docker: undefined,
    podman: undefined,
    bpftrace: undefined,
    apparmor: { enabled: false, parser: undefined },
  },
};

/** An old or odd machine: where there is something, something is wrong with it. Its programs are not to be trusted. */
export const broken: Changes = {
  here: { node: '18.20.4', machine: 'sparc64\u001b[2J', abi: undefined, kernel: '4.9.0\n' },
  record: {
    strace: { problem: { kind: 'strace-too-old', what: '4.26\u001b]0;x\u0007' } },
    yama: 3,
    temporary: { path: '/tmp', usable: fail({ kind: 'output-unwritable', what: '/tmp/seccinch-1: ENOSPC' }) },
  },
  enforce: {
    actions: { available: undefined, logged: undefined },
    seccomp: fail({ kind: 'seccomp-lacking', what: 'allow, errno, log, kill_process' }),
    overlay: fail({ kind: 'overlay-unavailable', what: "mount: merged: unknown filesystem type 'overlay'." }),
    cgroups: 'hybrid',
    runtimes: [
      {
        name: 'runc',
        build: ok({ version: '0.1.1' }),
        trial: fail({ kind: 'container-not-created', what: 'seccomp: config provided but seccomp not supported' }),
        measured: fail({ kind: 'runtime-version-unmeasured', what: 'runc@0.1.1 (measured: 1.0.0, 1.1.5)' }),
      },
      {
        name: 'crun',
        build: ok({ version: '1.8.1' }),
        trial: fail({ kind: 'cgroups-refused', what: 'crun, hybrid layout' }),
        measured: done,
      },
    ],
  },
  logs: { audit: { built: true, off: true }, kernelLog: fail({ kind: 'program-unusable', what: 'dmesg: no answer' }) },
  optional: {
    dockerDaemon: fail({ kind: 'program-unusable', what: 'docker: its daemon at /var/run/docker.sock: ENOENT' }),
    podman: fail({ kind: 'program-unusable', what: 'podman --version: \u202eevil' }),
    youki: ok('0.5.7'),
    apparmor: { enabled: false, parser: undefined },
  },
};
