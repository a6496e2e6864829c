import type { Ending } from '../model/ending.ts';
import type { Problem, Result } from '../model/problem.ts';

/** What to record. */
export interface RecordRequest {
  /** The command and its arguments; empty with `pids`. */
  readonly argv: readonly string[];
  /** Processes to attach to instead. */
  readonly pids: readonly number[];
  /** Tell `processes` once a second. Leave it out where nobody looks: counting reads all of /proc. */
  readonly progress?: boolean;
}

/** When and how to stop a workload that does not end by itself. Without `forMs` and `exercise` it runs until it ends. */
export interface StopPlan {
  /** Stop after this many milliseconds, counted from the start. With an exercise, whichever is over first. */
  readonly forMs?: number;
  /** What to wait for before the exercise; without an exercise it is only told (`ready`). */
  readonly ready?: Ready;
  /** How long to wait for it, milliseconds; one minute when left out. */
  readonly readyTimeoutMs?: number;
  /** A shell command that makes the workload do what it has to; stop when it is over. */
  readonly exercise?: string;
  /** The first signal of a planned stop. */
  readonly signal: NodeJS.Signals;
  /** From the first signal to SIGKILL, milliseconds. */
  readonly graceMs: number;
}

/** A sign that a server answers: a TCP port of this host, or a shell command that ends with status 0. */
export type Ready =
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'command'; readonly command: string };

/** How a tracer's command line looks: pure, what `--dry-run` prints. `{output}` stands for the trace file. */
export interface Plan {
  readonly argv: readonly string[];
}

/** Why a workload is stopped. `not-ready`: `ready` did not come true in time. */
export type StopReason = 'duration' | 'exercise' | 'interrupt' | 'not-ready';

/** What the recorder tells while it runs; the CLI decides what is shown. */
export type RecordEvent =
  | { readonly kind: 'started'; readonly tracerPid: number }
  | { readonly kind: 'processes'; readonly traced: number; readonly elapsedMs: number }
  | { readonly kind: 'ready'; readonly afterMs: number }
  | { readonly kind: 'exercised'; readonly status: number }
  | { readonly kind: 'stopping'; readonly signal: string; readonly why: StopReason }
  | { readonly kind: 'killing'; readonly traced: number }
  /** The command is over, processes it left behind are not: their names, raw. No status when a signal ended it. */
  | { readonly kind: 'command-ended'; readonly status?: number; readonly left: readonly string[] };

/** How the workload ended: its own exit status, or the signal that ended it; neither when it lives on (`--pid`) or nobody knows. */
export interface WorkloadStatus {
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
}

/** A finished trace: a private file that is gone after `dispose` and when this process ends, and how the run ended. */
export interface Trace {
  readonly path: string;
  /** The `id` of the parser that reads it. */
  readonly format: string;
  /** Name and version of the tracer. */
  readonly tool: string;
  /** The kernel release, as `uname -r` prints it. */
  readonly kernel: string;
  readonly ending: Ending;
  readonly status: WorkloadStatus;
  /** The user asked to stop (Ctrl-C, SIGTERM): no further runs. */
  readonly interrupted: boolean;
  readonly problems: readonly Problem[];
  /** Numbers of the 64-bit calls that attached processes were in when the recording began. */
  readonly inFlight?: readonly number[];
  dispose(): void;
}

/** Whether a recorder can work here. */
export type Readiness =
  | { readonly ready: true; readonly tool: string; readonly version: string }
  /** With a version where the tracer is there and fit, and only what surrounds it is not. */
  | { readonly ready: false; readonly problem: Problem; readonly version?: string };

/** Runs a workload under a tracer. */
export interface Recorder {
  /** The value of `--recorder`. */
  readonly id: string;
  readonly title: string;
  /** Whether the tracer is there, new enough and allowed to trace a process of its own. Runs it for a few milliseconds. */
  check(): Promise<Readiness>;
  /** `version` is the one that `check` gave; without it the newest known is assumed. */
  plan(request: RecordRequest, version?: string): Plan;
  /**
   * Runs the workload with this process's own stdin, stdout and stderr, in its process group. Fails with what kept the
   * workload from running, or `interrupted` when a second signal asked to leave at once: then there is no trace.
   */
  run(request: RecordRequest, stop: StopPlan, tell: (event: RecordEvent) => void): Promise<Result<Trace>>;
}
