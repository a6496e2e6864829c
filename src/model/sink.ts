import type { Abi } from './abi.ts';
import type { Ending } from './ending.ts';
import type { Problem } from './problem.ts';
import type { RecordFate } from './record-fate.ts';
import type { Origin, RefusalSource } from './recording.ts';
import type { Subject } from './subject.ts';

/** A handle for a subject, valid for the sink that gave it. */
export type SubjectId = number;

/**
 * What became of a call: it returned a value, returned an error, or was never seen returning. `entered`: the source
 * tells that the call began and, if at all, tells elsewhere what became of it; such calls are counted apart.
 */
export type Outcome = 'returned' | 'failed' | 'unreturned' | 'entered';

/**
 * What a parser tells its findings to. Plain arguments and interned ids: a parser may call it once per event or, better,
 * once per aggregate with `times`.
 */
export interface Sink {
  /** Registers a subject, the same id for an equal one. */
  subject(subject: Subject): SubjectId;
  /**
   * `times` calls of `syscall` (libseccomp's name, known to the tables; a parser reports others as problems) with one
   * outcome. `errno` is the name of the error where it is known, only with `failed`.
   */
  call(subject: SubjectId, abi: Abi, syscall: string, outcome: Outcome, times?: number, errno?: string): void;
  /** `times` calls that nothing told of directly: another event (its name) happened while the task was inside the call. */
  inside(subject: SubjectId, abi: Abi, syscall: string, event: string, times?: number): void;
  /** `times` attempts at a call that a seccomp filter in force refused, as `by` tells. */
  refused(subject: SubjectId, abi: Abi, syscall: string, by: RefusalSource, times?: number): void;
  /** `times` uses of a capability (`CAP_…`). */
  capability(subject: SubjectId, capability: string, times?: number): void;
  /** Where the evidence comes from; recorded once. */
  origin(subject: SubjectId, origin: Origin): void;
  /** One more run observed, and how it ended. */
  run(subject: SubjectId, ending: Ending): void;
  /** What became of `times` records (lines, for most formats), where a parser accounts for every one of them. */
  records(fate: RecordFate, times: number): void;
  /** Something skipped or doubtful. Problems of the same kind and value are counted, the first place is kept. */
  problem(problem: Problem): void;
}
