import { type ProcessStatus, readProcessStatus, startTime } from './process-status.ts';
import { sleep } from './sleep.ts';
import { afterExecution, findLeader, tracees } from './tracees.ts';

/** What is known of the workload's first process. */
export interface LeaderWatch {
  /** Resolves when the command has been executed, or has ended already; also when the tracer is over. */
  readonly started: Promise<void>;
  /** The first process and the process group it was last seen in; `undefined` when it was never seen. */
  last(): { readonly pid: number; readonly group: number } | undefined;
  /** The processes it knows that are still those it saw: the first one, or those it left behind. */
  living(): readonly number[];
}

/** Looks soon at first, since many workloads are short; then rarely, since looking costs the workload. Milliseconds. */
const firstLookMs = 5;
const lookMs = 250;

/**
 * Watches the first process of a workload.
 *
 * @param tracer the pid of strace
 * @param over fires when strace has ended
 * @param ended called once when the first process is gone and others are still traced, with those
 */
export function watchLeader(
  tracer: number,
  over: AbortSignal,
  ended: (left: readonly ProcessStatus[]) => void,
): LeaderWatch {
  let last: ProcessStatus | undefined;
  /** When the processes to look after began: an id alone may be a stranger's by now. */
  const begun = new Map<number, string>();
  const started = waitForStart();
  void started.then(waitForEnd);
  return {
    started,
    last: () => last,
    living: () => [...begun].filter(([pid, at]) => startTime(pid) === at).map(([pid]) => pid),
  };

  function remember(processes: readonly ProcessStatus[]): void {
    begun.clear();
    for (const { pid } of processes) {
      const at = startTime(pid);
      if (at !== undefined) begun.set(pid, at);
    }
  }

  async function waitForStart(): Promise<void> {
    for (let wait = firstLookMs; await sleep(wait, over); wait = Math.min(wait * 2, lookMs)) {
      last = findLeader(tracer);
      if (last !== undefined) {
        remember([last]);
        return;
      }
      const others = tracees(tracer).flatMap((process) => afterExecution(process, tracer) ?? []);
      // It has executed the command between the two looks, or is gone and has left others.
      last = others.find((process) => process.parent === tracer);
      if (others.length > 0) {
        remember(others);
        return;
      }
    }
  }

  async function waitForEnd(): Promise<void> {
    while (await sleep(lookMs, over)) {
      const now = last && readProcessStatus(last.pid);
      if (now?.tracer === tracer && now.state !== 'Z') {
        last = now;
        continue;
      }
      // Strace may be about to end as well: it takes until the next look to say that something stays.
      if (!(await sleep(lookMs, over))) return;
      const left = tracees(tracer);
      remember(left);
      if (left.length > 0) {
        ended(left);
        return;
      }
    }
  }
}
