import type { ByteSource } from '../io/byte-source.ts';
import type { Abi } from '../model/abi.ts';
import type { ProblemKind } from '../model/problem-kinds.ts';
import type { Sink, SubjectId } from '../model/sink.ts';
import { type LineConsumer, type LineOptions, readLines } from './lines.ts';
import type { ParseContext } from './parser.ts';
import { RootFate } from './root-fate.ts';
import { readStraceLine, type StraceLine } from './strace-line.ts';
import { abiOfMode } from './strace-modes.ts';
import { pidLimit, StracePrefix } from './strace-prefix.ts';
import { type CallResult, callResult } from './strace-result.ts';
import { tellRun } from './strace-run.ts';
import { type ScanState, scanCalls } from './strace-scan.ts';
import { StraceTables, type TablesListener } from './strace-tables.ts';
import { StraceTally } from './strace-tally.ts';

/** A call whose line another program's output broke in two. */
interface SplitCall {
  readonly pid: number;
  readonly name: number;
  readonly line: number;
}

const byteOrderMark = '\u00EF\u00BB\u00BF';
// The end of an `exit(0 <unfinished ...>` that was taken for interrupted and was not: its thread ended, and its beginning
// has been counted. Seen with strace 6.1 where several threads end at once.
const strayEnd = /^\) += \?$/;
/** How much of a message of strace's own is kept. */
const messageLimit = 200;

/**
 * Reads what strace writes, log and tables alike, because one file may hold both (`-C`): the log is counted, and when
 * tables follow, what they count as well is not counted twice. Tables end a run: what comes behind is another.
 */
export class StraceEngine implements LineConsumer, ScanState, TablesListener {
  readonly tally: StraceTally;
  readonly prefix = new StracePrefix();
  line = 0;
  readonly #sink: Sink;
  readonly #subject: SubjectId;
  readonly #abi: Abi;
  readonly #tables: StraceTables;
  #source = '';
  #fate = new RootFate();
  #split: SplitCall | undefined;
  #sawTables = false;
  #sawLog = false;

  constructor(sink: Sink, context: ParseContext) {
    this.#sink = sink;
    this.#subject = sink.subject(context.subject);
    this.#abi = context.abi;
    this.tally = new StraceTally(context.abi);
    this.#tables = new StraceTables(context.abi, this);
  }

  /** Reads one file of a run; `-ff` writes several, the first process first. */
  async read(source: ByteSource, options: LineOptions): Promise<void> {
    this.#source = source.label;
    this.line = 0;
    await readLines(source, this, options);
    this.#tables.endOfFile();
    this.#dropSplit();
    this.tally.gone(0);
    this.#fate.settle();
  }

  /** Tells what is left after the last file. */
  finish(): void {
    this.newRun();
    if (this.#sawTables) this.#sink.origin(this.#subject, { format: 'strace-summary' });
    else if (this.#sawLog) this.#sink.origin(this.#subject, { format: 'strace-log' });
  }

  /** @see LineConsumer */
  block(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) {
      // The first line of a run says which process it is about, the lines of tables and behind them whether it has
      // ended: all of them are read in full. The rest is counted.
      const isPlain = this.#fate.begun && !this.#tables.isOpen && this.#tables.count === 0;
      at = isPlain ? scanCalls(this, bytes, at, end) : this.#readLine(bytes, at);
    }
  }

  /** @see LineConsumer */
  overlong(bytes: Buffer, start: number, end: number): void {
    this.line++;
    this.problem('line-overlong', this.line);
    // The name is at the front: the call was made, whatever became of it.
    const at = this.prefix.skip(bytes, start);
    const line = readStraceLine(bytes.toString('latin1', start, end), at - start);
    if (line.kind !== 'call') return;
    const name = this.#nameOf(line.name);
    if (line.resumed) this.tally.resumed(this.prefix.pid, name);
    this.tally.unreturned(this.tally.place(this.prefix.pid, name));
  }

  /** @see LineConsumer */
  unended(bytes: Buffer, start: number, end: number): void {
    if (this.#tables.isOpen) {
      this.line++;
      this.#tables.unended(withoutReturn(bytes.toString('latin1', start, end)));
      return;
    }
    const { line } = this;
    this.block(bytes, start, end + 1);
    this.#split = undefined;
    this.problem('line-truncated', line + 1);
  }

  /** @see ScanState */
  other(bytes: Buffer, start: number, stop: number): boolean {
    const isFirst = this.line === 1 && bytes.toString('latin1', start, start + 3) === byteOrderMark;
    const from = isFirst ? start + 3 : start;
    const at = this.prefix.skip(bytes, from);
    this.#take(bytes.toString('latin1', from, stop), at - from, this.prefix.pid);
    return !this.#tables.isOpen;
  }

  #readLine(bytes: Buffer, start: number): number {
    const next = bytes.indexOf(10, start) + 1;
    this.line++;
    const stop = next - 2 >= start && bytes[next - 2] === 13 ? next - 2 : next - 1;
    if (!this.#tables.isOpen || !this.#tables.takeLine(bytes.toString('latin1', start, stop), this.line))
      this.other(bytes, start, stop);
    return next;
  }

  #take(whole: string, start: number, pid: number): void {
    const line = readStraceLine(whole, start);
    if (line.kind === 'unknown') this.#takeUnknown(whole, start);
    else if (line.kind === 'heading') this.#tables.heading(line.mode, this.line);
    else if (line.kind === 'message') this.problem('tracer-message', this.line, line.text.slice(0, messageLimit));
    else if (line.kind !== 'nothing') this.#takeEvent(line, pid);
  }

