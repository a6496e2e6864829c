import { basename, join } from 'node:path';
import { checkedStem, fileStem } from '../io/file-name.ts';
import { prepareFolder, writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { fail, ok, type Problem, type Result, severityOf } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { formatRecording } from '../model/recording-file.ts';
import type { RecordVerdict } from '../model/verdict.ts';
import { newSyscalls } from '../policy/growth.ts';
import { mergeRecordings } from '../policy/merge.ts';
import { recorders } from '../record/index.ts';
import type { RecordRequest, StopPlan, WorkloadStatus } from '../record/recorder.ts';
import { reportJson } from '../report/json.ts';
import { recordText } from '../report/record-text.ts';
import { shellQuote } from '../report/shell-quote.ts';
import { exitRecorderFailed, recordExitStatus } from './exit-status.ts';
import { makeProfile } from './make-profile.ts';
import { type ProfileFlags, type ProfileSettings, profileSettings } from './profile-settings.ts';
import { type FinishedRun, recordRuns } from './record-runs.ts';
import { parseStopPlan, type StopFlags } from './stop-plan.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `record`, as commander gives them. */
export interface RecordOptions extends GlobalOptions, ProfileFlags, StopFlags {
  readonly name?: string;
  readonly outDir: string;
  readonly recorder: keyof typeof recorders;
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

  const runs = await recordRuns(recorder, { ...order.value, runs: options.runs }, options);
  const written = await writeResult(order.value, runs.finished, options);
  const problems = [...runs.problems, ...(written.ok ? written.value.problems : [written.problem])];
  if (written.ok) await tellResult(written.value.verdict, problems, options);
  else await tellProblems(problems, options);
  const interrupted = runs.problems.some((problem) => problem.kind === 'interrupted');
  return interrupted ? 130 : recordExitStatus(problems, runs.finished.at(-1)?.status);
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

interface Written {
  readonly verdict: RecordVerdict;
  readonly problems: readonly Problem[];
}

async function writeResult(
  order: Order,
  finished: readonly FinishedRun[],
  options: RecordOptions,
): Promise<Result<Written>> {
  const [first, ...others] = finished.map((run) => run.recording);
  if (first === undefined) return fail({ kind: 'nothing-recorded' });
  const merged = mergeRecordings([first, ...others]);
  if (!merged.ok) return merged;
  const made = await makeProfile(merged.value, order.name, order.settings);
  if (!made.ok) return made;
  const files = [
    {
      path: join(options.outDir, `${order.name}.recording.json`),
      content: formatRecording(merged.value),
      role: 'recording' as const,
    },
    ...made.value.artifacts.map(({ fileName, content, role }) => ({
      path: join(options.outDir, fileName),
      content,
      role,
    })),
  ];
  const written = await writeFiles(files);
  if (!written.ok) return written;
  const verdict: RecordVerdict = {
    kind: 'record',
    name: order.name,
    runs: finished.map((run, index) => ({
      ending: run.ending,
      status: statusWords(run.status),
      added: added(finished.slice(0, index), run).sort(),
    })),
    profile: made.value.summary,
    gaps: merged.value.gaps,
    files: files.map(({ path, role }) => ({ path, role })),
  };
  return ok({ verdict, problems: made.value.problems });
}

function added(before: readonly FinishedRun[], run: FinishedRun): string[] {
  const [first, ...others] = before.map((one) => one.recording);
  if (first === undefined) return [];
  const known: Result<Recording> = mergeRecordings([first, ...others]);
  return known.ok ? [...new Set(newSyscalls(known.value, run.recording).map(({ syscall }) => syscall))] : [];
}

function statusWords(status: WorkloadStatus): string {
  if (status.signal !== undefined) return status.signal;
  return status.exitCode === undefined ? 'running' : `status ${status.exitCode}`;
}

// The workload owns stdout while it runs. Afterwards JSON goes there unless `--out` names a file, on a line of its own;
// words for people go to stderr.
async function tellResult(verdict: RecordVerdict, problems: readonly Problem[], options: RecordOptions): Promise<void> {
  if (options.output === 'text') {
    if (options.quiet !== true) {
      await writeStream(process.stderr, `\n${recordText(verdict, contextOf(process.stderr, options))}`);
    }
    await tellProblems(
      problems.filter((problem) => !isTold(problem, verdict)),
      options,
    );
    return;
  }
  const json = reportJson({ verdict, problems }, true);
  if (options.out === undefined || options.out === '-') await writeStream(process.stdout, json);
  else {
    const written = await writeFiles([{ path: options.out, content: json }]);
    if (!written.ok) await tellProblems([written.problem], options);
  }
}

// The summary already lists what the recording lacks.
function isTold(problem: Problem, verdict: RecordVerdict): boolean {
  return (
    severityOf(problem) !== 'error' &&
    verdict.gaps.some((gap) => gap.kind === problem.kind && gap.what === problem.what)
  );
}
