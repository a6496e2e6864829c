import { parentPort } from 'node:worker_threads';
import { RangeFileSource } from '../io/range-source.ts';
import { parsers } from '../parsers/index.ts';
import type { RangeContext, ReadState } from '../parsers/parser.ts';
import { countRange, type MetNames, type RangeCounters } from './range-progress.ts';
import { giveUp, nextOf, type SharedFile } from './shared-file.ts';

/** What a worker is to read. */
export interface RangeTask {
  /** The id of a parser that has `ranges`. */
  readonly parser: string;
  readonly file: SharedFile;
  readonly label: string;
  readonly context: Omit<RangeContext, 'progress'>;
  readonly counters: RangeCounters;
  /** Which of the counters are its own. */
  readonly index: number;
  /** Someone looks at how far it is. */
  readonly isWatched: boolean;
}

/** What a worker answers: names now and then, its findings once; none when the file is to be read in order. */
export type RangeReply = ({ readonly kind: 'names' } & MetNames) | { readonly kind: 'findings'; findings: unknown };

/** How often names are sent, in milliseconds. */
const namesEvery = 200;

// One task: then there is nothing left to wait for, and the worker ends.
parentPort?.once('message', (task: RangeTask) => {
  reply({ kind: 'findings', findings: findingsOf(task) });
});

function findingsOf({ parser: id, file, label, context, counters, index, isWatched }: RangeTask): unknown {
  const parser = parsers.find((one) => one.id === id);
  const source = new RangeFileSource(file.path, label, nextOf(file));
  const progress = namesTeller((state) => countRange(counters, index, state));
  const findings = parser?.ranges?.read(source, { ...context, ...(isWatched && { progress }) });
  source.close();
  if (findings !== undefined && source.failure === undefined) return findings;
  giveUp(file);
  return undefined;
}

/** Sends names that were not sent yet. */
function namesTeller(count: (state: ReadState) => void): (state: ReadState) => void {
  let sentAt = Number.NEGATIVE_INFINITY;
  let sent = { syscalls: 0, subjects: 0 };
  return (state) => {
    count(state);
    const { syscalls, subjects } = state;
    const now = performance.now();
    const isNew = syscalls.size > sent.syscalls || subjects.size > sent.subjects;
    if (!isNew || now - sentAt < namesEvery) return;
    // Sets keep the order in which they were filled.
    reply({
      kind: 'names',
      syscalls: [...syscalls].slice(sent.syscalls),
      subjects: [...subjects].slice(sent.subjects),
    });
    sentAt = now;
    sent = { syscalls: syscalls.size, subjects: subjects.size };
  };
}

function reply(message: RangeReply): void {
  parentPort?.postMessage(message);
}
