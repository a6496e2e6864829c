import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { formatRecording } from '../model/format-recording.ts';
import { type Problem, severityOf } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { recordingsText } from '../report/recordings-text.ts';
import { describeRecordings } from './describe-recordings.ts';
import { exitFailed, exitStatus } from './exit-status.ts';
import { type IngestOptions, readIngestOrder } from './ingest-order.ts';
import { type Found, IngestProgress } from './ingest-progress.ts';
import { placeRecordings } from './place-recordings.ts';
import { type ReadInputs, readInputs } from './read-inputs.ts';
import { tellVerdict } from './tell-verdict.ts';
import { tellProblems } from './terminal.ts';

/** `seccinch ingest`: traces made elsewhere into recordings. Gives the exit status. */
export async function ingest(files: readonly string[], options: IngestOptions): Promise<number> {
  const stop = async (...problems: readonly Problem[]): Promise<number> => {
    await tellProblems(problems, options);
    return exitFailed;
  };
  if (files.length === 0 && process.stdin.isTTY === true) return stop({ kind: 'nothing-to-read' });
  const order = readIngestOrder(options);
  if (!order.ok) return stop(order.problem);
  const progress = new IngestProgress(options.progress, options);
  const read = await readInputs(files.length === 0 ? ['-'] : files, order.value, progress);
  progress.end(read.ok ? countFound(read.value.recordings) : undefined);
  if (!read.ok) return stop(read.problem);
  const { recordings, records } = read.value;
  const problems = [...read.value.problems, ...(options.strict === true ? incompleteness(read.value.problems) : [])];
  if (problems.some((problem) => severityOf(problem) === 'error')) {
    // What became of the records helps to see why.
    return records.size > 0 ? tell({ recordings: [], records }, [], problems, options) : stop(...problems);
  }
  if (recordings.length === 0) return tell(read.value, [], [...problems, { kind: 'recording-empty' }], options);
  const placed = placeRecordings(
    recordings.map(({ subject }) => subject),
    options,
  );
  if (!placed.ok) return stop(...problems, placed.problem);
  const paths = placed.value;
  if (paths === undefined) {
    await tellProblems(problems, options);
    await writeStream(process.stdout, recordings.map(formatRecording).join(''));
    return exitStatus(problems);
  }
  const written = await writeFiles(
    recordings.map((recording, index) => ({ path: paths[index] ?? '', content: formatRecording(recording) })),
  );
  return written.ok ? tell(read.value, paths, problems, options) : stop(...problems, written.problem);
}

async function tell(
  { recordings, records }: Pick<ReadInputs, 'recordings' | 'records'>,
  paths: readonly string[],
  problems: readonly Problem[],
  options: IngestOptions,
): Promise<number> {
  await tellVerdict(describeRecordings(recordings, paths, records), problems, {
    format: options.output,
    // Apart from the problems above it.
    text: (verdict, context) => `${problems.length > 0 ? '\n' : ''}${recordingsText(verdict, context)}`,
    stream: process.stderr,
    options,
  });
  return exitStatus(problems);
}

function countFound(recordings: readonly Recording[]): Found {
  const names = recordings.flatMap(({ abis }) => abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)));
  return { syscalls: new Set(names).size, subjects: recordings.length };
}

function incompleteness(problems: readonly Problem[]): Problem[] {
  const warnings = problems.filter((problem) => severityOf(problem) === 'warning').length;
  if (warnings === 0) return [];
  return [{ kind: 'evidence-incomplete', what: warnings === 1 ? '1 warning' : `${warnings} warnings` }];
}
