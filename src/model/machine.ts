import type { Abi } from './abi.ts';
import type { Problem, Result } from './problem.ts';

/** Names of actions as the kernel spells them: `kill_process`, `errno`, `log`. Since Linux 4.14 (seccomp(2)). */
export interface SeccompActions {
  /** What a filter may answer a call with; nothing where the kernel does not say. */
  readonly available: readonly string[] | undefined;
  /** What of it is written to the kernel's log. */
  readonly logged: readonly string[] | undefined;
}

/** How the host arranges its control groups: all in version 2, all in version 1, or version 1 with version 2 beside it. */
export type CgroupLayout = 'v1' | 'v2' | 'hybrid';

/** A container runtime, as its `--version` tells it. */
export interface RuntimeBuild {
  /** `1.1.5+ds1`. */
  readonly version: string;
  /** The version of libseccomp it goes by, where it says so: names that this one does not know are not enforced. */
  readonly libseccomp?: string;
}

/** The version of an optional program; nothing where it is not installed. */
export type OptionalProgram = Result<string> | undefined;

/** A log that is there and may be read, is there and may not, or is not there. */
export type LogAccess = 'readable' | 'denied' | 'absent';

/** What recording depends on. */
export interface RecordFacts {
  /** With a version where strace is there and new enough; with a problem where it could not trace. */
  readonly strace: { readonly version?: string; readonly problem?: Problem };
  /** `kernel.yama.ptrace_scope`, 0 to 3; nothing on a kernel without Yama. */
  readonly yama: number | undefined;
  /** Whether this process has CAP_SYS_PTRACE. */
  readonly capable: boolean;
  /** How many seccomp filters it is under. */
  readonly filters: number;
  readonly temporary: { readonly path: string; readonly usable: Result<void> };
  /** The file that says that this is a container. */
  readonly containerMark: string | undefined;
}

/** What running a workload under a profile depends on. */
export interface EnforceFacts {
  readonly actions: SeccompActions;
  readonly seccomp: Result<void>;
  readonly root: Result<void>;
  /** Nothing where it was not tried, for want of root. */
  readonly overlay: Result<void> | undefined;
  readonly cgroups: CgroupLayout | undefined;
  /** Whether this is root of a user namespace only (user_namespaces(7)). */
  readonly userNamespace: boolean;
  readonly runtimes: readonly RuntimeFacts[];
}

/** One container runtime. */
export interface RuntimeFacts {
  readonly name: 'runc' | 'crun';
  readonly build: Result<RuntimeBuild>;
  /** Whether it makes a container; nothing where it was not tried, for want of root. */
  readonly trial: Result<void> | undefined;
  /** Whether what it calls under the filter was measured for this version. */
  readonly measured: Result<void> | undefined;
}

/** What knowing of refused calls depends on. */
export interface LogFacts {
  /** Whether the kernel has audit records: it was built with them, and its command line does not switch them off. */
  readonly audit: { readonly built: boolean; readonly off: boolean };
  /** Whether dmesg(1) may read the kernel's log; nothing where there is no dmesg. */
  readonly kernelLog: Result<void> | undefined;
  readonly auditd: LogAccess;
  readonly journal: LogAccess;
}

/** What is good to have. */
export interface OptionalFacts {
  readonly docker: OptionalProgram;
  /** Whether its daemon answers; nothing where that was not asked, since it is on another machine. */
  readonly dockerDaemon: Result<void> | undefined;
  readonly podman: OptionalProgram;
  readonly youki: OptionalProgram;
  readonly bpftrace: OptionalProgram;
  readonly apparmor: { readonly enabled: boolean; readonly parser: OptionalProgram };
}

/** What was found of a machine. Raw: versions and words are what programs print. */
export interface MachineFacts {
  /** The version of seccinch. */
  readonly seccinch: string;
  /** The version of Node, `20.20.2`. */
  readonly node: string;
  /** The kernel's release, as `uname -r` prints it. */
  readonly kernel: string;
  /** As `uname -m` prints it. */
  readonly machine: string;
  /** The ABI of its programs; nothing for a machine that the tables do not hold. */
  readonly abi: Abi | undefined;
  /** How many threads can run side by side. */
  readonly threads: number;
  readonly user: number;
  readonly record: RecordFacts;
  readonly enforce: EnforceFacts;
  readonly logs: LogFacts;
  readonly optional: OptionalFacts;
}
