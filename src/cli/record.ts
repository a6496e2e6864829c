import { machine } from 'node:os';
import { basename } from 'node:path';
import { fileStem } from '../io/file-name.ts';
import { checkedStem } from '../io/safe-stem.ts';
import { signalExitStatus } from '../io/signal-exit-status.ts';
import { prepareFolder } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { type RecorderId, recorders } from '../record/index.ts';
import { type InterruptWatch, watchInterrupts } from '../record/interrupts.ts';
import type { RecordRequest, StopPlan } from '../record/recorder.ts';
import { shellQuote } from '../report/shell-quote.ts';
import { abiHere } from './abi-here.ts';
import { exitRecorderFailed } from './exit-codes.ts';
import { recordExitStatus } from './exit-status.ts';
import { type ProfileFlags, type ProfileSettings, profileSettings } from './profile-settings.ts';
import { recordRuns } from './record-runs.ts';
import { parseStopPlan, type StopFlags } from './stop-plan.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `record`, as commander gives them. */
export interface RecordOptions extends GlobalOptions, ProfileFlags, StopFlags {
  readonly name?: string;
  readonly outDir: string;
  readonly recorder: RecorderId;
  readonly pid?: readonly string[];
  readonly runs: number;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
  readonly out?: string;
}

/** What the options ask for, checked. */
interface Order {
  readonly name: string;
  readonly request: RecordRequest;
  readonly stop: StopPlan;
  readonly settings: ProfileSettings;
}

/** `seccinch record`: runs a command under a tracer, writes its recording and profile. Gives the exit status. */
export async function record(argv: readonly string[], options: RecordOptions): Promise<number> {
  const order = await readOrder(argv, options);
  if (!order.ok) return leave([order.problem], options);
  const recorder = recorders[options.recorder];
  if (options.dryRun === true) {
    await writeStream(process.stdout, `${recorder.plan(order.value.request).argv.map(shellQuote).join(' ')}\n`);
    return 0;
  }
  const readiness = await recorder.check();
  if (!readiness.ready) return leave([readiness.problem], options);
  const folder = await prepareFolder(options.outDir);
  if (!folder.ok) return leave([folder.problem], options);

  const watch = watchInterrupts((signal) => process.exit(signalExitStatus(signal)));
  try {
    return await recordAndWrite(order.value, watch, options);
  } finally {
    watch.end();
  }
}

async function recordAndWrite(order: Order, watch: InterruptWatch, options: RecordOptions): Promise<number> {
  const runs = await recordRuns(recorders[options.recorder], { ...order, runs: options.runs }, watch, options);
  const [first, ...others] = runs.finished;
  if (first === undefined) {
    const status = await leave(runs.problems.length > 0 ? runs.problems : [{ kind: 'nothing-recorded' }], options);
    return runs.left === undefined ? status : signalExitStatus(runs.left as NodeJS.Signals);
  }
  const { tellResult, writeResult } = await import('./record-result.ts');
  const written = await writeResult([first, ...others], { ...order, outDir: options.outDir, runs: options.runs });
  if (!written.ok) return leave([...runs.problems, written.problem], options);
  const problems = [...runs.problems, ...written.value.problems];
  const told = await tellResult({ verdict: written.value.verdict, problems }, options);
  if (!told.ok) return leave([told.problem], options);
  if (runs.left !== undefined) return signalExitStatus(runs.left as NodeJS.Signals);
  // Of several runs, the first that did not end well: a later one must not hide it.
  const failed = runs.finished.find(({ status }) => status.signal !== undefined || (status.exitCode ?? 0) !== 0);
  return recordExitStatus(problems, failed?.status ?? runs.finished.at(-1)?.status);
}

async function leave(problems: readonly Problem[], options: RecordOptions): Promise<number> {
  await tellProblems(problems, options);
  const status = recordExitStatus(problems, undefined);
  return status === 0 ? exitRecorderFailed : status;
}

async function readOrder(argv: readonly string[], options: RecordOptions): Promise<Result<Order>> {
  const pids: number[] = [];
  for (const word of (options.pid ?? []).flatMap((list) => list.split(/[\s,]+/)).filter((part) => part !== '')) {
    if (!/^[1-9][0-9]{0,9}$/.test(word)) return fail({ kind: 'pid-invalid', what: word });
    pids.push(Number(word));
  }
  if (pids.length === 0 && argv.length === 0) return fail({ kind: 'nothing-to-record' });
  if (pids.length > 0 && argv.length > 0) return fail({ kind: 'pid-and-command', what: argv.join(' ') });
  if (abiHere() === undefined) return fail({ kind: 'abi-not-known', what: machine() });
  const stop = parseStopPlan(options);
  if (!stop.ok) return stop;
  const settings = await profileSettings(options);
  if (!settings.ok) return settings;
  const name = options.name === undefined ? ok(nameOf(argv, pids)) : checkedStem(options.name);
  if (!name.ok) return name;
  return ok({ name: name.value, request: { argv, pids }, stop: stop.value, settings: settings.value });
}

function nameOf(argv: readonly string[], pids: readonly number[]): string {
  const command = argv[0];
  return fileStem(command === undefined ? `pid-${pids.join('-')}` : basename(command));
}
