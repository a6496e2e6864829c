import type { Abi } from './abi.ts';
import type { Ending } from './ending.ts';
import type { Problem } from './problem.ts';
import { ProblemCounter } from './problem-counter.ts';
import { severityOf } from './problem-kinds.ts';
import type { RecordFate } from './record-fate.ts';
import type { Gap, Origin, Recording, RefusalSource } from './recording.ts';
import { count, RecordingTally, sum } from './recording-tally.ts';
import type { Outcome, Sink, SubjectId } from './sink.ts';
import type { Subject } from './subject.ts';

/** How long the value of a gap may be (`gapSchema`). */
const gapLimit = 1024;

/**
 * Adds up what parsers find: one recording for each subject. Memory grows with what is different, not with how much
 * there is. Warnings about the evidence become gaps of every recording: it is not known whose calls they hide.
 */
export class RecordingBuilder implements Sink {
  readonly #subjects: { readonly subject: Subject; readonly tally: RecordingTally }[] = [];
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
    return this.#subjects.push({ subject, tally: new RecordingTally() }) - 1;
  }

  call(subject: SubjectId, abi: Abi, syscall: string, outcome: Outcome, times = 1, errno?: string): void {
    const tally = this.#of(subject).call(abi, syscall);
    if (outcome === 'entered') {
      tally.entered = sum(tally.entered, times);
      return;
    }
    tally.calls = sum(tally.calls, times);
    if (outcome === 'failed') tally.failed = sum(tally.failed, times);
    if (outcome === 'unreturned') tally.unreturned = sum(tally.unreturned, times);
    if (errno !== undefined) tally.errnos = count(tally.errnos, errno, times);
  }

  inside(subject: SubjectId, abi: Abi, syscall: string, event: string, times = 1): void {
    const tally = this.#of(subject).call(abi, syscall);
    tally.inside = count(tally.inside, event, times);
  }

  refused(subject: SubjectId, abi: Abi, syscall: string, by: RefusalSource, times = 1): void {
    const tally = this.#of(subject).call(abi, syscall);
    tally.refused = count(tally.refused, by, times);
  }

  capability(subject: SubjectId, capability: string, times = 1): void {
    this.#of(subject).capability(capability, times);
  }

  origin(subject: SubjectId, origin: Origin): void {
    this.#of(subject).origin(origin);
  }

  run(subject: SubjectId, ending: Ending): void {
    this.#of(subject).runs(1);
    this.#of(subject).ending(ending, 1);
  }

  records(fate: RecordFate, times: number): void {
    count(this.#records, fate, times);
  }

  problem(problem: Problem): void {
    this.#problems.add(problem);
  }

  /** One recording for each subject, in the order they were registered in, in canonical form. */
  recordings(): Recording[] {
    const gaps: Gap[] = this.problems()
      .filter((problem) => severityOf(problem) === 'warning')
      .map(({ kind, what, times }) => ({
        kind,
        ...(what !== undefined && { what: what.slice(0, gapLimit) }),
        times: times ?? 1,
      }));
    return this.#subjects.map(({ subject, tally }) => tally.recording(subject, gaps));
  }

  /** The problems, each kind and value once, with how often and where first; sorted by kind and value. */
  problems(): Problem[] {
    return this.#problems.counted();
  }

  /** What became of the records of all input, where a parser accounted for them. */
  recordCounts(): ReadonlyMap<RecordFate, number> {
    return this.#records;
  }

  #of(subject: SubjectId): RecordingTally {
    const known = this.#subjects[subject];
    if (known === undefined) throw new Error(`no subject ${subject}`);
    return known.tally;
  }
}
