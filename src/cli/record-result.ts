import { join } from 'node:path';
import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { formatRecording } from '../model/format-recording.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import type { RecordVerdict } from '../model/verdict.ts';
import { mergeRecordings } from '../policy/merge.ts';
import type { WorkloadStatus } from '../record/recorder.ts';
import { reportJson } from '../report/json.ts';
import { recordText } from '../report/record-text.ts';
import type { FinishedRun } from './finished-run.ts';
import { makeProfile } from './make-profile.ts';
import type { ProfileSettings } from './profile-settings.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

/** Where the result of `record` goes, and what it is called. */
export interface ResultRequest {
  readonly name: string;
  readonly outDir: string;
  /** How many runs were asked for. */
  readonly runs: number;
  readonly settings: ProfileSettings;
}

/** What was written, and what the policy had to say. */
export interface RecordResult {
  readonly verdict: RecordVerdict;
  readonly problems: readonly Problem[];
}

/** Makes one recording of all runs, and its profile, and writes the files: all or none. */
export async function writeResult(
  [first, ...others]: readonly [FinishedRun, ...FinishedRun[]],
  { name, outDir, runs, settings }: ResultRequest,
): Promise<Result<RecordResult>> {
  const merged = mergeRecordings([first.recording, ...others.map((run) => run.recording)]);
  if (!merged.ok) return merged;
  const made = await makeProfile(merged.value, name, settings);
  if (!made.ok) return made;
  const { artifacts, summary, problems } = made.value;
  const recording = {
    fileName: `${name}.recording.json`,
    content: formatRecording(merged.value),
    role: 'recording' as const,
  };
  const files = [recording, ...artifacts].map(({ fileName, ...rest }) => ({ path: join(outDir, fileName), ...rest }));
  const written = await writeFiles(files);
  if (!written.ok) return fail(written.problem);
  const verdict: RecordVerdict = {
    kind: 'record',
    name,
    asked: runs,
    runs: [first, ...others].map(({ ending, status, added }, index) => ({
      ending,
      status: statusWords(status),
      added: index === 0 ? [] : added,
    })),
    profile: summary,
    gaps: merged.value.gaps,
    files: files.map(({ path, role }) => ({ path, role })),
  };
  return ok({ verdict, problems });
}

/** How the result is told. */
export interface ResultTelling extends GlobalOptions {
  readonly output: 'text' | 'json';
  readonly out?: string;
}

/**
 * Tells the result. The workload owns stdout while it runs; afterwards JSON goes there, on a line of its own, unless `out`
 * names a file. Words for people go to stderr. Gives the problem of writing that file.
 */
export async function tellResult({ verdict, problems }: RecordResult, options: ResultTelling): Promise<Result<void>> {
  if (options.output === 'text') {
    if (options.quiet !== true) {
      await writeStream(process.stderr, `\n${recordText(verdict, contextOf(process.stderr, options))}`);
    }
    await tellProblems(
      problems.filter((problem) => !isTold(problem, verdict)),
      options,
    );
    return ok(undefined);
  }
  const json = reportJson({ verdict, problems }, true);
  if (options.out === undefined || options.out === '-') await writeStream(process.stdout, json);
  else {
    const written = await writeFiles([{ path: options.out, content: json }]);
    if (!written.ok) return fail(written.problem);
  }
  return ok(undefined);
}

// The summary already lists what the recording lacks.
function isTold(problem: Problem, verdict: RecordVerdict): boolean {
  if (severityOf(problem) === 'error') return false;
  return verdict.gaps.some((gap) => gap.kind === problem.kind && gap.what === problem.what);
}

function statusWords(status: WorkloadStatus): string {
  if (status.signal !== undefined) return status.signal;
  return status.exitCode === undefined ? 'running' : `status ${status.exitCode}`;
}
