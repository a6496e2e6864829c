import { machine } from 'node:os';
import { checkRoot } from '../enforce/root.ts';
import { workloadInput } from '../enforce/workload-input.ts';
import { signalExitStatus } from '../io/signal-exit-status.ts';
import { writeStream } from '../io/write-stream.ts';
import { formatRecording } from '../model/format-recording.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import type { VerifyVerdict } from '../model/verdict.ts';
import { listenForInterrupts } from '../record/interrupts.ts';
import { strace } from '../record/strace.ts';
import { reportJson } from '../report/json.ts';
import { printable } from '../report/printable.ts';
import { verifyText } from '../report/verify-text.ts';
import { abiHere } from './abi-here.ts';
import { exitRecorderFailed } from './exit-codes.ts';
import { recordExitStatus, verifyExitStatus } from './exit-status.ts';
import { contextOf, tellProblems } from './terminal.ts';
import { workloadOf } from './verify-container.ts';
import { expectation, judge } from './verify-judgement.ts';
import { readVerifyOrder, type VerifyOptions, type VerifyOrder } from './verify-order.ts';
import { prepareOutputs, writeRepaired } from './verify-output.ts';
import { refusedRecording } from './verify-recording.ts';
import { leftOut, repair } from './verify-repair.ts';
import { findRunner } from './verify-runner.ts';
import type { RunsContext } from './verify-runs.ts';

export type { VerifyOptions } from './verify-order.ts';

/** `seccinch verify`: runs a command in a container under a profile, says what was refused. Gives the exit status. */
export async function verify(source: string, argv: readonly string[], options: VerifyOptions): Promise<number> {
  const order = await readVerifyOrder(source, argv, options);
  if (!order.ok) return leave([order.problem], options);
  if (options.dryRun === true) {
    const { verifyPlan } = await import('./verify-plan.ts');
    await tellProblems(order.value.problems, options);
    await writeStream(process.stdout, await verifyPlan(order.value, options.runtime));
    return 0;
  }
  const abort = new AbortController();
  let interrupted: NodeJS.Signals | undefined;
  // A second signal changes nothing: to clean up takes a moment, and nothing else is waited for.
  const end = listenForInterrupts(
    ({ signal }) => {
      interrupted = signal;
      abort.abort();
    },
    () => {},
  );
  try {
    const problems: Problem[] = [...order.value.problems];
    const verified = await verifyOrder(order.value, options, abort.signal, problems);
    if (interrupted !== undefined) return signalExitStatus(interrupted);
    if (!verified.ok) return leave([...problems, verified.problem], options);
    await tell(verified.value, problems, options);
    return problems.some((problem) => severityOf(problem) === 'error')
      ? exitRecorderFailed
      : verifyExitStatus(verified.value);
  } finally {
    end();
  }
}

async function leave(problems: readonly Problem[], options: VerifyOptions): Promise<number> {
  await tellProblems(problems, options);
  return recordExitStatus(problems, undefined) || exitRecorderFailed;
}

async function verifyOrder(
  order: VerifyOrder,
  options: VerifyOptions,
  signal: AbortSignal,
  problems: Problem[],
): Promise<Result<VerifyVerdict>> {
  const root = checkRoot();
  if (!root.ok) return root;
  if (abiHere() === undefined) return fail({ kind: 'abi-not-known', what: machine() });
  const readiness = await strace.check();
  if (!readiness.ready) return fail(readiness.problem);
  const prepared = order.repaired === undefined ? ok(undefined) : await prepareOutputs(order.repaired);
  if (!prepared.ok) return prepared;
  const runner = await findRunner(order.container, options.runtime);
  if (!runner.ok) return runner;
  const input = workloadInput();
  const context: RunsContext = {
    order,
    runner: runner.value,
    input,
    signal,
    compare: options.compare === true,
  };
  const expected = await expectation(options, order.profile, context);
  if (!expected.ok) return expected;
  const judged = await judge(order.profile, 'shown', expected.value, context);
  if (!judged.ok) return judged;
  const { statuses, because } = expected.value;
  const verdict: VerifyVerdict = {
    kind: 'verify',
    profile: order.source,
    runtime: runner.value.title,
    noNewPrivileges: workloadOf(order.container).noNewPrivileges,
    expected: { statuses, because },
    run: judged.value.run,
  };
  problems.push(...runner.value.gaps(order.profile));
  if (input.cut) problems.push({ kind: 'stdin-not-repeated' });
  if (order.repaired === undefined) {
    problems.push(...judged.value.problems);
    return ok(verdict);
  }
  const say = async (words: string): Promise<void> => {
    if (options.quiet !== true) await writeStream(process.stderr, `seccinch: ${words}\n`);
  };
  const repaired = await repair(order.profile, judged.value, expected.value, context, (names) =>
    say(`running it again with ${names.map((name) => printable(name)).join(', ')} let through`),
  );
  if (!repaired.ok) return repaired;
  problems.push(...leftOut((repaired.value?.judged ?? judged.value).findings));
  if (repaired.value === undefined) {
    problems.push(...judged.value.problems);
    await say('nothing to repair, nothing is written');
    return ok(verdict);
  }
  const { profile, added, unknown, rounds, judged: last } = repaired.value;
  problems.push(...last.problems);
  const recording = refusedRecording(order.repaired.name, verdict.runtime, added);
  const files = await writeRepaired(order.repaired, profile.text, formatRecording(recording));
  // What the runs told is not lost with it.
  if (!files.ok) problems.push(files.problem);
  const made = files.ok ? files.value : [];
  return ok({ ...verdict, repair: { added, unknown, rounds, run: last.run, files: made } });
}

// The workload owns standard output while it runs; afterwards JSON goes there, on a line of its own, whether the last one of
// the workload ended or not; where the repaired profile is there, to standard error.
async function tell(verdict: VerifyVerdict, problems: readonly Problem[], options: VerifyOptions): Promise<void> {
  if (options.output === 'json') {
    const stream = options.out === '-' ? process.stderr : process.stdout;
    await writeStream(stream, `\n${reportJson({ verdict, problems }, true)}`);
    return;
  }
  await tellProblems(problems, options);
  if (options.quiet === true) return;
  await writeStream(process.stderr, `\n${verifyText(verdict, contextOf(process.stderr, options))}`);
}
