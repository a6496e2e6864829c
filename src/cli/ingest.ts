import { basename, join } from 'node:path';
import { checkedStem, fileStem } from '../io/file-name.ts';
import { openInputs } from '../io/input.ts';
import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { type Abi, abis } from '../model/abi.ts';
import { formatRecording } from '../model/format-recording.ts';
import { fail, ok, type Problem, type Result, severityOf } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import { parsersFor } from '../parsers/index.ts';
import { parseInput } from '../parsers/parse-input.ts';
import { recordingsText } from '../report/recordings-text.ts';
import { abiHere } from './abi-here.ts';
import { describeRecordings } from './describe-recordings.ts';
import { exitFailed, exitStatus } from './exit-status.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `ingest`, as commander gives them. */
export interface IngestOptions extends GlobalOptions {
  readonly format: string;
  readonly by?: 'all';
  readonly abi: string;
  readonly name?: string;
  readonly outDir?: string;
  readonly out?: string;
  readonly output: 'text' | 'json';
}

/** `seccinch ingest`: traces made elsewhere into recordings. Gives the exit status. */
export async function ingest(files: readonly string[], options: IngestOptions): Promise<number> {
  if (files.length === 0 && process.stdin.isTTY === true) {
    await tellProblems([{ kind: 'nothing-to-read' }], options);
    return exitFailed;
  }
  const read = await readAll(files.length === 0 ? ['-'] : files, options);
  if (!read.ok) {
    await tellProblems([read.problem], options);
    return exitFailed;
  }
  const { recordings, problems } = read.value;
  if (problems.some((problem) => severityOf(problem) === 'error')) {
    await tellProblems(problems, options);
    return exitFailed;
  }
  const placed = place(recordings, options);
  if (!placed.ok) {
    await tellProblems([...problems, placed.problem], options);
    return exitFailed;
  }
  const { paths } = placed.value;
  if (paths === undefined) {
    await tellProblems(problems, options);
    await writeStream(process.stdout, recordings.map(formatRecording).join(''));
    return exitStatus(problems);
  }
  const written = await writeFiles(
    recordings.map((recording, index) => ({ path: paths[index] ?? '', content: formatRecording(recording) })),
  );
  if (!written.ok) {
    await tellProblems([...problems, written.problem], options);
    return exitFailed;
  }
  const verdict = describeRecordings(recordings, paths);
  await tellVerdict(verdict, problems, {
    format: options.output,
    text: recordingsText,
    stream: process.stderr,
    options,
  });
  return exitStatus(problems);
}

interface Read {
  readonly recordings: readonly Recording[];
  readonly problems: readonly Problem[];
}

async function readAll(files: readonly string[], options: IngestOptions): Promise<Result<Read>> {
  const abi = abiOption(options.abi);
  if (!abi.ok) return abi;
  if (options.name !== undefined) {
    const name = checkedStem(options.name);
    if (!name.ok) return name;
  }
  const candidates = parsersFor(options.format);
  // A builder for each subject: what one trace lacks is no gap of another.
  const one = options.name ?? (options.by === 'all' ? 'all' : undefined);
  const builders = new Map<string, RecordingBuilder>();
  // Opened one after the other: there may be more than a process may hold open.
  for (const file of files) {
    const opened = await openInputs(file);
    if (!opened.ok) return opened;
    for (const input of opened.value) {
      const name = one ?? subjectName(input.label);
      if (one === undefined && builders.has(name)) {
        await input.close();
        return fail({ kind: 'subjects-collide', source: input.label, what: name });
      }
      const builder = builders.get(name) ?? new RecordingBuilder();
      builders.set(name, builder);
      const subject = { kind: options.by === 'all' && options.name === undefined ? 'all' : 'command', name } as const;
      await parseInput(input, builder, { subject, abi: abi.value, candidates });
    }
  }
  const all = [...builders.values()];
  return ok({
    recordings: all.flatMap((builder) => builder.recordings()),
    problems: all.flatMap((builder) => builder.problems()),
  });
}

function abiOption(text: string): Result<Abi> {
  const abi = text === 'auto' ? abiHere() : abis.find((one) => one === text);
  return abi === undefined
    ? fail({ kind: 'abi-not-known', what: `${text} (known: auto, ${abis.join(', ')})` })
    : ok(abi);
}

// `traces/web.strace.log` is about `web.strace`: a file's last ending says what it is, not whom it is about.
function subjectName(label: string): string {
  if (label === '-') return 'stdin';
  return basename(label).replace(/(?<=.)\.(?:log|txt|out|trace|strace)$/, '') || 'trace';
}

function place(
  recordings: readonly Recording[],
  options: IngestOptions,
): Result<{ readonly paths: readonly string[] | undefined }> {
  if (options.outDir !== undefined) {
    const folder = options.outDir;
    return ok({ paths: recordings.map(({ subject }) => join(folder, `${fileStem(subject.name)}.recording.json`)) });
  }
  if (recordings.length !== 1) return fail({ kind: 'outputs-need-folder', what: `${recordings.length} recordings` });
  if (options.out !== undefined && options.out !== '-') return ok({ paths: [options.out] });
  return ok({ paths: undefined });
}
