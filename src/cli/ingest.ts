import type { Problem } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { exitFailed } from './exit-codes.ts';
import { type IngestOptions, readIngestOrder } from './ingest-order.ts';
import { type Found, IngestProgress } from './ingest-progress.ts';
import { readInputs } from './read-inputs.ts';
import { tellProblems } from './terminal.ts';

/** `seccinch ingest`: traces made elsewhere into recordings. Gives the exit status. */
export async function ingest(files: readonly string[], options: IngestOptions): Promise<number> {
  const stop = async (problem: Problem): Promise<number> => {
    await tellProblems([problem], options);
    return exitFailed;
  };
  if (files.length === 0 && process.stdin.isTTY === true) return stop({ kind: 'nothing-to-read' });
  const order = readIngestOrder(options);
  if (!order.ok) return stop(order.problem);
  const progress = new IngestProgress(options.progress, options);
  const read = await readInputs(files.length === 0 ? ['-'] : files, order.value, progress);
  progress.end(read.ok ? countFound(read.value.recordings) : undefined);
  if (!read.ok) return stop(read.problem);
  // Loaded now: reading need not wait for what is done afterwards.
  const { keepRecordings } = await import('./keep-recordings.ts');
  return keepRecordings(read.value, options);
}

function countFound(recordings: readonly Recording[]): Found {
  const names = recordings.flatMap(({ abis }) => abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)));
  return { syscalls: new Set(names).size, subjects: recordings.length };
}
