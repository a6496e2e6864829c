import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ReadState } from '../../src/parsers/parser.ts';
import { TraceeReader, traceeLineLimit } from '../../src/parsers/tracee-reader.ts';
import { eventKey } from '../../src/parsers/tracee-rows.ts';
import type { TraceeTally } from '../../src/parsers/tracee-tally.ts';
import { LineScanner } from '../../src/scan/line-scanner.ts';
import { flatEvent, v1beta1Event } from '../scan/events.ts';
import { mutators } from '../scan/mutators.ts';
import { rowsOf } from './tracee-stream.ts';

interface How {
  readonly exact?: boolean;
  readonly documents?: boolean;
  readonly chunkSize?: number;
}

function read(
  stream: Uint8Array,
  { exact = false, documents = false, chunkSize = stream.length }: How = {},
): TraceeTally {
  const reader = new TraceeReader({ withProcess: true, exact, documents });
  for (let at = 0; at < stream.length; at += chunkSize) reader.push(stream.subarray(at, at + chunkSize));
  return reader.end();
}

/** A tally with rows in one order: which one of a line's events comes first is not told. */
function inOrder(tally: TraceeTally): object {
  const rows = rowsOf(tally.rows).sort((a, b) => (eventKey(a.event) < eventKey(b.event) ? -1 : 1));
  return { ...tally, rows, ignored: [...tally.ignored].sort((a, b) => (a.rule < b.rule ? -1 : 1)) };
}

function recordsOf({ rows, ignored, unusable }: TraceeTally): number {
  return [...rowsOf(rows), ...ignored].reduce((sum, { times }) => sum + times, unusable);
}

const extraLines = [
  '',
  'INFO: starting tracee...',
  '{"level":"warn","ts":1705501340.47,"msg":"Lost 123 events"}',
  'garbage \xff',
  '2026-08-03T01:02:03.123456789Z stdout F {"eventName":"read","eventId":"0","args":[]}',
  '{"log":"{\\"eventName\\":\\"read\\",\\"eventId\\":\\"0\\"}\\n","stream":"stdout","time":"x"}',
  '{"event":"{\\"eventName\\":\\"close\\",\\"eventId\\":\\"3\\"}"}',
  '[1,2]',
  '{}',
];

/** A line of a stream: mostly events, some of them damaged, and what lies between. */
const arbitraryLine = fc
  .record({
    kind: fc.nat(20),
    seed: fc.nat(40),
    mutation: fc.nat(mutators.length * 3),
    random: fc.nat(),
    ending: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  })
  .map(({ kind, seed, mutation, random, ending }) => {
    if (kind === 0) return Buffer.from(`${extraLines[seed % extraLines.length]}${ending}`, 'latin1');
    const event = Buffer.from(JSON.stringify(kind < 12 ? flatEvent(seed) : v1beta1Event(seed)));
    const line = mutators[mutation]?.(event, random) ?? event;
    return Buffer.concat([line, Buffer.from(ending)]);
  });

