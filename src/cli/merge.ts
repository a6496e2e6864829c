import { checkedStem } from '../io/safe-stem.ts';
import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { formatRecording } from '../model/format-recording.ts';
import { recordingsText } from '../report/recordings-text.ts';
import { describeRecordings } from './describe-recordings.ts';
import { exitFailed } from './exit-codes.ts';
import { readMerged } from './read-recordings.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `merge`, as commander gives them. */
export interface MergeOptions extends GlobalOptions {
  readonly name?: string;
  readonly out?: string;
}

/** `seccinch merge`: several recordings of one workload into one, to standard output or a file. Gives the exit status. */
export async function merge(files: readonly string[], options: MergeOptions): Promise<number> {
  const name = options.name === undefined ? undefined : checkedStem(options.name);
  if (name !== undefined && !name.ok) {
    await tellProblems([name.problem], options);
    return exitFailed;
  }
  const merged = await readMerged(files, name?.value);
  if (!merged.ok) {
    await tellProblems([merged.problem], options);
    return exitFailed;
  }
  const content = formatRecording(merged.value);
  if (options.out === undefined || options.out === '-') {
    await writeStream(process.stdout, content);
    return 0;
  }
  const written = await writeFiles([{ path: options.out, content }]);
  if (!written.ok) {
    await tellProblems([written.problem], options);
    return exitFailed;
  }
  const verdict = describeRecordings([merged.value], [options.out]);
  await tellVerdict(verdict, [], { format: 'text', text: recordingsText, stream: process.stderr, options });
  return 0;
}
