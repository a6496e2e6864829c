import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ByteSource } from '../io/byte-source.ts';
import { type FileRange, RangeFileSource } from '../io/range-source.ts';
import type { ReadRanges } from '../parsers/parse-input.ts';
import type { ParseContext, Parser, RangeContext } from '../parsers/parser.ts';
import { RangeProgress, rangeCounters } from './range-progress.ts';
import type { RangeReply, RangeTask } from './range-worker.ts';
import { whileBlocked } from './while-blocked.ts';

/** Below this size a file is read before threads would have started. */
export const rangesFrom = 8 * 1024 * 1024;
/** How often progress of other threads is told, in milliseconds. */
const tick = 100;

/**
 * Reads large files in as many ranges as there are to be threads; with one thread in this one, which then answers to
 * nothing else.
 * @param threads 1 to 64
 * @param from files smaller than this are left to be read in order
 */
export function rangesReader(threads: number, from = rangesFrom): ReadRanges {
  return (parser, part, context) => {
    const { file } = part;
    if (file === undefined || file.size < from) return Promise.resolve(undefined);
    const ranges = splitFile(file.path, file.size, threads);
    const [only, ...others] = ranges;
    return only !== undefined && others.length === 0
      ? Promise.resolve(readHere(parser, part, only, context))
      : readInThreads(parser, part, ranges, context);
  };
}

/** Ranges of nearly the same size that make up a file. */
export function splitFile(path: string, size: number, count: number): FileRange[] {
  return Array.from({ length: count }, (_, index) => ({
    path,
    start: Math.floor((size * index) / count),
    end: Math.floor((size * (index + 1)) / count),
  }));
}

function readHere(
  parser: Parser,
  part: ByteSource,
  range: FileRange,
  context: ParseContext,
): readonly unknown[] | undefined {
  const source = new RangeFileSource(range, part.label);
  try {
    const findings = whileBlocked(() => parser.ranges?.read(source, rangeContext(context)));
    // What cannot be read in ranges is met again, and told, in order.
    return findings === undefined || source.failure !== undefined ? undefined : [findings];
  } finally {
    source.close();
  }
}

function rangeContext({ by, select, exact, progress }: ParseContext): RangeContext {
  return {
    ...(by !== undefined && { by }),
    ...(select !== undefined && { select }),
    ...(exact !== undefined && { exact }),
    ...(progress !== undefined && { progress }),
  };
}

/** One worker a range. Any that fails, however it does, leaves the file to be read in order. */
async function readInThreads(
  parser: Parser,
  part: ByteSource,
  ranges: readonly FileRange[],
  context: ParseContext,
): Promise<readonly unknown[] | undefined> {
  const counters = rangeCounters(ranges.length);
  const progress = new RangeProgress(counters, context.progress);
  const { progress: _, ...told } = rangeContext(context);
  const workers: Worker[] = [];
  const timer = setInterval(() => progress.tell(), tick);
  try {
    const replies = ranges.map((range, index) => {
      const task: RangeTask = { parser: parser.id, range, label: part.label, context: told, counters, index };
      // Beside this module, be it source or compiled.
      const worker = new Worker(new URL(`./range-worker${extname(import.meta.url)}`, import.meta.url), {
        workerData: task,
        // What is wrong with a worker is not for the user: its range is read another way.
        stderr: true,
      });
      workers.push(worker);
      return replyOf(worker, progress);
    });
    const findings: unknown[] = [];
    for (const reply of await Promise.all(replies)) findings.push(reply);
    progress.tell();
    return findings;
  } catch {
    return undefined;
  } finally {
    clearInterval(timer);
    for (const worker of workers) void worker.terminate();
  }
}

function replyOf(worker: Worker, progress: RangeProgress): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.on('message', (reply: RangeReply) => {
      if (reply.kind === 'names') progress.add(reply);
      else if (reply.findings === undefined) reject(new Error('the lines do not stand alone'));
      else resolve(reply.findings);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker has ended')));
  });
}
