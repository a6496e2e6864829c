/** A row of a summary table: what strace counted of one call. */
export interface TableRow {
  readonly name: string;
  /** Calls that returned; undefined when the table has no such column. */
  readonly calls: number | undefined;
  /** Those of them that returned an error; undefined when the table has no such column. */
  readonly errors: number | undefined;
}

/** What a line of a table turned out to be. */
export type TableLine = 'row' | 'rule' | 'total' | 'other';

interface Column {
  readonly title: string;
  /** Behind its last character in the header: numbers are aligned to the right. */
  readonly end: number;
}

// Column titles of call_summary_pers() in src/count.c, any of them in any order (-U); `wall-…` since 7.x.
const titles =
  /% time|seconds|usecs\/call|calls|errors|syscall|shortest|longest|wall-total|wall-min|wall-max|wall-avg|(\S+)/g;
const blanks: readonly (readonly string[])[] = [[], ['errors'], ['usecs/call'], ['usecs/call', 'errors']];
/** Longer lines are no rows: the widest table has twelve columns. */
const lineLimit = 1024;
const rule = /^-+(?: +-+)*$/;
const rowName = /^(?:[a-z_][a-z0-9_#]{0,63}|total)$/;
const count = /^\d{1,15}$/;
const time = /^-?(?:\d+(?:\.\d+)?|nan|inf)$/;

/** Reads one table of `strace -c` or `-C`, of any columns (`-U`). */
export class StraceTable {
  readonly #columns: readonly Column[];
  readonly #rows: TableRow[] = [];
  #total: TableRow | undefined;

  private constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  /** A table, when a line is the header of one. A log line never is: it has a parenthesis. */
  static fromHeader(line: string): StraceTable | undefined {
    if (!line.includes('syscall') || line.length > lineLimit) return undefined;
    const columns: Column[] = [];
    for (const match of line.matchAll(titles)) {
      const [title, foreign] = match;
      if (foreign !== undefined || columns.some((column) => column.title === title)) return undefined;
      columns.push({ title, end: match.index + title.length });
    }
    return columns.some(({ title }) => title === 'syscall') ? new StraceTable(columns) : undefined;
  }

  /** The rows so far, without the total. */
  get rows(): readonly TableRow[] {
    return this.#rows;
  }

  /** Whether the row with the sums has come, the last of a table. */
  get isComplete(): boolean {
    return this.#total !== undefined;
  }

  /** Takes the next line; `other` when it belongs to no table, or cannot be read as a row of this one. */
  add(line: string): TableLine {
    if (rule.test(line)) return 'rule';
    const row = this.#read(line);
    if (row === undefined) return 'other';
    if (row.name === 'total') {
      this.#total = row;
      return 'total';
    }
    this.#rows.push(row);
    return 'row';
  }

  /** Takes back the last row, or the total when that came last: its line was cut short. */
  dropLast(): void {
    if (this.#total === undefined) this.#rows.pop();
    this.#total = undefined;
  }

  /** Whether the rows add up to the total; true where there is nothing to compare. */
  get addsUp(): boolean {
    return this.#sumIs('calls') && this.#sumIs('errors');
  }

  #sumIs(column: 'calls' | 'errors'): boolean {
    const total = this.#total?.[column];
    return total === undefined || total === this.#rows.reduce((sum, row) => sum + (row[column] ?? 0), 0);
  }

  #read(line: string): TableRow | undefined {
    const fields = this.#fields(line);
    if (fields === undefined) return undefined;
    const name = fields.get('syscall') ?? '';
    if (!rowName.test(name)) return undefined;
    for (const { title } of this.#columns) {
      if (title === 'syscall') continue;
      const field = fields.get(title);
      const isBlank = field === undefined && (title === 'errors' || name === 'total');
      if (!isBlank && !(title === 'calls' || title === 'errors' ? count : time).test(field ?? '')) return undefined;
    }
    const number = (title: string) =>
      this.#columns.some((column) => column.title === title) ? Number(fields.get(title) ?? 0) : undefined;
    return { name, calls: number('calls'), errors: number('errors') };
  }

  /** The fields by column title. No errors are printed as nothing; in old releases so is the total's time a call. */
  #fields(line: string): ReadonlyMap<string, string> | undefined {
    if (line.length > lineLimit) return undefined;
    const found = [...line.matchAll(/\S+/g)];
    const ends = found.map((field) => field.index + field[0].length);
    // Which field is missing shows where the others end; where numbers outgrew their columns, it is the errors.
    const printed =
      blanks
        .map((blank) => this.#columns.filter(({ title }) => !blank.includes(title)))
        .find(
          (columns) =>
            columns.length === found.length &&
            columns.every(({ title, end }, index) => title === 'syscall' || ends[index] === end),
        ) ??
      [this.#columns, this.#columns.filter(({ title }) => title !== 'errors')].find(
        (columns) => columns.length === found.length,
      );
    return printed && new Map(printed.map(({ title }, index) => [title, found[index]?.[0] ?? '']));
  }
}
