/** What the kernel does with a call (seccomp(2)): lets it through, perhaps with a log entry, or not. */
export type Answer =
  | { readonly action: 'allow' | 'log' | 'trap' | 'notify' | 'kill-thread' | 'kill-process' }
  /** `errno` is a number of the calling ABI; 0 pretends success. */
  | { readonly action: 'errno'; readonly errno: number }
  /** Up to a tracer; ENOSYS without one. */
  | { readonly action: 'trace' };

/** Which part of the filter decided: a rule, by its index in the profile's `syscalls`, or none of them. */
export type Cause =
  | { readonly kind: 'rule'; readonly rule: number }
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
  | 'too-many-instructions';

/** A profile that is not loaded: why, by which rule (an index in `syscalls`), and the value concerned. */
export interface LoadFailure {
  readonly reason: LoadFailureReason;
  readonly rule?: number;
  readonly what?: string;
}

/** A runtime in one range of its versions, which load a profile in the same way; `before` is not included. */
export interface RuntimeRange {
  readonly runtime: string;
  readonly from?: string;
  readonly before?: string;
}
