import type { Abi } from '../model/abi.ts';
import type { ProblemKind } from '../model/problem-kinds.ts';
import { readStraceLine } from './strace-line.ts';
import { abiOfMode } from './strace-modes.ts';
import type { RunTable } from './strace-run.ts';
import { StraceTable } from './strace-table.ts';

/** What the tables tell their reader. */
export interface TablesListener {
  /** A table begins that cannot be of the run of those before it. */
  newRun(): void;
  problem(kind: ProblemKind, line: number, what?: string): void;
}

interface OpenTable {
  readonly table: StraceTable;
  /** The line of the header. */
  readonly line: number;
  /** Whether the rule below the header has come. */
  ruled: boolean;
}

/** The tables that end a run of `strace -c` or `-C`: one for each ABI, all but the first with a heading. */
export class StraceTables {
  readonly #assumed: Abi;
  readonly #listener: TablesListener;
  #mode: string | undefined;
  #headingLine = 0;
  #open: OpenTable | undefined;
  #closed: RunTable[] = [];

  constructor(assumed: Abi, listener: TablesListener) {
    this.#assumed = assumed;
    this.#listener = listener;
  }

  /** Whether the next line belongs to a table. */
  get isOpen(): boolean {
    return this.#open !== undefined || this.#mode !== undefined;
  }

  /** The tables read since the last time. */
  take(): RunTable[] {
    const tables = this.#closed;
    this.#closed = [];
    return tables;
  }

  /** How many tables `take` would give. */
  get count(): number {
    return this.#closed.length;
  }

  /** `System call usage summary for 32 bit mode:` */
  heading(mode: string, line: number): void {
    this.#mode = mode;
    this.#headingLine = line;
  }

  /** Begins a table if the line is a header. */
  header(text: string, line: number): boolean {
    const table = StraceTable.fromHeader(text);
    if (table !== undefined) this.#open = { table, line, ruled: false };
    return table !== undefined;
  }

  /** Takes a line while `isOpen`; false when it is not of the table, which has ended then. */
  takeLine(text: string, line: number): boolean {
    return this.#open === undefined ? this.#headerOrNot(text, line) : this.#row(this.#open, text, line);
  }

  #headerOrNot(text: string, line: number): boolean {
    if (this.header(text, line)) return true;
    this.#listener.problem('table-truncated', this.#headingLine);
    this.#mode = undefined;
    return false;
  }

  #row(open: OpenTable, text: string, line: number): boolean {
    const found = open.table.add(text);
    if (!open.ruled) {
      if (found === 'rule') {
        open.ruled = true;
        return true;
      }
      // Not a table after all, but a line of the same words.
      this.#listener.problem('line-unparsable', open.line);
      this.#open = undefined;
      this.#mode = undefined;
      return false;
    }
    if (found === 'total') this.#close(open);
    else if (found === 'other') {
      const { kind } = readStraceLine(text, 0);
      if (kind === 'unknown' && StraceTable.fromHeader(text) === undefined)
        this.#listener.problem('line-unparsable', line);
      else if (kind !== 'nothing') {
        this.#close(open);
        return false;
      }
    }
    return true;
  }

  /**
   * Takes a last line that no newline ends: a row may have lost the end of its name and is left out; a total that adds
   * up has lost nothing.
   */
  unended(text: string): void {
    const table = this.#open?.table;
    const found = table?.add(text);
    if (found === 'row' || (found === 'total' && table?.addsUp === false)) table?.dropLast();
    this.endOfFile();
  }

  /** Nothing more comes. */
  endOfFile(): void {
    if (this.#open !== undefined) this.#close(this.#open);
    else if (this.#mode !== undefined) this.#listener.problem('table-truncated', this.#headingLine);
    this.#mode = undefined;
  }

  #close({ table, line }: OpenTable): void {
    const mode = this.#mode;
    this.#open = undefined;
    this.#mode = undefined;
    if (!table.isComplete) this.#listener.problem('table-truncated', line);
    else if (!table.addsUp) this.#listener.problem('total-mismatch', line);
    const abi = mode === undefined ? this.#assumed : abiOfMode(mode, this.#assumed);
    // strace prints the table without a heading first, and one table for each ABI.
    const isNew = mode === undefined ? this.#closed.length > 0 : this.#closed.some((other) => other.mode === mode);
    if (isNew) this.#listener.newRun();
    this.#closed.push({ abi, mode: mode ?? '', line, rows: table.rows });
  }
}
