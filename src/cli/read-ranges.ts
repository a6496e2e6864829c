import { extname } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { ByteSource } from '../io/byte-source.ts';
import { type FileRange, RangeFileSource } from '../io/range-source.ts';
import type { ReadRanges } from '../parsers/parse-input.ts';
import type { ParseContext, Parser, RangeContext, ReadState } from '../parsers/parser.ts';
import { countRange, RangeProgress, rangeCounters } from './range-progress.ts';
import type { RangeReply, RangeTask } from './range-worker.ts';
import { whileBlocked } from './while-blocked.ts';

/** Below this size a file is read before threads would have started. */
export const rangesFrom = 8 * 1024 * 1024;
/** How many bytes are read while another thread starts. */
const startCost = 48 * 1024 * 1024;
/** How often progress of other threads is told, in milliseconds. */
const tick = 100;

/**
 * Reads large files in as many ranges as there are to be threads; with one thread in this one, which then answers to
 * nothing else.
 * @param threads 1 to 64
 * @param from files smaller than this are left to be read in order
 * @param headStart how many bytes this thread reads before others have started
 */
export function rangesReader(threads: number, from = rangesFrom, headStart = startCost): ReadRanges {
  return (parser, part, context) => {
    const { file } = part;
    if (file === undefined || file.size < from) return Promise.resolve(undefined);
    const ranges = splitFile(file.path, file.size, threads, headStart);
    const [only, ...others] = ranges;
    return only !== undefined && others.length === 0
      ? Promise.resolve(readHere(parser, part, only, rangeContext(context)))
      : readInThreads(parser, part, ranges, context);
  };
}

/**
 * Ranges that make up a file: the first for this thread, which reads `headStart` bytes before the others have started, and
 * as much again; the others share the rest. A file of no more than that is one range.
 */
export function splitFile(path: string, size: number, count: number, headStart: number): FileRange[] {
  const share = Math.floor(Math.max(0, size - headStart) / count);
  if (share === 0 || count < 2) return [{ path, start: 0, end: size }];
  const first = size - share * (count - 1);
  return Array.from({ length: count }, (_, index) => ({
    path,
    start: index === 0 ? 0 : first + share * (index - 1),
    end: first + share * index,
  }));
}

function readHere(
  parser: Parser,
  part: ByteSource,
  range: FileRange,
  context: RangeContext,
): readonly unknown[] | undefined {
  const source = new RangeFileSource(range, part.label);
  try {
    const findings = whileBlocked(() => parser.ranges?.read(source, context));
    // What cannot be read in ranges is met again, and told, in order.
    return findings === undefined || source.failure !== undefined ? undefined : [findings];
  } finally {
    source.close();
  }
}

function rangeContext({ by, select, exact, held, progress }: ParseContext): RangeContext {
  return {
    ...(by !== undefined && { by }),
    ...(select !== undefined && { select }),
    ...(exact !== undefined && { exact }),
    ...(held !== undefined && { held }),
    ...(progress !== undefined && { progress }),
  };
}

/**
 * The first range in this thread, one worker for each of the others: while they start, it is reading. Any that fails,
 * however it does, leaves the file to be read in order.
 */
async function readInThreads(
  parser: Parser,
  part: ByteSource,
  ranges: readonly FileRange[],
  context: ParseContext,
): Promise<readonly unknown[] | undefined> {
  const counters = rangeCounters(ranges.length);
  const progress = new RangeProgress(counters, context.progress);
  const { progress: told, ...shared } = rangeContext(context);
  const isWatched = told !== undefined;
  const [first, ...others] = ranges;
  const workers: Worker[] = [];
  const timer = setInterval(() => progress.tell(), tick);
  try {
    const { Worker } = await import('node:worker_threads');
    const replies = others.map((range, other) => {
      const index = other + 1;
      const task: RangeTask = {
        parser: parser.id,
        range,
        label: part.label,
        context: shared,
        counters,
        index,
        isWatched,
      };
      // Beside this module, be it source or compiled.
      const worker = new Worker(new URL(`./range-worker${extname(import.meta.url)}`, import.meta.url), {
        workerData: task,
        // What is wrong with a worker is not for the user: its range is read another way.
        stderr: true,
      });
      workers.push(worker);
      return replyOf(worker, progress);
    });
    const gathered = Promise.all(replies);
    // Looked at below; until then a rejection is not one that nobody handles.
    gathered.catch(() => undefined);
    const here = {
      ...shared,
      ...(isWatched && {
        progress: (state: ReadState) => {
          countRange(counters, 0, state);
          progress.add(state);
          progress.tell();
        },
      }),
    };
    const found = first === undefined ? undefined : readHere(parser, part, first, here);
    if (found === undefined) return undefined;
    const findings = [...found, ...(await gathered)];
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
