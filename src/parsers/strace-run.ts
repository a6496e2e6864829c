import { canonicalSyscall } from '../kernel/strace-names.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { Outcome, Sink, SubjectId } from '../model/sink.ts';
import { compatAbi } from './strace-modes.ts';
import type { TableRow } from './strace-table.ts';
import type { TalliedCall } from './strace-tally.ts';

/** One table of a summary. `abi` is undefined where seccinch has no table for what strace calls `mode`. */
export interface RunTable {
  readonly abi: Abi | undefined;
  readonly mode: string;
  readonly line: number;
  readonly rows: readonly TableRow[];
}

/** What one run of strace left: the tables and, from the log above them, the calls. */
export interface StraceRun {
  readonly tables: readonly RunTable[];
  readonly calls: readonly TalliedCall[];
  /** Whether the log says which process runs under which ABI. */
  readonly logKnowsAbis: boolean;
}

/** Where findings go. */
export interface RunTarget {
  readonly sink: Sink;
  readonly subject: SubjectId;
  readonly source: string;
}

// A number that no table has: `syscall_0x1c3`, `SYS_451`.
const numbered = /^(?:syscall|SYS)_(0x[\da-f]+|\d+)$/;

/**
 * Tells the findings of one run to the sink.
 *
 * The tables count every call that returned, so where there are tables the log adds only what they cannot show: calls
 * that never returned, which errnos the errors were, and calls that strace has no name for. The log does not say under
 * which ABI a call was made (measured with strace 6.1 and `-f -o`), so one that never returned counts for every ABI of
 * the tables that has it, and errnos are told only where one table alone has the call.
 */
export function tellRun(run: StraceRun, target: RunTarget): void {
  const telling = new Telling(run, target);
  for (const table of run.tables) telling.table(table);
  for (const call of run.calls) telling.logged(call);
}

class Telling {
  readonly #run: StraceRun;
  readonly #target: RunTarget;

  constructor(run: StraceRun, target: RunTarget) {
    this.#run = run;
    this.#target = target;
  }

  table(table: RunTable): void {
    const { abi, mode, line, rows } = table;
    if (abi === undefined) {
      const times = rows.reduce((sum, row) => sum + timesOf(row), 0);
      if (times > 0)
        this.#target.sink.problem({ kind: 'abi-unknown', what: mode, source: this.#target.source, line, times });
      return;
    }
    for (const row of rows) {
      const shown = this.#run.calls.filter((call) => call.name === row.name && this.#belongs(call, table));
      const times = timesOf(row);
      const unavailable = Math.min(
        times,
        shown.reduce((sum, call) => sum + call.unavailable, 0),
      );
      let errors = Math.min(row.errors ?? 0, times - unavailable);
      this.#tell(abi, row.name, line, times - errors - unavailable, 'returned');
      this.#tell(abi, row.name, line, unavailable, 'unreturned');
      for (const [errno, count] of shown.flatMap((call) => [...call.failed])) {
        const known = Math.min(errors, count);
        this.#tell(abi, row.name, line, known, 'failed', errno);
        errors -= known;
      }
      this.#tell(abi, row.name, line, errors, 'failed');
    }
  }

  logged(call: TalliedCall): void {
    const { abi, name, line } = call;
    if (!this.#run.tables.some((table) => hasRow(table, name))) {
      this.#tell(abi, name, line, call.returned, 'returned');
      this.#tell(abi, name, line, call.failedOtherwise, 'failed');
      for (const [errno, times] of call.failed) this.#tell(abi, name, line, times, 'failed', errno);
      this.#tell(abi, name, line, call.unavailable + call.moved, 'unreturned');
    }
    for (const each of this.#abisOf(call)) this.#tell(each, name, line, call.unreturned, 'unreturned');
  }

  /** Whether a call of the log surely is one that this table counted. */
  #belongs(call: TalliedCall, table: RunTable): boolean {
    if (this.#run.logKnowsAbis) return call.abi === table.abi;
    return this.#run.tables.every((other) => other === table || !hasRow(other, call.name));
  }

  #abisOf({ abi, name }: TalliedCall): readonly Abi[] {
    if (this.#run.logKnowsAbis) return [abi];
    const shown = this.#run.tables.flatMap((table) =>
      table.abi !== undefined && syscallNumber(table.abi, name) !== undefined ? [table.abi] : [],
    );
    return shown.length === 0 ? [abi] : shown;
  }

  /**
   * Tells one count, under libseccomp's name. A call that the ABI does not have but its 32-bit sibling does was made by
   * a 32-bit program: it counts there, and a problem says that others may have been as well.
   */
  #tell(abi: Abi, name: string, line: number, times: number, outcome: Outcome, errno?: string): void {
    if (times === 0) return;
    const { sink, subject, source } = this.#target;
    const own = canonicalSyscall(abi, name);
    const sibling = own === undefined ? compatAbi.get(abi) : undefined;
    const other = sibling === undefined ? undefined : canonicalSyscall(sibling, name);
    if (own !== undefined) sink.call(subject, abi, own, outcome, times, errno);
    else if (sibling !== undefined && other !== undefined) {
      sink.call(subject, sibling, other, outcome, times, errno);
      sink.problem({ kind: 'abi-doubtful', what: name, source, line, times });
    } else {
      const what = numbered.exec(name)?.[1] ?? name;
      const kind = what === name ? 'syscall-unknown' : 'syscall-number-unknown';
      sink.problem({ kind, ...(what !== '' && { what }), source, line, times });
    }
  }
}

/** A table without counts (`-U name`) says that there was one call at least. */
function timesOf({ calls, errors }: TableRow): number {
  return Math.max(calls ?? 1, errors ?? 0);
}

function hasRow(table: RunTable, name: string): boolean {
  return table.rows.some((row) => row.name === name);
}
