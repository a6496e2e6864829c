import { isatty } from 'node:tty';
import { openInputs } from '../io/input.ts';
import type { Problem } from '../model/problem.ts';
import type { Ending, Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import type { Sink } from '../model/sink.ts';
import { parsersFor } from '../parsers/index.ts';
import { parseInput } from '../parsers/parse-input.ts';
import type { Recorder, RecordRequest, StopPlan, Trace, WorkloadStatus } from '../record/recorder.ts';
import { abiHere } from './abi-here.ts';
import { RecordingScreen } from './recording-screen.ts';
import type { GlobalOptions } from './terminal.ts';

/** One run that gave a trace, and what it held. */
export interface FinishedRun {
  readonly recording: Recording;
  readonly ending: Ending;
  readonly status: WorkloadStatus;
}

/** What to run, how often, and when to stop it. */
export interface RunsRequest {
  readonly name: string;
  readonly request: RecordRequest;
  readonly stop: StopPlan;
  readonly runs: number;
}

/**
 * Runs the workload as often as asked, reads each trace and tells after each run what it brought. Stops early when the
 * user interrupts or a run cannot be made; what was recorded until then stands.
 */
export async function recordRuns(
  recorder: Recorder,
  order: RunsRequest,
  options: GlobalOptions,
): Promise<{ readonly finished: readonly FinishedRun[]; readonly problems: readonly Problem[] }> {
  const screen = new RecordingScreen(order.name, options);
  const finished: FinishedRun[] = [];
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (let number = 1; number <= order.runs; number += 1) {
    const request = { ...order.request, progress: screen.live };
    const ran = await recorder.run(request, order.stop, (event) => screen.show(event));
    screen.close();
    if (!ran.ok) {
      problems.push(ran.problem);
      break;
    }
    const trace = ran.value;
    try {
      const read = await readTrace(trace, order.name, request.pids.length > 0 ? [] : terminalStreams());
      problems.push(...read.problems);
      if (read.recording !== undefined) {
        finished.push({ recording: read.recording, ending: trace.ending, status: trace.status });
        if (order.runs > 1) screen.say(growthWords(number, order.runs, newNames(read.recording, known)));
      }
    } finally {
      trace.dispose();
    }
    if (trace.interrupted) break;
  }
  return { finished, problems };
}

function newNames(recording: Recording, known: Set<string>): readonly string[] {
  const added: string[] = [];
  for (const { abi, syscalls } of recording.abis) {
    for (const { name } of syscalls) {
      const key = `${abi} ${name}`;
      if (known.has(key)) continue;
      known.add(key);
      added.push(name);
    }
  }
  return added.sort();
}

function growthWords(number: number, runs: number, added: readonly string[]): string {
  const run = `run ${number} of ${runs}`;
  if (number === 1) return `${run}: ${added.length} syscalls`;
  if (added.length === 0) return `${run}: nothing new`;
  const named = added.length > 12 ? `${added.slice(0, 12).join(', ')}, …` : added.join(', ');
  return `${run}: ${added.length} new: ${named}`;
}

async function readTrace(
  trace: Trace,
  name: string,
  terminals: readonly Problem[],
): Promise<{ readonly recording: Recording | undefined; readonly problems: readonly Problem[] }> {
  const builder = new RecordingBuilder();
  const subject = { kind: 'command', name } as const;
  const id = builder.subject(subject);
  builder.origin(id, { format: trace.format, tool: trace.tool, kernel: trace.kernel });
  builder.run(id, trace.ending);
  for (const problem of [...trace.problems, ...terminals]) builder.problem(problem);
  const inputs = await openInputs(trace.path);
  const [input] = inputs.ok ? inputs.value : [];
  if (input === undefined) return { recording: undefined, problems: inputs.ok ? [] : [inputs.problem] };
  const candidates = parsersFor(trace.format);
  const used = await parseInput(input, callsOnly(builder), { subject, abi: abiHere() ?? 'x86_64', candidates });
  // The trace file is private and gone by now: its name says nothing to a reader.
  const problems = builder.problems().map(({ source: _, ...problem }) => problem);
  const recording = builder.recordings()[0];
  return { recording: used !== undefined && recording?.abis.length !== 0 ? recording : undefined, problems };
}

function terminalStreams(): readonly Problem[] {
  const found = ['stdin', 'stdout', 'stderr'].filter((_, descriptor) => isatty(descriptor));
  return found.length === 0 ? [] : [{ kind: 'terminal-stdio', what: found.join(', ') }];
}

// The recorder knows better than the trace where it comes from and how it ended.
function callsOnly(builder: RecordingBuilder): Sink {
  return {
    subject: (subject) => builder.subject(subject),
    call: (...told) => builder.call(...told),
    capability: (...told) => builder.capability(...told),
    problem: (problem) => builder.problem(problem),
    origin: () => undefined,
    run: () => undefined,
  };
}
