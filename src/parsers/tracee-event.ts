/** What an event tells of where it comes from. Text that is not told is `''`. */
export interface TraceeWho {
  readonly containerId: string;
  readonly containerName: string;
  readonly image: string;
  readonly imageDigest: string;
  readonly podName: string;
  readonly podNamespace: string;
  /** The comm, only when it was asked for. */
  readonly process: string;
  /** Whether the container's own program runs yet; undefined in versions that do not tell. */
  readonly started: boolean | undefined;
}

/** What an event tells of what happened, but for how it came out. Text that is not told is `''`. */
export interface TraceeWhat {
  /** `flat`: v0.1 to v0.24 (`eventName`, `args`); `v1beta1`: `name`, `workload`, `data`. */
  readonly layout: 'flat' | 'v1beta1';
  readonly name: string;
  /** The event's number; undefined when it is not told or no whole number. */
  readonly id: number | undefined;
  /** The call that the task was in, by Tracee's name. */
  readonly syscall: string;
  /** A call of the 32-bit ABI. */
  readonly compat: boolean;
  /** The argument `syscall`: a number, or a name. */
  readonly syscallArgument: number | string | undefined;
  /** The argument `cap`: a number, or a name. */
  readonly capArgument: number | string | undefined;
}

/** What an event tells of how what happened came out. */
export interface TraceeOutcome {
  /** The errno of the returned value (1 to 4095), 0 for any other value; undefined when none is told. */
  readonly errno: number | undefined;
}

/**
 * What one event of Tracee says, its layout taken away, and only what evidence depends on: events that say the same are
 * counted as one.
 */
export interface TraceeEvent extends TraceeWho, TraceeWhat, TraceeOutcome {}
