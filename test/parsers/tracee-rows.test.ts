import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceeEvent } from '../../src/parsers/tracee-event.ts';
import { joinRows } from '../../src/parsers/tracee-joined-rows.ts';
import { eventKey, TraceeRows } from '../../src/parsers/tracee-rows.ts';
import { rowsOf, type TraceeRow, tableOf, tableOfEvents, traceeEvent } from './tracee-stream.ts';

const anyText = fc.constantFrom('', 'a', 'b', '"', '","', '\0', '\\');
const anyNumber = fc.constantFrom(undefined, 0, 1);
const anyEvent: fc.Arbitrary<TraceeEvent> = fc.record({
  layout: fc.constantFrom('flat', 'v1beta1'),
  name: anyText,
  id: anyNumber,
  syscall: anyText,
  compat: fc.boolean(),
  errno: anyNumber,
  syscallArgument: fc.oneof(anyText, anyNumber),
  capArgument: fc.oneof(anyText, anyNumber),
  containerId: anyText,
  containerName: anyText,
  image: anyText,
  imageDigest: anyText,
  podName: anyText,
  podNamespace: anyText,
  process: anyText,
  started: fc.constantFrom(undefined, true, false),
});
const anyRows = fc.array(fc.record({ event: anyEvent, times: fc.nat(), line: fc.nat() }));

/** Each different event with how often it came and where first, by another way: equality of all it says. */
function summed(rows: readonly TraceeRow[]): TraceeRow[] {
  const found: { event: TraceeEvent; times: number; line: number }[] = [];
  for (const row of rows.toSorted((a, b) => a.line - b.line)) {
    const known = found.find(({ event }) => sayTheSame(event, row.event));
    if (known === undefined) found.push({ ...row });
    else known.times += row.times;
  }
  return found.sort((a, b) => (eventKey(a.event) < eventKey(b.event) ? -1 : 1));
}

function sayTheSame(a: TraceeEvent, b: TraceeEvent): boolean {
  const entries = Object.entries(a);
  return entries.every(([key, value]) => value === b[key as keyof TraceeEvent]);
}

describe('the rows of events', () => {
  it('are one for each different event, with how often it came and where first', () => {
    const read = traceeEvent({ name: 'read', containerId: 'a' });
    const elsewhere = { ...read, containerId: 'b' };
    const rows = rowsOf(
      tableOf([
        { event: read, times: 2, line: 5 },
        { event: elsewhere, times: 1, line: 4 },
        { event: { ...read }, times: 3, line: 3 },
        { event: { ...read, errno: 2 }, times: 1, line: 6 },
      ]),
    );
    expect(rows).toEqual([
      { event: read, times: 5, line: 3 },
      { event: elsewhere, times: 1, line: 4 },
      { event: { ...read, errno: 2 }, times: 1, line: 6 },
    ]);
  });

  it('hold each source and each kind once', () => {
    const events = ['a', 'b', 'c'].flatMap((containerId) =>
      ['read', 'write'].map((name) => traceeEvent({ name, containerId })),
    );
    const { whos, whats, line } = tableOfEvents([...events, ...events]);
    expect(whos.map(({ containerId }) => containerId)).toEqual(['a', 'b', 'c']);
    expect(whats.map(({ name }) => name)).toEqual(['read', 'write']);
    expect([...line]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are counted on when they come again, however many are of one container and of one name', () => {
    const events = Array.from({ length: 30 }, (_, index) =>
      traceeEvent({ name: 'read', containerId: 'a', process: `${index % 5}`, id: index }),
    ).map((event, index) => ({ ...event, image: `${index}` }));
    const table = tableOfEvents([...events, ...events.toReversed()]);
    expect(rowsOf(table).map(({ event, line }) => [event, line])).toEqual(
      events.map((event, index) => [event, index + 1]),
    );
    expect([...table.times]).toEqual(events.map(() => 2));
    expect([table.whos.length, table.whats.length]).toEqual([30, 30]);
  });

  it('are one for each errno of an event, however many there are', () => {
    const errnos = [undefined, ...Array.from({ length: 3000 }, (_, errno) => errno)];
    const events = errnos.map((errno) => traceeEvent({ name: 'read', errno }));
    const table = tableOfEvents([...events, ...events]);
    expect([table.whos.length, table.whats.length]).toEqual([1, 1]);
    expect(rowsOf(table).map(({ event, times, line }) => [event.errno, times, line])).toEqual(
      errnos.map((errno, index) => [errno, 2, index + 1]),
    );
  });

  it('are told apart by all that an event says, and by nothing else', () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, fc.subarray(Object.keys(traceeEvent({ name: '' }))), (a, other, keys) => {
        // What differs, if anything, is one of a few things.
        const taken = Object.entries(other).filter(([key]) => keys.includes(key));
        const b: TraceeEvent = { ...a, ...Object.fromEntries(taken) };
        const isSame = sayTheSame(a, b);
        expect(rowsOf(tableOfEvents([a, b]))).toHaveLength(isSame ? 1 : 2);
        expect(eventKey(a) === eventKey(b)).toBe(isSame);
        expect(eventKey(a)).toBe(eventKey(structuredClone(a)));
      }),
    );
  });

  it('are refused beyond what there is room for, the known ones counted on', () => {
    const rows = new TraceeRows();
    // Each is a source of its own, of which the budget holds a few.
    const big = (index: number) => traceeEvent({ name: 'read', containerName: `${index}${'x'.repeat(8_000_000)}` });
    const taken = Array.from({ length: 12 }, (_, index) => rows.add(big(index), 1, index + 1));
    expect(taken.filter((one) => one)).toHaveLength(8);
    expect(taken.indexOf(false)).toBe(8);
    expect(rows.add(big(3), 4, 20)).toBe(true);
    expect(rows.add(traceeEvent({ name: 'write' }), 1, 21)).toBe(true);
    const table = rows.rows();
    expect(table.whos).toHaveLength(9);
    expect([...table.times]).toEqual([1, 1, 1, 5, 1, 1, 1, 1, 1]);
    // What is kept beside it takes of the room.
    const beside = new TraceeRows(rows.size);
    expect([beside.add(big(0), 1, 1), beside.add(traceeEvent({ name: 'read' }), 1, 2)]).toEqual([false, true]);
  });
});

describe('the rows of parts', () => {
  it('are those of the whole, with lines counted from its beginning', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ rows: anyRows, lines: fc.nat(1000) })), (parts) => {
        let before = 0;
        const whole = parts.flatMap(({ rows, lines }) => {
          const moved = rows.map((row) => ({ ...row, line: row.line + before }));
          before += lines;
          return moved;
        });
        let linesBefore = 0;
        const placed = parts.map(({ rows, lines }) => {
          const shift = linesBefore;
          linesBefore += lines;
          return { input: 0, rows: tableOf(rows), place: (line: number) => line + shift };
        });
        const { whos, whats, parts: joined } = joinRows(placed);
        const found = joined.flatMap(({ place, who, what, rows }) =>
          rowsOf({ whos, whats, who, what, ...rows }).map((row) => ({ ...row, line: place(row.line) })),
        );
        expect(summed(found)).toEqual(summed(rowsOf(tableOf(whole))));
        expect(new Set(joined.flatMap(({ who }) => [...who])).size).toBe(whos.length);
        expect(new Set(joined.flatMap(({ what }) => [...what])).size).toBe(whats.length);
      }),
    );
  });
});
