import { fail, type Problem } from '../model/problem.ts';
import type { InterruptWatch } from '../record/interrupts.ts';
import { portIsTaken } from '../record/ready.ts';
import type { Recorder, RecordRequest, StopPlan } from '../record/recorder.ts';
import type { FinishedRun } from './finished-run.ts';
import { RecordingScreen } from './recording-screen.ts';
import type { GlobalOptions } from './terminal.ts';

/** What to run, how often, and when to stop it. */
export interface RunsRequest {
  readonly name: string;
  readonly request: RecordRequest;
  readonly stop: StopPlan;
  readonly runs: number;
}

/** What came of it. */
export interface RunsOutcome {
  readonly finished: readonly FinishedRun[];
  readonly problems: readonly Problem[];
  /** The second signal, when the user asked to leave at once. */
  readonly left?: string;
}

/**
 * Runs the workload as often as asked, reads each trace and tells after each run what it brought. Stops early when the
 * user interrupts or a run cannot be made; what was recorded until then stands.
 */
export async function recordRuns(
  recorder: Recorder,
  order: RunsRequest,
  watch: InterruptWatch,
  options: GlobalOptions,
): Promise<RunsOutcome> {
  const screen = new RecordingScreen(order.name, order.request.pids.length > 0, options);
  const finished: FinishedRun[] = [];
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (let number = 1; number <= order.runs; number += 1) {
    watch.recording = true;
    const ran = await runOnce(recorder, order, screen);
    watch.recording = false;
    screen.close();
    if (!ran.ok) {
      problems.push(ran.problem);
      const { kind, what = 'SIGINT' } = ran.problem;
      return { finished, problems, ...(kind === 'interrupted' ? { left: what } : {}) };
    }
    const trace = ran.value;
    try {
      const { newSyscallNames, readTrace } = await import('./read-trace.ts');
      const read = await readTrace(trace, order.name, order.request.pids.length > 0);
      problems.push(...read.problems);
      if (read.recording !== undefined) {
        const added = newSyscallNames(read.recording, known);
        finished.push({ recording: read.recording, ending: trace.ending, status: trace.status, added });
        if (order.runs > 1) screen.say(growthWords(number, order.runs, added));
      }
    } finally {
      trace.dispose();
    }
    if (trace.interrupted || watch.interrupted) break;
  }
  return { finished, problems };
}

async function runOnce(recorder: Recorder, order: RunsRequest, screen: RecordingScreen): ReturnType<Recorder['run']> {
  const { stop } = order;
  if (order.request.pids.length === 0 && stop.ready?.kind === 'tcp' && (await portIsTaken(stop.ready.port))) {
    // Another server would be ready at once, and exercised in place of this one.
    return fail({ kind: 'port-taken', what: String(stop.ready.port) });
  }
  return recorder.run({ ...order.request, progress: screen.live }, stop, (event) => {
    // Parsers, policy and emitters are loaded while the workload runs: loading them takes as long as many a workload.
    if (event.kind === 'started')
      void Promise.all([
        import('./read-trace.ts'),
        import('../parsers/strace-engine.ts'),
        import('./record-result.ts'),
      ]).catch(later);
    screen.show(event);
  });
}

// Whoever needs the module then meets the failure.
function later(): void {}

function growthWords(number: number, runs: number, added: readonly string[]): string {
  const run = `run ${number} of ${runs}`;
  if (number === 1) return `${run}: ${added.length} syscalls`;
  if (added.length === 0) return `${run}: nothing new`;
  const named = added.length > 12 ? `${added.slice(0, 12).join(', ')}, …` : added.join(', ');
  return `${run}: ${added.length} new: ${named}`;
}
