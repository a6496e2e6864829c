import type { Abi } from './abi.ts';
import { canonicalRecording, originKey } from './canonical-recording.ts';
import type { Ending } from './ending.ts';
import type { Problem } from './problem.ts';
import { severityOf } from './problem.ts';
import { ProblemCounter } from './problem-counter.ts';
import type { RecordFate } from './record-fate.ts';
import type { Origin, Recording, RefusalSource } from './recording.ts';
import { recordingVersion } from './recording-version.ts';
import type { Outcome, Sink, SubjectId } from './sink.ts';
import type { Subject } from './subject.ts';

/** What was seen of one call. */
interface CallTally {
  calls: number;
  failed: number;
  unreturned: number;
  entered: number;
  readonly errnos: Map<string, number>;
  readonly inside: Map<string, number>;
  readonly refused: Map<RefusalSource, number>;
}

interface SubjectTally {
  readonly subject: Subject;
  readonly abis: Map<Abi, Map<string, CallTally>>;
  readonly capabilities: Map<string, number>;
  readonly origins: Origin[];
  readonly endings: Map<Ending, number>;
  runs: number;
}

/** How long the value of a gap may be (`gapSchema`). */
const gapLimit = 1024;

/**
 * Adds up what parsers find: one recording for each subject. Memory grows with what is different, not with how much
 * there is. Warnings about the evidence become gaps of every recording: it is not known whose calls they hide.
 */
export class RecordingBuilder implements Sink {
  readonly #subjects: SubjectTally[] = [];
  readonly #ids = new Map<string, SubjectId>();
  readonly #records = new Map<RecordFate, number>();
  readonly #problems: ProblemCounter;

  /** At most `valueLimit` different values of each kind of problem are kept; further ones are counted without theirs. */
  constructor(valueLimit = 100) {
    this.#problems = new ProblemCounter(valueLimit);
  }

  subject(subject: Subject): SubjectId {
    const key = `${subject.kind}\0${subject.name}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#subjects.length);
    return (
      this.#subjects.push({
        subject,
        abis: new Map(),
        capabilities: new Map(),
        origins: [],
        endings: new Map(),
        runs: 0,
      }) - 1
    );
  }

  call(subject: SubjectId, abi: Abi, syscall: string, outcome: Outcome, times = 1, errno?: string): void {
    const tally = this.#call(subject, abi, syscall);
    if (outcome === 'entered') {
      tally.entered = sum(tally.entered, times);
      return;
    }
    tally.calls = sum(tally.calls, times);
    if (outcome === 'failed') tally.failed = sum(tally.failed, times);
    if (outcome === 'unreturned') tally.unreturned = sum(tally.unreturned, times);
    if (errno !== undefined) add(tally.errnos, errno, times);
  }

  inside(subject: SubjectId, abi: Abi, syscall: string, event: string, times = 1): void {
    add(this.#call(subject, abi, syscall).inside, event, times);
  }

  refused(subject: SubjectId, abi: Abi, syscall: string, by: RefusalSource, times = 1): void {
    add(this.#call(subject, abi, syscall).refused, by, times);
  }

  capability(subject: SubjectId, capability: string, times = 1): void {
    add(this.#of(subject).capabilities, capability, times);
  }

  origin(subject: SubjectId, origin: Origin): void {
    const { origins } = this.#of(subject);
    const key = originKey(origin);
    if (!origins.some((known) => originKey(known) === key)) origins.push(origin);
  }

  run(subject: SubjectId, ending: Ending): void {
    const tally = this.#of(subject);
    tally.runs = sum(tally.runs, 1);
    add(tally.endings, ending, 1);
  }

  records(fate: RecordFate, times: number): void {
    add(this.#records, fate, times);
  }

  problem(problem: Problem): void {
    this.#problems.add(problem);
  }

  /** One recording for each subject, in the order they were registered in, in canonical form. */
  recordings(): Recording[] {
    const gaps = this.problems()
      .filter((problem) => severityOf(problem) === 'warning')
      .map(({ kind, what, times }) => ({
        kind,
        ...(what !== undefined && { what: what.slice(0, gapLimit) }),
        times: times ?? 1,
      }));
    return this.#subjects.map(({ subject, abis, capabilities, origins, endings, runs }) =>
      canonicalRecording({
        format: 'seccinch-recording',
        version: recordingVersion,
        subject,
        runs,
        origins,
        endings: [...endings].map(([how, times]) => ({ how, times })),
        gaps,
        abis: [...abis].map(([abi, calls]) => ({
          abi,
          syscalls: [...calls].map(([name, { entered, errnos, inside, refused, ...counts }]) => ({
            name,
            ...counts,
            ...(entered > 0 && { entered }),
            errnos: [...errnos].map(([errno, times]) => ({ errno, times })),
            inside: [...inside].map(([event, times]) => ({ event, times })),
            refused: [...refused].map(([by, times]) => ({ by, times })),
          })),
        })),
        capabilities: [...capabilities].map(([name, times]) => ({ name, times })),
      }),
    );
  }

  /** The problems, each kind and value once, with how often and where first; sorted by kind and value. */
  problems(): Problem[] {
    return this.#problems.counted();
  }

  /** What became of the records of all input, where a parser accounted for them. */
  recordCounts(): ReadonlyMap<RecordFate, number> {
    return this.#records;
  }

  #call(subject: SubjectId, abi: Abi, syscall: string): CallTally {
    const calls = getOrAdd(this.#of(subject).abis, abi, () => new Map<string, CallTally>());
    return getOrAdd(calls, syscall, () => ({
      calls: 0,
      failed: 0,
      unreturned: 0,
      entered: 0,
      errnos: new Map(),
      inside: new Map(),
      refused: new Map(),
    }));
  }

  #of(subject: SubjectId): SubjectTally {
    const tally = this.#subjects[subject];
    if (tally === undefined) throw new Error(`no subject ${subject}`);
    return tally;
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function add<K>(counts: Map<K, number>, key: K, times: number): void {
  counts.set(key, sum(counts.get(key) ?? 0, times));
}

function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
