import type { Worker } from 'node:worker_threads';
import type { ByteSource } from '../io/byte-source.ts';
import { type FileRange, type NextRange, RangeFileSource } from '../io/range-source.ts';
import type { ReadRanges } from '../parsers/parse-input.ts';
import type { ParseContext, Parser, RangeContext, ReadState } from '../parsers/parser.ts';
import { countRange, RangeProgress, rangeCounters } from './range-progress.ts';
import type { RangeReply, RangeTask } from './range-worker.ts';
import { giveUp, nextOf, type SharedFile, shareFile, threadsFrom } from './shared-file.ts';
import { whileBlocked } from './while-blocked.ts';

/** Below this size a file is read in order: that tells nothing later. */
export const rangesFrom = 8 * 1024 * 1024;
/** How often progress of other threads is told, in milliseconds. */
const tick = 100;

/** How large files have to be, in bytes. */
export interface RangeSizes {
  /** Smaller ones are left to be read in order. */
  readonly rangesFrom?: number;
  /** Smaller ones are left to one thread. */
  readonly threadsFrom?: number;
}

/**
 * Reads large files in ranges, which each thread takes when it is done with the one before: none waits for others, however
 * late they start and however fast they are. With one thread in this one, which then answers to nothing else.
 * @param threads 1 to 64
 */
export function rangesReader(threads: number, sizes: RangeSizes = {}): ReadRanges {
  return (parser, part, context) => {
    const { file } = part;
    if (file === undefined || file.size < (sizes.rangesFrom ?? rangesFrom)) return Promise.resolve(undefined);
    if (threads > 1 && file.size >= (sizes.threadsFrom ?? threadsFrom))
      return readInThreads(parser, part, shareFile(file), threads, context);
    const whole: FileRange[] = [{ index: 0, start: 0, end: file.size }];
    const alone = { ...rangeContext(context), isWhole: true };
    return Promise.resolve(readHere(parser, part, file.path, () => whole.pop(), alone));
  };
}

function readHere(
  parser: Parser,
  part: ByteSource,
  path: string,
  next: NextRange,
  context: RangeContext,
): readonly unknown[] | undefined {
  const source = new RangeFileSource(path, part.label, next);
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
 * In this thread and as many workers as there are to be beside it. Any that fails, however it does, leaves the file to be
 * read in order.
 */
async function readInThreads(
  parser: Parser,
  part: ByteSource,
  file: SharedFile,
  threads: number,
  context: ParseContext,
): Promise<readonly unknown[] | undefined> {
  const counters = rangeCounters(threads);
  const progress = new RangeProgress(counters, context.progress);
  const { progress: told, ...shared } = rangeContext(context);
  const isWatched = told !== undefined;
  const workers: Worker[] = [];
  const timer = setInterval(() => progress.tell(), tick);
  try {
    const { takeWorker } = await import('./range-workers.ts');
    const replies: Promise<unknown>[] = [];
    for (let index = 1; index < threads; index++) {
      const worker = takeWorker();
      workers.push(worker);
      replies.push(replyOf(worker, progress));
      const task: RangeTask = {
        parser: parser.id,
        file,
        label: part.label,
        context: shared,
        counters,
        index,
        isWatched,
      };
      worker.postMessage(task);
    }
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
    const found = readHere(parser, part, file.path, nextOf(file), here);
    if (found === undefined) return undefined;
    const findings = [...found, ...(await gathered)];
    progress.tell();
    return findings;
  } catch {
    return undefined;
  } finally {
    giveUp(file);
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
