import type { AuditCall } from '../kernel/audit-calls.ts';
import type { SeccompFate } from '../kernel/seccomp-actions.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Sink } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';
import type { AuditRecord } from './audit-record.ts';
import type { ParseContext } from './parser.ts';

/** More subjects than a machine has programs: what has more is hostile. */
const subjectLimit = 10_000;
/** How many programs, and how many calls, are named in a message. */
const namesShown = 3;

type Call = Extract<AuditCall, { kind: 'call' }>;

interface CallTally {
  readonly call: Call;
  readonly times: Record<SeccompFate, number>;
}

interface SubjectTally {
  readonly subject: Subject;
  readonly calls: Map<string, CallTally>;
}

/** What the records of one log prove, added up by subject and call. */
export class AuditTally {
  readonly #context: ParseContext;
  readonly #subjects = new Map<string, SubjectTally>();
  readonly #programs = new Set<string>();

  constructor(context: ParseContext) {
    this.#context = context;
  }

  /** Counts a call of a record. Gives false when there is no more room for its subject. */
  add({ comm, exe, action }: AuditRecord, call: Call): boolean {
    const subject = this.#subjectOf(comm, exe);
    const key = `${subject.kind}\0${subject.name}`;
    const known = this.#subjects.get(key);
    if (known === undefined && this.#subjects.size === subjectLimit) return false;
    const tally = known ?? { subject, calls: new Map<string, CallTally>() };
    if (known === undefined) this.#subjects.set(key, tally);
    if (this.#programs.size < subjectLimit) this.#programs.add(exe);
    const name = `${call.abi} ${call.syscall}`;
    const counted = tally.calls.get(name) ?? { call, times: { passed: 0, refused: 0, supervised: 0 } };
    if (counted.times.passed + counted.times.refused + counted.times.supervised === 0) tally.calls.set(name, counted);
    counted.times[action.fate] += 1;
    return true;
  }

  /** The names of what was found so far, for progress. */
  found(): { readonly syscalls: ReadonlySet<string>; readonly subjects: ReadonlySet<string> } {
    const syscalls = new Set<string>();
    for (const { calls } of this.#subjects.values()) for (const { call } of calls.values()) syscalls.add(call.syscall);
    return { syscalls, subjects: new Set(this.#subjects.keys()) };
  }

  /** Tells all of it, in an order that does not depend on that of the records, with the notes that concern all of it. */
  tell(sink: Sink, source: string): void {
    const refused = new Set<string>();
    const supervised = new Set<string>();
    for (const [, { subject, calls }] of sorted(this.#subjects)) {
      const id = sink.subject(subject);
      for (const [, { call, times }] of sorted(calls)) {
        const { abi, syscall } = call;
        const notMade = times.refused + times.supervised;
        if (times.passed > 0) sink.call(id, abi, syscall, 'entered', times.passed);
        if (notMade > 0) sink.refused(id, abi, syscall, 'audit', notMade);
        if (times.refused > 0) refused.add(syscall);
        if (times.supervised > 0) supervised.add(syscall);
      }
      sink.origin(id, { format: 'audit' });
      sink.run(id, 'unknown');
    }
    if (this.#subjects.size === 0) return;
    sink.problem({ kind: 'beyond-profile-only', source });
    if (refused.size > 0) sink.problem({ kind: 'calls-refused', what: some(refused), source });
    if (supervised.size > 0) sink.problem({ kind: 'calls-supervised', what: some(supervised), source });
    if (this.#context.by === undefined && this.#programs.size > 1) {
      sink.problem({ kind: 'programs-mixed', what: some(this.#programs), source });
    }
  }

  #subjectOf(comm: string, exe: string): Subject {
    const { by, subject } = this.#context;
    const name = by === 'process' ? comm : by === 'exe' ? exe : '';
    return name === '' ? subject : { kind: 'process', name };
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => byCodeUnit(a, b));
}

function some(names: ReadonlySet<string>): string {
  const all = [...names].sort(byCodeUnit);
  const rest = all.length - namesShown;
  return `${all.slice(0, namesShown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
