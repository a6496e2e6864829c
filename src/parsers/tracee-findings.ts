import type { Unseen } from '../model/recording.ts';
import type { Sink, SubjectId } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';
import type { Evidence } from './tracee-judge.ts';

/** What events prove of one subject, with how often. */
export class TraceeFindings {
  readonly subject: Subject;
  /** Calls are told on entry too: those that never return show. */
  hasEntries = false;
  /** Some of it is of a container. */
  isContained = false;
  /** The inputs that tell something of it: each is a run. */
  readonly inputs = new Set<number>();
  /** In the order in which it was added, and how often each; the sink adds up what comes more than once. */
  readonly #found: Evidence[] = [];
  readonly #times: number[] = [];

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Counts what an event proves. */
  add(evidence: Evidence, times: number): void {
    this.#found.push(evidence);
    this.#times.push(times);
  }

  /** Tells all of it, in no order. */
  tell(sink: Sink): void {
    const id = sink.subject(this.subject);
    for (const [index, evidence] of this.#found.entries()) tellOne(sink, id, evidence, this.#times[index] ?? 0);
    const unseen = this.#unseen();
    sink.origin(id, { format: 'tracee', ...(unseen.length > 0 && { unseen }) });
    for (const _ of this.inputs) sink.run(id, 'unknown');
  }

  #unseen(): Unseen[] {
    return [
      // Tracee counts a container as started when its program runs: the call that began it is the runtime's.
      ...(this.isContained ? (['entry-execve'] as const) : []),
      ...(this.hasEntries ? [] : (['in-flight', 'rt_sigreturn'] as const)),
    ];
  }
}

function tellOne(sink: Sink, id: SubjectId, evidence: Evidence, times: number): void {
  switch (evidence.kind) {
    case 'call':
      sink.call(id, evidence.abi, evidence.syscall, evidence.outcome, times, evidence.errno);
      break;
    case 'inside':
      sink.inside(id, evidence.abi, evidence.syscall, evidence.event, times);
      break;
    case 'capability':
      sink.capability(id, evidence.capability, times);
  }
}
