import { parentPort, workerData } from 'node:worker_threads';
import { type FileRange, RangeFileSource } from '../io/range-source.ts';
import { parsers } from '../parsers/index.ts';
import type { RangeContext, ReadState } from '../parsers/parser.ts';
import { countRange, type MetNames, type RangeCounters } from './range-progress.ts';

/** What a worker is to read. */
export interface RangeTask {
  /** The id of a parser that has `ranges`. */
  readonly parser: string;
  readonly range: FileRange;
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

const { parser: id, range, label, context, counters, index, isWatched } = workerData as RangeTask;
let sentAt = Number.NEGATIVE_INFINITY;
let sent = { syscalls: 0, subjects: 0 };

function progress(state: ReadState): void {
  countRange(counters, index, state);
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
}

function reply(message: RangeReply): void {
  parentPort?.postMessage(message);
}

const source = new RangeFileSource(range, label);
const findings = parsers
  .find((one) => one.id === id)
  ?.ranges?.read(source, { ...context, ...(isWatched && { progress }) });
source.close();
reply({ kind: 'findings', findings: source.failure === undefined ? findings : undefined });
