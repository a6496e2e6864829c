import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Unseen } from '../model/recording.ts';
import type { Sink, SubjectId } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';
import type { Evidence } from './tracee-judge.ts';

interface Finding {
  readonly evidence: Evidence;
  times: number;
}

/** What events prove of one subject, each thing once with how often. */
export class TraceeFindings {
  readonly subject: Subject;
  /** Calls are told on entry too: those that never return show. */
  hasEntries = false;
  /** Some of it is of a container. */
  isContained = false;
  readonly #found = new Map<string, Finding>();

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Counts what an event proves. */
  add(evidence: Evidence, times: number): void {
    const key = keyOf(evidence);
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { evidence, times });
    else known.times = Math.min(known.times + times, Number.MAX_SAFE_INTEGER);
  }

  /** Tells all of it, in an order that does not depend on that of the events. */
  tell(sink: Sink): void {
    const id = sink.subject(this.subject);
    const found = [...this.#found].sort(([a], [b]) => byCodeUnit(a, b));
    for (const [, { evidence, times }] of found) tellOne(sink, id, evidence, times);
    const unseen = this.#unseen();
    sink.origin(id, { format: 'tracee', ...(unseen.length > 0 && { unseen }) });
    sink.run(id, 'unknown');
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

function keyOf(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'call':
      return `call ${evidence.abi} ${evidence.syscall} ${evidence.outcome} ${evidence.errno ?? ''}`;
    case 'inside':
      return `inside ${evidence.abi} ${evidence.syscall} ${evidence.event}`;
    case 'capability':
      return `capability ${evidence.capability}`;
  }
}
