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
import { readInput } from '../parsers/parse-input.ts';
import type { Parser, RangeParser } from '../parsers/parser.ts';
import type { IngestOrder } from './ingest-order.ts';
import type { IngestProgress } from './ingest-progress.ts';
import { type JointFindings, JointInputs } from './joint-inputs.ts';

/** What all inputs hold. */
export interface ReadInputs {
  /** One for each subject: those that are inputs themselves in the order of these, others by kind and name. */
  readonly recordings: readonly Recording[];
  readonly problems: readonly Problem[];
  /** What became of the records, where a parser accounted for them. */
  readonly records: ReadonlyMap<RecordFate, number>;
}

/** An input, and whether there is a recording under its own subject. */
interface NamedInput {
  readonly label: string;
  readonly subject: Subject;
  isSubject: boolean;
}

/**
 * Reads files, folders and `-`, one after the other: there may be more than a process may hold open. Inputs of a format
 * that tells containers are told together, so that it does not matter how a stream was split; others apart: what one lacks
 * is no gap of another. Then what is about one subject is put together. An empty input beside others is left out.
 * @returns what `openInputs` gives for one that cannot be opened; `subjects-collide` for two inputs that only look alike
 */
export async function readInputs(
  files: readonly string[],
  order: IngestOrder,
  progress: IngestProgress,
): Promise<Result<ReadInputs>> {
  const reading = new Reading(order, progress);
  for (const file of files) {
    const opened = await openInputs(file);
    if (!opened.ok) return opened;
    for (const input of opened.value) await reading.read(input);
  }
  return reading.end();
}

/** What was found so far. */
class Reading {
  readonly #order: IngestOrder;
  readonly #progress: IngestProgress;
  readonly #inputs: NamedInput[] = [];
  readonly #found: Recording[] = [];
  readonly #problems: Problem[] = [];
  readonly #records = new Map<RecordFate, number>();
  readonly #joint = new Map<Parser, JointInputs>();
  readonly #empty: Problem[] = [];
  #wasRead = false;

  constructor(order: IngestOrder, progress: IngestProgress) {
    this.#order = order;
    this.#progress = progress;
  }

  async read(input: Input): Promise<void> {
    const { context, one } = this.#order;
    const { parsed } = this.#progress;
    const subject = one ?? { kind: 'command', name: inputName(input.label) };
    const builder = new RecordingBuilder();
    const read = await readInput(this.#progress.watched(input), builder, {
      ...context,
      subject,
      before: (parser) => this.#joint.get(parser)?.inputs ?? [],
      ...(parsed !== undefined && { progress: parsed }),
    });
    const problems = builder.problems();
    const named = { label: input.label, subject, isSubject: false };
    this.#inputs.push(named);
    this.#wasRead ||= read !== undefined;
    if (read === undefined && problems.every(({ kind }) => kind === 'input-empty')) this.#empty.push(...problems);
    else if (read?.parser.ranges !== undefined) {
      const joint = this.#jointOf(read.parser, read.parser.ranges);
      joint.add(read.gathered);
      for (const problem of problems) joint.problem(problem);
    } else {
      const recordings = builder.recordings();
      named.isSubject = recordings.some((recording) => isOf(recording, subject));
      this.#take({ recordings, problems, records: builder.recordCounts() });
    }
  }

  /** Tells what is left to tell, and puts together what belongs together. */
  async end(): Promise<Result<ReadInputs>> {
    this.#tellEmpty();
    for (const joint of this.#joint.values()) {
      const found = await joint.tell(this.#order.context);
      for (const named of this.#inputs)
        if (found.owning.some(({ subject }) => subject === named.subject)) named.isSubject = true;
      this.#take(found);
    }
    const { one } = this.#order;
    const names = this.#inputs.filter(({ isSubject }) => isSubject);
    const twice = names.find(
      ({ subject }, index) => names.findIndex((other) => other.subject.name === subject.name) < index,
    );
    if (one === undefined && twice !== undefined)
      return fail({ kind: 'subjects-collide', source: twice.label, what: twice.subject.name });
    // A selection is of all inputs together: what one node runs, another may not.
    const problems =
      this.#found.length === 0 ? this.#problems : this.#problems.filter(({ kind }) => kind !== 'nothing-selected');
    return ok({
      recordings: bySubject(
        this.#found,
        names.map(({ subject }) => subject.name),
      ),
      // Of one subject it does not matter which of its inputs a problem is in.
      problems: one === undefined ? problems : counted(problems),
      records: this.#records,
    });
  }

  #jointOf(parser: Parser, ranges: RangeParser): JointInputs {
    const joint = this.#joint.get(parser) ?? new JointInputs(ranges);
    this.#joint.set(parser, joint);
    return joint;
  }

  /** An input that is empty is an error alone; beside others something of these may be missing. */
  #tellEmpty(): void {
    for (const problem of this.#empty) {
      if (!this.#wasRead) this.#problems.push(problem);
      else if (this.#joint.size === 0) this.#problems.push({ ...problem, kind: 'inputs-partly-empty' });
      for (const joint of this.#joint.values()) joint.problem({ ...problem, kind: 'inputs-partly-empty' });
    }
  }

  #take({ recordings, problems, records }: Omit<JointFindings, 'owning'>): void {
    this.#found.push(...recordings);
    this.#problems.push(...problems);
    for (const [fate, times] of records) this.#records.set(fate, (this.#records.get(fate) ?? 0) + times);
  }
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

/** One recording for each subject; `names`: of the inputs that are subjects, in order. */
function bySubject(recordings: readonly Recording[], names: readonly string[]): Recording[] {
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
  inputs.sort((a, b) => names.indexOf(a.subject.name) - names.indexOf(b.subject.name));
  return [...inputs, ...others.sort(([a], [b]) => byCodeUnit(a, b)).map(([, recording]) => recording)];
}

function counted(problems: readonly Problem[]): Problem[] {
  const counter = new ProblemCounter(Number.POSITIVE_INFINITY);
  for (const problem of problems) counter.add(problem);
  return counter.counted();
}