  #takeEvent(line: StraceLine, pid: number): void {
    if (this.#tables.count > 0) this.newRun();
    this.#sawLog = true;
    this.#fate.begin(pid, line.kind === 'call' && line.name === 'execve');
    switch (line.kind) {
      case 'call': {
        const name = this.#nameOf(line.name);
        if (line.resumed) this.tally.resumed(pid, name);
        this.#count(pid, name, line.result);
        for (const other of line.others) this.#count(other.pid % pidLimit, this.#nameOf(other.name), line.result);
        break;
      }
      case 'exited':
      case 'killed':
        this.#fate.ended(pid, line.kind === 'exited' ? 'exited' : 'signalled');
        this.tally.gone(pid);
        break;
      case 'detached':
        this.#fate.detached();
        break;
      case 'superseded':
        if (line.by < pidLimit) this.tally.superseded(pid, line.by);
        break;
      case 'mode': {
        const abi = abiOfMode(line.mode, this.#abi);
        if (abi === undefined) this.problem('abi-unknown', this.line, line.mode);
        else if (line.pid < pidLimit) this.tally.setAbi(pid === 0 ? 0 : line.pid, abi);
        break;
      }
    }
  }

  /** A header, the second half of a broken line, or nothing that strace prints. */
  #takeUnknown(whole: string, start: number): void {
    if (this.#tables.header(whole, this.line)) return;
    const split = this.#split;
    const result: CallResult = split === undefined ? { kind: 'cut' } : callResult(whole.slice(start));
    if (split === undefined && strayEnd.test(whole)) return;
    if (split === undefined || result.kind === 'cut') {
      this.#fate.beginAnyhow();
      this.problem('line-unparsable', this.line);
      return;
    }
    this.#split = undefined;
    this.tally.resumed(split.pid, split.name);
    this.#count(split.pid, split.name, result);
  }

  #count(pid: number, name: number, result: CallResult): void {
    const { tally } = this;
    const place = tally.place(pid, name);
    switch (result.kind) {
      case 'returned':
        tally.returned[place] = (tally.returned[place] as number) + 1;
        break;
      case 'failed': {
        const errno = result.errno === undefined ? -1 : tally.internErrno(result.errno);
        if (errno >= 0) tally.failed(place, errno);
        else tally.failedOtherwise[place] = (tally.failedOtherwise[place] as number) + 1;
        break;
      }
      case 'unavailable':
        tally.unavailable[place] = (tally.unavailable[place] as number) + 1;
        break;
      case 'unreturned':
        tally.unreturned(place);
        break;
      case 'detached':
        tally.unreturned(place);
        this.#fate.detached(pid);
        break;
      case 'moved':
        tally.movedElsewhere(pid, name);
        break;
      case 'unfinished':
        tally.entered(pid, name);
        break;
      case 'cut':
        this.#dropSplit();
        tally.entered(pid, name);
        this.#split = { pid, name, line: this.line };
        break;
    }
  }

  #nameOf(name: string): number {
    return this.tally.internName(name, this.line);
  }

  /** A line that ended before its result and never went on. */
  #dropSplit(): void {
    if (this.#split !== undefined) this.problem('line-unparsable', this.#split.line);
    this.#split = undefined;
  }

  /** Tells the run so far, if there was one, and begins another. */
  newRun(): void {
    const tables = this.#tables.take();
    const logKnowsAbis = this.tally.knowsAbis;
    const calls = this.tally.take();
    const { ending } = this.#fate;
    const isRun = tables.length > 0 || calls.length > 0 || ending !== 'unknown';
    if (isRun) {
      const target = { sink: this.#sink, subject: this.#subject, source: this.#source };
      tellRun({ tables, calls, logKnowsAbis }, target);
      this.#sink.run(this.#subject, ending);
    }
    if (tables.length > 0) this.#sawTables = true;
    if (calls.length > 0) this.#sawLog = true;
    this.#fate = new RootFate();
  }

  /** Tells a problem of one line. */
  problem(kind: ProblemKind, line: number, what?: string): void {
    this.#sink.problem({ kind, ...(what !== undefined && { what }), source: this.#source, line });
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
