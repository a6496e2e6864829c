import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { formatRecording } from '../model/format-recording.ts';
import type { Problem } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import { recordingsText } from '../report/recordings-text.ts';
import { describeRecordings } from './describe-recordings.ts';
import { exitFailed } from './exit-codes.ts';
import { exitStatus } from './exit-status.ts';
import type { IngestOptions } from './ingest-order.ts';
import { placeRecordings } from './place-recordings.ts';
import type { ReadInputs } from './read-inputs.ts';
import { tellVerdict } from './tell-verdict.ts';
import { tellProblems } from './terminal.ts';

/**
 * Writes the recordings that `ingest` has read to where its options say, and tells what was found. Writes none when a
 * problem is an error, or with `--strict` a warning. Gives the exit status.
 */
export async function keepRecordings(read: ReadInputs, options: IngestOptions): Promise<number> {
  const stop = async (...problems: readonly Problem[]): Promise<number> => {
    await tellProblems(problems, options);
    return exitFailed;
  };
  const { recordings, records } = read;
  const problems = [...read.problems, ...(options.strict === true ? incompleteness(read.problems) : [])];
  if (problems.some((problem) => severityOf(problem) === 'error')) {
    // What became of the records helps to see why.
    return records.size > 0 ? tell({ recordings: [], records }, [], problems, options) : stop(...problems);
  }
  if (recordings.length === 0) return tell(read, [], [...problems, { kind: 'recording-empty' }], options);
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
  return written.ok ? tell(read, paths, problems, options) : stop(...problems, written.problem);
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

function incompleteness(problems: readonly Problem[]): Problem[] {
  const warnings = problems.filter((problem) => severityOf(problem) === 'warning').length;
  if (warnings === 0) return [];
  return [{ kind: 'evidence-incomplete', what: warnings === 1 ? '1 warning' : `${warnings} warnings` }];
}
