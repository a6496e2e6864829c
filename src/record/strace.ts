import { release } from 'node:os';
import type { Ending } from '../model/ending.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { outputPlaceholder, straceArgv } from './argv.ts';
import { runAttached } from './attached-run.ts';
import { resolveCommand } from './command.ts';
import { type CommandOutcome, runCommand } from './command-run.ts';
import { probe } from './probe.ts';
import type { Readiness, RecordEvent, Recorder, RecordRequest, StopPlan, Trace, WorkloadStatus } from './recorder.ts';
import { readTraceEnd } from './trace-end.ts';
import { createTraceFile, type TraceFile } from './trace-file.ts';

/** Runs a command under `strace -f`, or attaches it to running processes, without root. */
export const strace: Recorder = {
  id: 'strace',
  title: 'strace, summary with the calls that never returned',
  check,
  plan: (request, version) => ({ argv: straceArgv(request, outputPlaceholder, version) }),
  run,
};

/** What was found to work, by PATH: `check` before `run`, and one run after the other, need not ask again. */
const working = new Map<string, Readiness & { readonly ready: true }>();

async function check(): Promise<Readiness> {
  const path = process.env.PATH ?? '';
  const known = working.get(path);
  if (known) return known;
  const readiness = await probe();
  if (readiness.ready) working.set(path, readiness);
  return readiness;
}

/** What a trace holds beside the facts that are the same for each. */
type Finding = Pick<Trace, 'ending' | 'status' | 'interrupted' | 'problems' | 'inFlight'>;

async function run(request: RecordRequest, stop: StopPlan, tell: (event: RecordEvent) => void): Promise<Result<Trace>> {
  const readiness = await check();
  if (!readiness.ready) return fail(readiness.problem);
  const attaching = request.pids.length > 0;
  const command = request.argv[0] ?? '';
  const resolved = attaching ? ok('') : resolveCommand(command, process.env.PATH);
  if (!resolved.ok) return resolved;
  const file = createTraceFile();
  if (!file.ok) return file;

  const output = file.value.path;
  const argv = straceArgv(request, output, readiness.version);
  const common = { argv, output, stop, tell, progress: request.progress === true };
  const finding = attaching
    ? await findAttached(common, request.pids)
    : findCommand(command, output, await runCommand(common));
  if (!finding.ok) {
    file.value.dispose();
    return finding;
  }
  return ok(traceOf(file.value, readiness.version, finding.value));
}

function traceOf(file: TraceFile, version: string, finding: Finding): Trace {
  const tool = `strace ${version}`;
  return { path: file.path, format: 'strace-summary', tool, kernel: release(), ...finding, dispose: file.dispose };
}

async function findAttached(
  run: Omit<Parameters<typeof runAttached>[0], 'pids'>,
  pids: readonly number[],
): Promise<Result<Finding>> {
  const outcome = await runAttached({ ...run, pids });
  if (!outcome.ok) return outcome;
  const { hurried, ...finding } = outcome.value;
  return hurried ? fail({ kind: 'interrupted', what: hurried }) : ok(finding);
}

function findCommand(command: string, output: string, outcome: CommandOutcome): Result<Finding> {
  const { exit, interrupted } = outcome;
  if (exit === undefined) return fail({ kind: 'strace-missing' });
  if (outcome.hurried) return fail({ kind: 'interrupted', what: outcome.hurried });
  const end = readTraceEnd(output);
  if (end.failedExec) return fail({ kind: 'command-not-executable', what: command });
  const { ending, status, problem } = judge(outcome, exit, end.table);
  return ok({ ending, status, interrupted, problems: [...outcome.problems, ...(problem ? [problem] : [])] });
}

interface Judgement {
  readonly ending: Ending;
  readonly status: WorkloadStatus;
  readonly problem?: Problem;
}

function judge({ stopped, interrupted }: CommandOutcome, exit: WorkloadStatus, table: boolean): Judgement {
  if (!table) {
    return {
      ending: 'lost',
      status: {},
      problem: { kind: 'tracer-lost', what: exit.signal ?? `status ${exit.exitCode}` },
    };
  }
  if (stopped && stopped.killed.length > 0) {
    return { ending: 'killed', status: exit, problem: { kind: 'killed-after-grace', what: stopped.killed.join(', ') } };
  }
  // Who interrupts a whole group, as timeout(1) does, may have ended the workload before it could be asked.
  if (stopped && (stopped.asked || interrupted)) return { ending: 'stopped', status: exit };
  return { ending: exit.signal === undefined ? 'exited' : 'signalled', status: exit };
}
