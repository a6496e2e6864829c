import type { Ending } from '../model/ending.ts';
import type { Recording } from '../model/recording.ts';
import type { WorkloadStatus } from '../record/recorder.ts';

/** One run that gave a trace, and what it held. */
export interface FinishedRun {
  readonly recording: Recording;
  readonly ending: Ending;
  readonly status: WorkloadStatus;
  /** The syscalls that no run before had shown, sorted; all of them for the first. */
  readonly added: readonly string[];
}
