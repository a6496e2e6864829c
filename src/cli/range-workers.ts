import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadsFrom } from './shared-file.ts';

let early: Worker | undefined;

/**
 * Starts a worker for `ingest` before its options are read, where the arguments name a file that is read by more than one
 * thread: it takes as long to start as all else takes until the first byte is read.
 * @param args those of the command, unchecked: what they mean is decided later, and an idle worker keeps no process alive
 */
export function startEarly(args: readonly string[]): void {
  if (availableParallelism() < 2 || wantsOne(args) || !args.some(isLarge)) return;
  const worker = makeWorker();
  worker.unref();
  // Whoever takes it is told that it has ended.
  worker.once('error', () => undefined);
  worker.once('exit', () => {
    if (early === worker) early = undefined;
  });
  early = worker;
}

/** A worker (range-worker.ts) that waits for its task. */
export function takeWorker(): Worker {
  const worker = early ?? makeWorker();
  early = undefined;
  worker.ref();
  return worker;
}

function makeWorker(): Worker {
  // Beside this module, be it source or compiled.
  return new Worker(new URL(`./range-worker${extname(import.meta.url)}`, import.meta.url), {
    // What is wrong with a worker is not for the user: its ranges are read another way.
    stderr: true,
  });
}

function wantsOne(args: readonly string[]): boolean {
  return /(?:^| )--threads[= ][01](?: |$)/.test(args.join(' '));
}

function isLarge(argument: string): boolean {
  try {
    const found = statSync(argument);
    return found.isFile() && found.size >= threadsFrom;
  } catch {
    return false;
  }
}
