import type { Problem } from '../../src/model/problem.ts';
import type { RecordFate } from '../../src/model/record-fate.ts';
import type { Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import type { ParseContext } from '../../src/parsers/parser.ts';
import type { TraceeEvent } from '../../src/parsers/tracee-event.ts';
import { eventOf } from '../../src/parsers/tracee-extract.ts';
import { TraceeRows, type TraceeRowTable } from '../../src/parsers/tracee-rows.ts';
import type { TraceeTally } from '../../src/parsers/tracee-tally.ts';
import { tellTracee } from '../../src/parsers/tracee-tell.ts';

/** An event of the flat layout that tells nothing but its name, and what is given. */
export function traceeEvent(told: Partial<TraceeEvent> & Pick<TraceeEvent, 'name'>): TraceeEvent {
  return {
    layout: 'flat',
    id: undefined,
    syscall: '',
    compat: false,
    started: undefined,
    containerId: '',
    containerName: '',
    image: '',
    imageDigest: '',
    podName: '',
    podNamespace: '',
    process: '',
    errno: undefined,
    syscallArgument: undefined,
    capArgument: undefined,
    ...told,
  };
}

/** One row of a table. */
export interface TraceeRow {
  readonly event: TraceeEvent;
  readonly times: number;
  readonly line: number;
}

/** A table of rows; equal ones are added up. */
export function tableOf(rows: readonly TraceeRow[]): TraceeRowTable {
  const table = new TraceeRows();
  for (const { event, times, line } of rows) table.add(event, times, line);
  return table.rows();
}

/** The rows of a table, by their first lines. */
export function rowsOf(table: TraceeRowTable): TraceeRow[] {
  const rows = [...table.line].map((line, row) => ({
    event: eventAt(table, row),
    times: table.times[row] ?? Number.NaN,
    line,
  }));
  return rows.sort((a, b) => a.line - b.line);
}

function eventAt({ whos, whats, who, what, pair, errno }: TraceeRowTable, row: number): TraceeEvent {
  const at = pair[row] ?? -1;
  const source = whos[who[at] ?? -1];
  const kind = whats[what[at] ?? -1];
  const told = errno[row];
  if (source === undefined || kind === undefined || told === undefined) throw new Error(`row ${row} is of nothing`);
  return { ...source, ...kind, errno: told < 0 ? undefined : told };
}

/** A table of events, one a line. */
export function tableOfEvents(events: readonly TraceeEvent[]): TraceeRowTable {
  return tableOf(events.map((event, index) => ({ event, times: 1, line: index + 1 })));
}

/** A tally of events, one a line. */
export function tallyOf(events: readonly TraceeEvent[], more: Partial<TraceeTally> = {}): TraceeTally {
  return {
    ranges: [{ range: 0, lines: more.lines ?? events.length }],
    rows: tableOfEvents(events),
    size: 0,
    lines: events.length,
    ignored: [],
    unusable: 0,
    problems: [],
    open: [],
    continued: [],
    ...more,
  };
}

/** A tally of a text of one JSON object a line; what is no event is unusable. */
export function tallyOfText(text: string, withProcess = false): TraceeTally {
  const rows: TraceeRow[] = [];
  let unusable = 0;
  const lines = text.split('\n').filter((line) => line !== '');
  for (const [index, line] of lines.entries()) {
    const event = eventOfLine(line, withProcess);
    if (event === undefined) unusable++;
    else rows.push({ event, times: 1, line: index + 1 });
  }
  return tallyOf([], { rows: tableOf(rows), lines: lines.length, unusable });
}

/** What was told of some tallies. */
export interface Told {
  readonly recordings: readonly Recording[];
  readonly problems: readonly Problem[];
  readonly fates: ReadonlyMap<RecordFate, number>;
}

/** Tells the tallies of one input, on a machine that somebody named unless the context says otherwise. */
export function told(tallies: readonly TraceeTally[], context: Partial<ParseContext> = {}): Told {
  return toldApart([tallies], context);
}

/** Tells several inputs together, given the tallies of each; of events of no container they are about one subject. */
export function toldApart(inputs: readonly (readonly TraceeTally[])[], context: Partial<ParseContext> = {}): Told {
  const builder = new RecordingBuilder(100_000);
  const { subject = { kind: 'command', name: 'stream' }, ...more } = context;
  const labelled = inputs.map((tallies, index) => ({
    label: index === 0 ? 'stream.json' : `stream-${index}.json`,
    subject,
    tallies,
  }));
  tellTracee(labelled, builder, { abi: 'x86_64', ...more });
  return { recordings: builder.recordings(), problems: builder.problems(), fates: builder.recordCounts() };
}

/** Who was told of, as `kind name`. */
export function subjectsOf({ recordings }: Told): string[] {
  return recordings.map(({ subject }) => `${subject.kind} ${subject.name}`);
}

/** Everything that was proved, as words, without how often. */
export function provedBy({ recordings }: Told): string[] {
  return recordings.flatMap(({ subject, abis, capabilities }) => [
    ...abis.flatMap(({ abi, syscalls }) =>
      syscalls.flatMap(({ name, calls, failed = 0, unreturned = 0, entered, errnos = [], inside = [] }) => {
        const call = `${subject.name} ${abi} ${name}`;
        return [
          ...(calls > failed + unreturned ? [`${call} returned`] : []),
          ...(unreturned > 0 ? [`${call} unreturned`] : []),
          ...(entered !== undefined ? [`${call} entered`] : []),
          ...(failed > 0 && errnos.length === 0 ? [`${call} failed`] : []),
          ...errnos.map(({ errno }) => `${call} ${errno}`),
          ...inside.map(({ event }) => `${call} inside ${event}`),
        ];
      }),
    ),
    ...capabilities.map(({ name }) => `${subject.name} ${name}`),
  ]);
}

function eventOfLine(line: string, withProcess: boolean): TraceeEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? eventOf(value, withProcess) : undefined;
  } catch {
    return undefined;
  }
}
