import { basename } from 'node:path';
import { type Input, openInputs } from '../io/input.ts';
import { combineRecordings } from '../model/canonical-recording.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { ProblemCounter } from '../model/problem-counter.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import type { Subject } from '../model/subject.ts';
import { parseInput } from '../parsers/parse-input.ts';
import type { IngestOrder } from './ingest-order.ts';
import type { IngestProgress } from './ingest-progress.ts';

/** What all inputs hold. */
export interface ReadInputs {
  /** One for each subject: those that are inputs themselves in the order of these, others by kind and name. */
  readonly recordings: readonly Recording[];
  readonly problems: readonly Problem[];
  /** What became of the records, where a parser accounted for them. */
  readonly records: ReadonlyMap<RecordFate, number>;
}

/**
 * Reads files, folders and `-`, one after the other: there may be more than a process may hold open. Each is read apart:
 * what one lacks is no gap of another. Then what is about one subject is put together.
 * @returns what `openInputs` gives for one that cannot be opened; `subjects-collide` for two inputs that only look alike
 */
export async function readInputs(
  files: readonly string[],
  order: IngestOrder,
  progress: IngestProgress,
): Promise<Result<ReadInputs>> {
  const found: Recording[] = [];
  const problems: Problem[] = [];
  const records = new Map<RecordFate, number>();
  const taken = new Set<string>();
  for (const file of files) {
    const opened = await openInputs(file);
    if (!opened.ok) return opened;
    for (const input of opened.value) {
      const subject = order.one ?? { kind: 'command', name: inputName(input.label) };
      const builder = await readInput(input, subject, order, progress);
      const recordings = builder.recordings();
      if (order.one === undefined && recordings.some((one) => isOf(one, subject))) {
        if (taken.has(subject.name)) return fail({ kind: 'subjects-collide', source: input.label, what: subject.name });
        taken.add(subject.name);
      }
      found.push(...recordings);
      problems.push(...builder.problems());
      for (const [fate, times] of builder.recordCounts()) records.set(fate, (records.get(fate) ?? 0) + times);
    }
  }
  return ok({
    recordings: bySubject(found),
    // Of one subject it does not matter which of its inputs a problem is in.
    problems: order.one === undefined ? problems : counted(problems),
    records,
  });
}

async function readInput(
  input: Input,
  subject: Subject,
  { context }: IngestOrder,
  progress: IngestProgress,
): Promise<RecordingBuilder> {
  const builder = new RecordingBuilder();
  const { parsed } = progress;
  await parseInput(progress.watched(input), builder, {
    ...context,
    subject,
    ...(parsed !== undefined && { progress: parsed }),
  });
  return builder;
}

// `traces/web.strace.log.gz` is about `web.strace`: a file's last ending says what it is, not whom it is about.
function inputName(label: string): string {
  if (label === '-') return 'stdin';
  const unpacked = basename(label).replace(/(?<=.)\.(?:gz|zst)$/, '');
  return unpacked.replace(/(?<=.)\.(?:log|txt|out|trace|strace|json|ndjson|jsonl)$/, '') || 'trace';
}

function isOf({ subject }: Recording, { kind, name }: Subject): boolean {
  return subject.kind === kind && subject.name === name;
}

function bySubject(recordings: readonly Recording[]): Recording[] {
  const groups = new Map<string, Recording[]>();
  for (const recording of recordings) {
    const key = `${recording.subject.kind}\0${recording.subject.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [recording]);
    else group.push(recording);
  }
  const inputs: Recording[] = [];
  const others: [string, Recording][] = [];
  for (const [key, [first, ...more]] of groups) {
    if (first === undefined) continue;
    const whole = more.length === 0 ? first : combineRecordings([first, ...more], first.subject);
    if (first.subject.kind === 'command') inputs.push(whole);
    else others.push([key, whole]);
  }
  return [...inputs, ...others.sort(([a], [b]) => byCodeUnit(a, b)).map(([, recording]) => recording)];
}

function counted(problems: readonly Problem[]): Problem[] {
  const counter = new ProblemCounter(Number.POSITIVE_INFINITY);
  for (const problem of problems) counter.add(problem);
  return counter.counted();
}
