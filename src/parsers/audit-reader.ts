import type { Problem } from '../model/problem.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { Sink } from '../model/sink.ts';
import { AuditDuplicates } from './audit-duplicates.ts';
import { type AuditLine, type AuditStamp, readAuditLine } from './audit-line.ts';
import type { AuditLoss } from './audit-loss.ts';
import type { AuditRecord } from './audit-record.ts';
import { AuditSerials } from './audit-serials.ts';
import { AuditTally } from './audit-tally.ts';
import type { LineConsumer } from './lines.ts';
import type { ParseContext, Selection } from './parser.ts';

const byteOrderMark = '\u00EF\u00BB\u00BF';
const progressEvery = 1024 * 1024;
/** How much of a line that is not understood is shown. */
const sampleLength = 200;

/** Reads one log and adds up what it tells; every line has a fate. */
export class AuditReader implements LineConsumer {
  readonly #sink: Sink;
  readonly #context: ParseContext;
  readonly #source: string;
  readonly #tally: AuditTally;
  readonly #fates = new Map<RecordFate, number>();
  readonly #duplicates = new AuditDuplicates();
  readonly #serials = new AuditSerials();
  #line = 0;
  #bytes = 0;
  #told = 0;
  #firstHole = 0;
  #totalLost = 0;
  #latestSerial = -1;
  /** There are lines that no search for the records of filters would have left in. */
  #isWhole = false;
  /** Some records have no number (journald's text form), or all are what a search found (ausearch). */
  #isUnnumbered = false;
  #sawSelected = false;

  constructor(sink: Sink, source: string, context: ParseContext) {
    this.#sink = sink;
    this.#context = context;
    this.#source = source;
    this.#tally = new AuditTally(context);
  }

  /** @see LineConsumer */
  block(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) {
      const next = bytes.indexOf(10, at) + 1;
      const stop = next - 2 >= at && bytes[next - 2] === 13 ? next - 2 : next - 1;
      this.#take(bytes.toString('latin1', at, stop));
      at = next;
    }
    this.#bytes += end - start;
    if (this.#bytes - this.#told >= progressEvery) this.#tellProgress();
  }

  /** @see LineConsumer */
  overlong(bytes: Buffer, start: number, end: number): void {
    this.#line++;
    this.#fate(this.#judge({ kind: 'unparsable' }, bytes.toString('latin1', start, end)));
  }

  /** @see LineConsumer */
  unended(bytes: Buffer, start: number, end: number): void {
    this.block(bytes, start, end + 1);
    this.#problem({ kind: 'line-truncated' });
  }

  /** Tells what was found; to be called once, at the end. */
  finish(): void {
    if ((this.#context.select ?? []).length > 0 && !this.#sawSelected) {
      this.#sink.problem({ kind: 'nothing-selected', source: this.#source });
    }
    this.#tally.tell(this.#sink, this.#source);
    const { missing } = this.#serials;
    if (missing > 0 && this.#isWhole && !this.#isUnnumbered) {
      const at = { source: this.#source, line: this.#firstHole };
      this.#sink.problem({ kind: 'audit-serials-missing', ...at, times: missing });
    }
    for (const [fate, times] of this.#fates) this.#sink.records(fate, times);
  }

  #take(text: string): void {
    this.#line++;
    const isMarked = this.#line === 1 && text.startsWith(byteOrderMark);
    const line = isMarked ? text.slice(byteOrderMark.length) : text;
    this.#fate(this.#judge(readAuditLine(line), line));
  }

  #judge(line: AuditLine, text: string): RecordFate {
    switch (line.kind) {
      case 'record':
        this.#note(line.stamp);
        return this.#record(line.record, line.stamp);
      case 'other-record':
        // Beside the record of a filter there may be others of the same event.
        if (line.stamp === undefined || line.stamp.serial !== this.#latestSerial) this.#isWhole = true;
        if (!line.isDaemons) this.#note(line.stamp);
        return line.kind;
      case 'loss':
        this.#isWhole = true;
        this.#loss(line.loss);
        return 'problem';
      case 'separator':
        this.#isUnnumbered = true;
        return line.kind;
      case 'other-message':
        this.#isWhole = true;
        return line.kind;
      case 'blank-line':
        return line.kind;
      case 'unparsable':
        this.#problem({ kind: 'line-unparsable', sample: text.slice(0, sampleLength) });
        return 'problem';
    }
  }

  #record(record: AuditRecord, stamp: AuditStamp | undefined): RecordFate {
    if (stamp !== undefined) this.#latestSerial = stamp.serial;
    if (this.#duplicates.isDuplicate(record, stamp)) return 'duplicate';
    if (!isSelected(record, this.#context.select ?? [])) return 'not-selected';
    this.#sawSelected = true;
    if (isBeforeStart(record)) return 'before-start';
    const { call } = record;
    if (call.kind !== 'call') {
      this.#problem(call);
      return 'problem';
    }
    if (this.#tally.add(record, call)) return 'evidence';
    this.#problem({ kind: 'records-too-varied' });
    return 'problem';
  }

  #note(stamp: AuditStamp | undefined): void {
    if (stamp === undefined) this.#isUnnumbered = true;
    else if (this.#serials.see(stamp) && this.#firstHole === 0) this.#firstHole = this.#line;
  }

  #loss(loss: AuditLoss): void {
    if (loss.kind === 'times') this.#problem({ kind: 'audit-lost', times: loss.times });
    else {
      // The first one says that something was lost, and not since when.
      const times = this.#totalLost > 0 ? Math.max(1, loss.total - this.#totalLost) : 1;
      this.#totalLost = loss.total;
      this.#problem({ kind: 'audit-lost', times });
    }
  }

  #fate(fate: RecordFate): void {
    this.#fates.set(fate, (this.#fates.get(fate) ?? 0) + 1);
  }

  #problem(problem: Problem): void {
    this.#sink.problem({ ...problem, source: this.#source, line: this.#line });
  }

  #tellProgress(): void {
    this.#told = this.#bytes;
    this.#context.progress?.({ bytes: this.#bytes, records: this.#line, ...this.#tally.found() });
  }
}

function isSelected({ comm, exe }: AuditRecord, selections: readonly Selection[]): boolean {
  return selections.every(({ key, value }) => (key === 'exe' ? exe : comm) === value);
}

/** The name of runc's process before it runs the container's program (libcontainer/nsenter/nsexec.c), and of crun's. */
const runtimeComm = /^(?:runc:\[[0-2]:[A-Z]+\]|crun)$/;

/**
 * Whether the container runtime itself made the call, after it loaded the filter, and was let through. What of that a
 * profile has to allow is measured and much less than what it tries; where it was refused, it may be what is missing.
 * Its program lies outside the container's tree, which the kernel shows as `/` (seen with runc 1.1.5 and crun 1.8.1).
 */
function isBeforeStart({ comm, exe, action }: AuditRecord): boolean {
  return action.fate === 'passed' && exe === '/' && runtimeComm.test(comm);
}