describe('the reader of Tracee streams', () => {
  it('finds the same with and without the fast scanner, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryLine, { maxLength: 60 }),
        fc.constantFrom(1, 2, 3, 7, 1000, 64 * 1024),
        fc.nat(3),
        (lines, chunkSize, cut) => {
          const whole = Buffer.concat(lines);
          const stream = whole.subarray(0, Math.max(0, whole.length - (cut === 0 ? 10 : 0)));
          const exact = inOrder(read(stream, { exact: true }));
          expect(inOrder(read(stream, { chunkSize }))).toEqual(exact);
          expect(inOrder(read(stream, { exact: true, chunkSize }))).toEqual(exact);
        },
      ),
      { numRuns: 400, seed: 11 },
    );
  });

  it('takes whole numbers of any length for the same, with and without the fast scanner', () => {
    const digits = fc.oneof(
      fc.integer({ min: 0, max: 5000 }).map(String),
      fc.constantFrom(1, 16, 17, 20, 21, 22, 309, 400).map((length) => '9'.repeat(length)),
      fc.constantFrom(1, 20, 21, 400).map((length) => `1${'0'.repeat(length)}`),
      fc.constantFrom('0', '00', '02', `${'0'.repeat(30)}2`, '2.0', '2e0', '1e400', '2e-400', ''),
    );
    const value = fc.tuple(fc.constantFrom('', '-'), digits).map((parts) => parts.join(''));
    const flat = (returned: string): string =>
      JSON.stringify(flatEvent(1)).replace(/"returnValue":-?\d+/, `"returnValue":${returned}`);
    const quoted = (returned: string): string =>
      JSON.stringify(v1beta1Event(5)).replace(/"int64":"-?\d+"/, `"int64":"${returned}"`);
    const bare = (returned: string): string =>
      JSON.stringify(v1beta1Event(5)).replace(/"int64":"-?\d+"/, `"int64":${returned}`);
    for (const line of [flat, quoted, bare]) expect(line('77')).toContain('77');
    fc.assert(
      fc.property(fc.constantFrom(flat, quoted, bare), fc.array(value, { minLength: 1 }), (line, values) => {
        // The first two teach the scanner the shape.
        const stream = Buffer.from(['-2', '3', ...values].map((one) => `${line(one)}\n`).join(''));
        expect(inOrder(read(stream))).toEqual(inOrder(read(stream, { exact: true })));
      }),
      { numRuns: 500 },
    );
  });

  it('uses the scanner for all but the first lines of a shape', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${JSON.stringify(flatEvent(index % 50))}\n`);
    const tally = read(Buffer.from(lines.join('')));
    expect(recordsOf(tally)).toBe(5000);
    expect(tally.lines).toBe(5000);
    expect(tally.problems).toEqual([]);
    const rows = rowsOf(tally.rows);
    expect(rows.length).toBeLessThanOrEqual(50);
    expect(rows[0]?.line).toBe(1);
    expect(rows.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 1));
  });

  it('leaves the scanner aside for good, and says so, when it differs from JSON.parse', () => {
    // A fault that the scanner does not have: it says that another call was made.
    const last = vi.spyOn(LineScanner.prototype, 'last').mockReturnValue({ eventName: 'ptrace', eventId: '101' });
    try {
      const line = `${JSON.stringify(flatEvent(1))}\n`;
      const enough = Math.ceil((9 * 1024 * 1024) / line.length);
      const tally = read(Buffer.from(line.repeat(enough)), { chunkSize: 1024 * 1024 });
      expect(tally.problems).toEqual([
        { kind: 'scan-disagreed', line: expect.any(Number), sample: line.slice(0, 200) },
      ]);
      expect(rowsOf(tally.rows)).toMatchObject([{ times: enough, line: 1 }]);
      expect(last).toHaveBeenCalledTimes(1);
    } finally {
      last.mockRestore();
    }
  });

  it.each([false, true])('skips lines over the limit, each once (exact: %s)', (exact) => {
    const event = JSON.stringify({ eventName: 'read', eventId: '0', x: '' });
    const fitting = event.replace('""', `"${'x'.repeat(traceeLineLimit - event.length)}"`);
    const long = event.replace('""', `"${'x'.repeat(traceeLineLimit - event.length + 1)}"`);
    expect(fitting.length).toBe(traceeLineLimit);
    for (const chunkSize of [1000, 64 * 1024, 3_000_000, 100_000_000]) {
      const text = [event, long, event, fitting, 'x'.repeat(10_000_000), event, ''].join('\n');
      const tally = read(Buffer.from(text), { exact, chunkSize });
      expect(tally.lines).toBe(6);
      expect(rowsOf(tally.rows)).toMatchObject([{ times: 4, line: 1 }]);
      const sample = long.slice(0, 200);
      expect(tally.problems).toEqual([{ kind: 'event-overlong', line: 2, times: 2, sample }]);
      expect(tally.unusable).toBe(2);
    }
    expect(read(Buffer.from(`${event}\n${'x'.repeat(5_000_000)}`), { exact }).lines).toBe(2);
  });

  it('tells a last line that breaks off from one that only lacks its newline', () => {
    const event = JSON.stringify(flatEvent(1));
    expect(read(Buffer.from(`${event}\n${event}`)).problems).toEqual([]);
    const cut = read(Buffer.from(`${event}\n${event.slice(0, -5)}`));
    expect(cut.problems).toMatchObject([{ kind: 'line-truncated', line: 2 }]);
    expect(recordsOf(cut)).toBe(2);
  });

  it('keeps the number of different events bounded, and says so', () => {
    const lines = Array.from({ length: 210_000 }, (_, index) => `{"eventName":"e${index}","eventId":"1"}\n`);
    const tally = read(Buffer.from(lines.join('')));
    expect(rowsOf(tally.rows)).toHaveLength(200_000);
    expect(tally.unusable).toBe(10_000);
    expect(tally.problems).toEqual([{ kind: 'records-too-varied', line: expect.any(Number), times: 10_000 }]);
  });

  it('reads documents over many lines', () => {
    const events = Array.from({ length: 30 }, (_, index) => flatEvent(index));
    const lines = read(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')));
    for (const text of [JSON.stringify(events), JSON.stringify(events, null, 2)]) {
      for (const chunkSize of [7, 1000, 100_000]) {
        const tally = read(Buffer.from(text), { documents: true, chunkSize });
        expect(tally.problems).toEqual([]);
        expect(
          rowsOf(tally.rows)
            .map(({ event }) => eventKey(event))
            .sort(),
        ).toEqual(
          rowsOf(lines.rows)
            .map(({ event }) => eventKey(event))
            .sort(),
        );
      }
    }
  });

  it('tells how far it is', () => {
    const stream = Buffer.from(
      Array.from({ length: 5000 }, (_, index) => `${JSON.stringify(flatEvent(index))}\n`).join(''),
    );
    const seen: number[] = [];
    let syscalls = 0;
    const progress = (state: { bytes: number; records: number; syscalls: ReadonlySet<string> }): void => {
      seen.push(state.records);
      syscalls = state.syscalls.size;
    };
    const reader = new TraceeReader({ withProcess: false, exact: false, documents: false, progress });
    reader.push(stream);
    reader.end();
    expect(seen.at(-1)).toBe(5000);
    expect(syscalls).toBeGreaterThan(3);
  });

  it.each([true, false])('counts calls alone among what it met, each once (exact: %s)', (exact) => {
    const at = { containerId: 'c', container: { id: 'c', image: 'web' } };
    const events = [
      { eventName: 'openat', eventId: '257', syscall: 'openat', ...at },
      { eventName: 'sys_enter', eventId: '700', syscall: 'openat', args: [{ name: 'syscall', value: 257 }], ...at },
      { eventName: 'sys_enter', eventId: '700', syscall: 'Undefined', args: [{ name: 'syscall', value: 449 }], ...at },
      { eventName: 'sys_enter', eventId: '700', syscall: '', args: [{ name: 'syscall', value: 'read' }], ...at },
      { eventName: 'security_socket_bind', eventId: '730', syscall: 'bind', ...at },
      { eventName: 'net_packet_ipv4', eventId: '740', syscall: 'sendto', ...at },
      { eventName: 'anti_debugging', eventId: '6001', syscall: 'ptrace', ...at },
      { eventName: 'container_create', eventId: '720', syscall: 'mkdirat' },
      { eventName: 'mount', eventId: '165', syscall: 'mount', contextFlags: { containerStarted: false }, ...at },
    ];
    const met: string[] = [];
    const progress = ({ syscalls, subjects }: ReadState): void => {
      met.splice(0, met.length, ...[...syscalls].sort(), ...subjects);
    };
    const reader = new TraceeReader({ withProcess: false, exact, documents: false, progress });
    reader.push(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`.repeat(3)).join('')));
    reader.end();
    expect(met).toEqual(['449', 'bind', 'openat', 'read', 'web']);
  });
});
