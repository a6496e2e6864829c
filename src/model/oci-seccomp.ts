import type { ArgumentCondition } from './profile.ts';

/** Actions of a rule or a default (runtime-spec schema/defs-linux.json, SeccompAction). KILL is KILL_THREAD. */
export const ociActions = [
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_LOG',
  'SCMP_ACT_NOTIFY',
] as const;

/** @see ociActions */
export type OciAction = (typeof ociActions)[number];

/**
 * The `linux.seccomp` object of the OCI runtime spec 1.3 (schema/config-linux.json), which is also the file format of
 * Localhost profiles; `readProfile` reads it. Tokens of architectures and flags are kept as they are; which of them a
 * runtime takes is another question.
 */
export interface OciSeccomp {
  readonly defaultAction: OciAction;
  /** Unsigned 32 bit, like every errno here. */
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
  readonly listenerPath?: string;
  readonly listenerMetadata?: string;
  readonly syscalls?: readonly OciSyscall[];
}

/** One rule of it: what happens to the calls in `names`, if their arguments fit. */
export interface OciSyscall {
  readonly names: readonly string[];
  readonly action: OciAction;
  readonly errnoRet?: number;
  readonly args?: readonly OciCondition[];
}

/** One condition of a rule, on one argument register; values are unsigned 64 bit, so `bigint`. */
export type OciCondition = ArgumentCondition;
