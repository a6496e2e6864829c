import { isatty } from 'node:tty';
import { openInputs } from '../io/input.ts';
import { strangeToStrace } from '../kernel/strace-blind.ts';
import { syscallName } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { Problem } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import type { Sink } from '../model/sink.ts';
import { sinkInto } from '../model/sink-into.ts';
import { parsersFor } from '../parsers/index.ts';
import { parseInput } from '../parsers/parse-input.ts';
import type { Trace } from '../record/recorder.ts';
import { abiHere } from './abi-here.ts';

/** What a trace holds; no recording when there is not one call in it. */
export interface ReadTrace {
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the trace of a recorder. `attached`: to a process that ran before, whose standard streams are its own. */
export async function readTrace(trace: Trace, name: string, attached: boolean): Promise<ReadTrace> {
  const builder = new RecordingBuilder();
  const subject = { kind: 'command', name } as const;
  const id = builder.subject(subject);
  builder.origin(id, { format: trace.format, tool: trace.tool, kernel: trace.kernel });
  builder.run(id, trace.ending);
  const abi = abiHere() ?? 'x86_64';
  for (const number of trace.inFlight ?? []) {
    const call = syscallName(abi, number);
    if (call !== undefined) builder.call(id, abi, call, 'unreturned');
  }
  const found = [
    ...trace.problems,
    ...beyondTracer(trace, abi),
    ...(attached ? [] : terminalStreams()),
    ...signalledEnd(trace),
  ];
  for (const problem of found) builder.problem(problem);
  const inputs = await openInputs(trace.path);
  const [input] = inputs.ok ? inputs.value : [];
  if (input === undefined) return { recording: undefined, problems: inputs.ok ? [] : [inputs.problem] };
  const candidates = parsersFor(trace.format);
  const used = await parseInput(input, callsOnly(builder), { subject, abi, candidates });
  // The trace file is private and gone by now: its name says nothing to a reader.
  const problems = builder.problems().map(({ source: _, ...problem }) => problem);
  const recording = builder.recordings()[0];
  // Without its table a trace holds next to nothing, and a profile made from that would not run.
  const isUsable = used !== undefined && trace.ending !== 'lost' && recording?.abis.length !== 0;
  return { recording: isUsable ? recording : undefined, problems };
}

/** The syscalls of a recording that are not yet in `known`, sorted; adds them. */
export function newSyscallNames(recording: Recording, known: Set<string>): readonly string[] {
  const added = new Set<string>();
  for (const { abi, syscalls } of recording.abis) {
    for (const { name } of syscalls) {
      const key = `${abi} ${name}`;
      if (known.has(key)) continue;
      known.add(key);
      added.add(name);
    }
  }
  return [...added].sort();
}

// The recorder knows better than the trace where it comes from and how it ended.
function callsOnly(builder: RecordingBuilder): Sink {
  return sinkInto(builder, { origin: () => undefined, run: () => undefined });
}

function beyondTracer({ tool, kernel }: Trace, abi: Abi): readonly Problem[] {
  const problem = strangeToStrace(tool.replace(/^strace /, ''), kernel, abi);
  return problem === undefined ? [] : [problem];
}

function signalledEnd({ ending, status }: Trace): readonly Problem[] {
  if (ending !== 'signalled') return [];
  return [{ kind: 'ended-by-signal', ...(status.signal === undefined ? {} : { what: status.signal }) }];
}

function terminalStreams(): readonly Problem[] {
  const found = ['stdin', 'stdout', 'stderr'].filter((_, descriptor) => isatty(descriptor));
  return found.length === 0 ? [] : [{ kind: 'terminal-stdio', what: found.join(', ') }];
}
