import type { Problem } from './problem.ts';

/** What a machine is looked over for, in the order in which it is told. */
export type CheckGroup = 'record' | 'ingest' | 'verify' | 'audit' | 'optional';

/** What is looked at. */
export type CheckId =
  | 'strace'
  | 'tracing'
  | 'attaching'
  | 'filters'
  | 'temporary'
  | 'node'
  | 'tables'
  | 'threads'
  | 'seccomp'
  | 'root'
  | 'overlay'
  | 'runc'
  | 'crun'
  | 'audit'
  | 'logged'
  | 'kernel-log'
  | 'auditd'
  | 'journal'
  | 'docker'
  | 'podman'
  | 'youki'
  | 'bpftrace'
  | 'apparmor';

/**
 * - `ok`: there, and it works;
 * - `limited`: it works, with what the problems say;
 * - `fails`: there, and does not work;
 * - `missing`: not there;
 * - `untried`: there, but something else is missing that it takes to try it.
 */
export type CheckStatus = 'ok' | 'limited' | 'fails' | 'missing' | 'untried';

/** One thing that was looked at. Raw values. */
export interface Check {
  readonly id: CheckId;
  readonly group: CheckGroup;
  readonly status: CheckStatus;
  /** What was found: a version, a number, a path. */
  readonly found?: string;
  /** More of it. */
  readonly details: readonly { readonly name: string; readonly value: string }[];
  readonly problems: readonly Problem[];
}

/** What people come for. */
export type Job = 'record' | 'ingest' | 'verify' | 'audit';

/** The result of `doctor`. */
export interface DoctorVerdict {
  readonly kind: 'doctor';
  /** The version of seccinch. */
  readonly seccinch: string;
  readonly machine: { readonly kernel: string; readonly machine: string; readonly user: number };
  readonly checks: readonly Check[];
  /** Whether each job can be done here. */
  readonly jobs: readonly JobVerdict[];
}

/** Whether a job can be done, and what with or why not. */
export interface JobVerdict {
  readonly job: Job;
  readonly possible: boolean;
  /** What works, where one of several is enough. */
  readonly by: readonly CheckId[];
  /** What stands in the way: of each list, one is needed. Empty when it is possible. */
  readonly lacks: readonly (readonly CheckId[])[];
}
