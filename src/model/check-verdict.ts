import type { Abi } from './abi.ts';
import type { Reason } from './profile.ts';
import type { Gap } from './recording.ts';
import type { Subject } from './subject.ts';

/** What the kernel does with a call (seccomp(2)): lets it through, perhaps with a log entry, or not. */
export type Answer =
  | { readonly action: 'allow' | 'log' | 'trap' | 'notify' | 'kill-thread' | 'kill-process' }
  /** `errno` is a number of the calling ABI; 0 pretends success. */
  | { readonly action: 'errno'; readonly errno: number }
  /** Up to a tracer; ENOSYS without one. */
  | { readonly action: 'trace' };

/**
 * Which part of the filter decided: a rule, by its index in the profile's `syscalls` (in a verdict those of the file, where
 * there is one, and then with its line), or none of them.
 */
export type Cause =
  | { readonly kind: 'rule'; readonly rule: number; readonly line?: number }
  | { readonly kind: 'default' }
  /** runc answers numbers above the largest one in the profile with ENOSYS, before the filter runs. */
  | { readonly kind: 'enosys-stub' }
  /** The ABI is not in the filter. */
  | { readonly kind: 'bad-architecture' };

/** What becomes of a call, and by which part of the filter. */
export interface Decision {
  readonly answer: Answer;
  readonly cause: Cause;
}

/** Why a container does not start under a profile at all. */
export type LoadFailureReason =
  | 'architecture-byte-order'
  | 'architecture-unknown'
  | 'argument-index'
  | 'errno-misplaced'
  | 'errno-too-large'
  | 'flag-unknown'
  | 'flags-unsupported'
  | 'name-empty'
  | 'notify-default'
  | 'notify-unheard'
  | 'notify-write'
  | 'rules-conflict'
  | 'rules-endless'
  /** Not known: they are too many to be followed. */
  | 'rules-undecided'
  | 'too-many-instructions';

/** A profile that is not loaded: why, by which rule (as in `Cause`), and the value concerned. */
export interface LoadFailure {
  readonly reason: LoadFailureReason;
  readonly rule?: number;
  readonly line?: number;
  readonly what?: string;
}

/** A runtime in one version, or in a range of versions that load profiles in one way; `before` is not included. */
export interface RuntimeRange {
  readonly runtime: string;
  readonly version?: string;
  readonly from?: string;
  readonly before?: string;
}

/** Who made a call, and how often at least. */
export interface Caller {
  readonly subjectKind: Subject['kind'];
  readonly subject: string;
  readonly calls: number;
}

/** A recorded call that the filter does not let through, or not whatever its arguments are. */
export interface StoppedCall {
  readonly abi: Abi;
  readonly syscall: string;
  /** Of all callers together; 0 where only events inside the call tell of it. */
  readonly calls: number;
  /** What becomes of it: one for each part of the filter and each runtime that makes a difference. */
  readonly decisions: readonly (Decision & { readonly runtimes: readonly RuntimeRange[] })[];
  /** Sorted by kind and name. */
  readonly callers: readonly Caller[];
}

/** A call that a container runtime makes under the filter, which does not let it through. */
export interface MissingForRuntime {
  readonly syscall: string;
  readonly reasons: readonly RuntimeReason[];
}

/** The reason of a rule that a container runtime needs. */
export type RuntimeReason = Extract<Reason, { kind: 'runtime' }>;

/** A call that a rule lets through and nothing in the recordings asks for. */
export interface ExcessCall {
  readonly syscall: string;
  /** Why `generate` would allow it all the same; empty for what is allowed in vain. */
  readonly reasons: readonly Reason[];
}

/** The result of `check`: recordings held against a profile. Lists of calls are sorted by syscall and ABI. */
export interface CheckVerdict {
  readonly kind: 'check';
  readonly source: string;
  /** As `--runtime` takes it. */
  readonly runtime: string;
  readonly noNewPrivileges: boolean;
  readonly subjects: readonly (Caller & { readonly syscalls: number })[];
  /** The runtimes that load the profile, of those selected: what follows is about them. */
  readonly loadedBy: readonly RuntimeRange[];
  /** Those under which a container does not start at all. */
  readonly notLoaded: readonly (LoadFailure & { readonly runtimes: readonly RuntimeRange[] })[];
  readonly refused: readonly StoppedCall[];
  /** Let through for some arguments; recordings keep none. */
  readonly depends: readonly StoppedCall[];
  /** What the selected runtimes need and do not get. */
  readonly missingForRuntime: readonly MissingForRuntime[];
  /** What newer versions of the selected runtime need beyond that. */
  readonly missingForNewerRuntime: readonly MissingForRuntime[];
  /** Names that an older libseccomp does not know, and so refuses although the profile allows them. */
  readonly newNames: readonly { readonly syscall: string; readonly libseccomp: string }[];
  readonly excess: readonly ExcessCall[];
  /** Architectures of the profile under which nothing was recorded. */
  readonly idleArchitectures: readonly string[];
  /** The default action lets everything else through. */
  readonly allowsByDefault: boolean;
  readonly gaps: readonly Gap[];
}
