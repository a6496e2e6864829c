import type { Problem } from '../model/problem.ts';
import { longestMs } from './duration.ts';
import { waitUntilReady } from './ready.ts';
import type { RecordEvent, StopPlan, StopReason } from './recorder.ts';
import { runShell } from './shell.ts';
import { fired, sleep } from './sleep.ts';

const readyTimeoutMs = 60_000;

/** The run that a stop is planned for. */
export interface PlannedRun {
  /** Resolves when the command has been executed. */
  readonly started: Promise<void>;
  /** Fires when the workload has ended. */
  readonly ended: AbortSignal;
  /** Fires when the user asks to stop. */
  readonly interrupted: AbortSignal;
  /** Fires when the user asks to leave at once. */
  readonly hurried: AbortSignal;
  readonly tell: (event: RecordEvent) => void;
  readonly problem: (problem: Problem) => void;
}

/**
 * Waits for the end of the planned time or of the exercise, whichever comes first, and ends the other one.
 *
 * @returns why to stop; `undefined` when nothing is planned or the run was over before. By then no exercise is running.
 */
export async function untilPlannedStop(plan: StopPlan, run: PlannedRun): Promise<StopReason | undefined> {
  const planned = new AbortController();
  const end = AbortSignal.any([run.interrupted, run.hurried, planned.signal]);
  let reason: StopReason | undefined;
  const first = (why: StopReason | undefined): void => {
    if (why === undefined || planned.signal.aborted) return;
    reason = why;
    planned.abort();
  };
  const { forMs } = plan;
  await Promise.all([
    forMs !== undefined && passed(forMs, AbortSignal.any([run.ended, end])).then(first),
    (plan.ready || plan.exercise !== undefined) && exercised(plan, run, end).then(first),
  ]);
  return reason;
}

async function passed(forMs: number, over: AbortSignal): Promise<StopReason | undefined> {
  return (await sleep(Math.min(forMs, longestMs), over)) ? 'duration' : undefined;
}

async function exercised(plan: StopPlan, run: PlannedRun, end: AbortSignal): Promise<StopReason | undefined> {
  const { ready, exercise } = plan;
  const start = performance.now();
  const over = AbortSignal.any([run.ended, end]);
  await Promise.race([run.started, fired(over)]);
  if (ready) {
    const outcome = await waitUntilReady(ready, plan.readyTimeoutMs ?? readyTimeoutMs, over, run.hurried);
    const what = ready.kind === 'tcp' ? `tcp:${ready.port}` : ready.command;
    if (outcome === 'timeout') {
      run.problem({ kind: 'ready-timeout', what });
      return 'not-ready';
    }
    if (outcome === 'over') {
      if (!end.aborted) run.problem({ kind: 'ended-before-ready', what });
      return undefined;
    }
    run.tell({ kind: 'ready', afterMs: Math.round(performance.now() - start) });
  }
  if (exercise === undefined) return undefined;
  const { status, cut } = await runShell(exercise, 2, { soon: run.ended, end, now: run.hurried });
  if (cut) {
    if (!end.aborted) run.problem({ kind: 'exercise-cut-short', what: exercise });
    return undefined;
  }
  run.tell({ kind: 'exercised', status });
  if (status !== 0) run.problem({ kind: 'exercise-failed', what: String(status) });
  return 'exercise';
}
