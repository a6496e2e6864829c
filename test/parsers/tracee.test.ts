import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RangeSource } from '../../src/io/byte-source.ts';
import type { Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import type { ParseContext, RangeContext } from '../../src/parsers/parser.ts';
import { tracee } from '../../src/parsers/tracee.ts';
import { bytesSource } from './bytes-source.ts';
import { contextOf, type KnownCalls, traceeFixtures } from './tracee-fixtures.ts';

const fixtures = traceeFixtures();
const named = fixtures.map((fixture) => [`${fixture.version}/${fixture.name}`, fixture] as const);

async function parse(bytes: Uint8Array, context: ParseContext, label = 'stream'): Promise<RecordingBuilder> {
  const builder = new RecordingBuilder();
  await tracee.parse(bytesSource(bytes, 64 * 1024, label), builder, context);
  return builder;
}

/** The calls of one ABI that something tells of directly. */
function directCalls(recordings: readonly Recording[], abi: string): string[] {
  const [recording] = recordings;
  const found = recording?.abis.find((one) => one.abi === abi)?.syscalls ?? [];
  return found.filter(({ calls, entered }) => calls > 0 || entered !== undefined).map(({ name }) => name);
}

/** What a stream of a kind must show of what strace saw; the rest Tracee does not print. */
function shownOf(known: KnownCalls, kind: string): string[] {
  const hidden = new Set(known.beforeScope);
  // Told on return only, save those that are told on entry for they never return.
  if (kind === 'returns') {
    hidden.add('rt_sigreturn');
    for (const name of known.unreturned) if (name !== 'exit' && name !== 'exit_group') hidden.add(name);
  }
  return known.syscalls.filter((name) => !hidden.has(name)).sort();
}

describe('streams whose calls strace saw', () => {
  const known = named.filter(([, fixture]) => fixture.known !== undefined);

  it('are there', () => {
    expect(known.length).toBeGreaterThan(20);
  });

  it.each(known)('gives exactly the known calls for %s', async (_, fixture) => {
    if (fixture.known === undefined) throw new Error('no known calls');
    const builder = await parse(readFileSync(fixture.path), contextOf(fixture));
    const kind = fixture.name.split('-').at(-1) ?? '';
    expect(directCalls(builder.recordings(), fixture.known.abi)).toEqual(shownOf(fixture.known, kind));
  });

  it.each(named)('gives what is expected for %s', async (_, fixture) => {
    const builder = await parse(readFileSync(fixture.path), contextOf(fixture), basename(fixture.path));
    const { recordings, records, problems } = fixture.expected;
    expect(builder.recordings()).toEqual(recordings);
    expect(Object.fromEntries(builder.recordCounts())).toEqual(records);
    expect(builder.problems()).toEqual(problems);
  });

  it.each(named)('reads %s in ranges as it does in one piece', async (_, fixture) => {
    const bytes = readFileSync(fixture.path);
    const whole = await parse(bytes, contextOf(fixture));
    for (const [parts, readers] of [
      [1, 1],
      [2, 1],
      [3, 3],
      [10, 2],
      [10, 10],
      [30, 3],
    ] as const) {
      const ranges = lineRanges(bytes, parts);
      // Not in turn: some read several that follow each other.
      const of = (reader: number) =>
        [...ranges.entries()].filter(([index]) => ((index * index) >> 1) % readers === reader);
      const findings = Array.from({ length: readers }, (_, reader) =>
        readRanges(of(reader), { ...contextOf(fixture), isWhole: readers === 1 }, bytes),
      );
      if (findings.includes(undefined)) continue;
      const builder = new RecordingBuilder();
      const context = contextOf(fixture);
      await tracee.ranges?.tell([{ label: 'stream', subject: context.subject, findings }], builder, context);
      expect(builder.recordings()).toEqual(whole.recordings());
      expect(builder.recordCounts()).toEqual(whole.recordCounts());
      expect(builder.problems()).toEqual(whole.problems());
    }
  });

  it('says of pieces of cut lines, and of arrays, that ranges do not stand alone', () => {
    const cut = fixtures.filter(({ path }) => / stdout P /.test(readFileSync(path, 'latin1')));
    const arrays = fixtures.filter(({ path }) => readFileSync(path, 'latin1').startsWith('['));
    expect(cut.length * arrays.length).toBeGreaterThan(0);
    for (const fixture of [...cut, ...arrays])
      expect(readRange(readFileSync(fixture.path), 0, fixture)).toBeUndefined();
  });
});

describe('a range of a stream that says too much', () => {
  // Each is a source of its own, of which there is room for some dozens.
  const lines = Array.from({ length: 80 }, (_, index) =>
    Buffer.from(`{"eventName":"read","containerId":"c","containerName":"${index}${'x'.repeat(1_000_000)}"}\n`),
  );
  const bytes = Buffer.concat(lines);
  const context = { by: 'container' } as const;

  it('is read in order with all others: what there is no room for does not depend on who reads what', () => {
    expect(readWith(bytes, 3, context)).toBeUndefined();
    expect(readWith(Buffer.concat(lines.slice(0, 20)), 3, context)).toMatchObject({ lines: 20, unusable: 0 });
  });

  it('is told with what was left out when there are no others', () => {
    const tally = readWith(bytes, 0, { ...context, isWhole: true });
    expect(tally).toMatchObject({ lines: 80, problems: [{ kind: 'records-too-varied' }] });
  });
});

describe('a log line glued to the first event', () => {
  const log = '{"level":"info","ts":1,"msg":"x"}';
  const fixture = fixtures.find(({ name }) => name === 'pipeline-returns');
  if (fixture === undefined) throw new Error('no fixture');
  const lines = readFileSync(fixture.path, 'utf8').trimEnd().split('\n');

  it.each([
    ['events', (line: string) => line],
    ['events behind a prefix', (line: string) => `2026-07-25T17:20:00.1Z ${line}`],
  ])('leaves a stream of %s what it is', async (_, prefixed) => {
    const [first = '', ...others] = lines;
    const bytes = Buffer.from([log + first, ...others.map(prefixed), ''].join('\n'));
    const expected = await parse(readFileSync(fixture.path), contextOf(fixture));
    for (const exact of [true, false]) {
      const builder = await parse(bytes, { ...contextOf(fixture), exact });
      expect(builder.recordings()).toEqual(
        expected.recordings().map((one) => ({ ...one, gaps: [{ kind: 'log-line', times: 1 }, ...one.gaps] })),
      );
      expect(builder.recordCounts()).toEqual(expected.recordCounts());
    }
    expect(readRange(bytes, 0, fixture)).toBeDefined();
  });

  it('does not let a line that breaks off take the next one with it', async () => {
    const text = [log + lines[0], ...lines.slice(1)].join('\n');
    const line = lines[5] ?? '';
    for (const cut of ['"eventName":', '"args":[']) {
      const broken = text.replace(line, line.slice(0, line.indexOf(cut) + cut.length));
      const builder = await parse(Buffer.from(broken), contextOf(fixture));
      expect(builder.problems()).toMatchObject([
        { kind: 'abi-inferred' },
        { kind: 'line-unparsable', line: 6 },
        { kind: 'log-line', line: 1 },
        { kind: 'returns-only' },
      ]);
      expect([...builder.recordCounts().values()].reduce((sum, times) => sum + times)).toBe(lines.length);
    }
  });
});

function readRange(bytes: Uint8Array, range: number, fixture: (typeof fixtures)[number]): unknown {
  return readWith(bytes, range, contextOf(fixture));
}

function readWith(bytes: Uint8Array, range: number, context: RangeContext): unknown {
  return readRanges([[range, bytes]], context, bytes);
}

/** Reads ranges of a stream, each given with its number. */
function readRanges(
  ranges: readonly (readonly [range: number, bytes: Uint8Array])[],
  context: RangeContext,
  stream: Uint8Array,
): unknown {
  const left = ranges.filter(([, bytes]) => bytes.length > 0);
  let [range, bytes] = [0, new Uint8Array(0)] as readonly [number, Uint8Array];
  const source: RangeSource = {
    label: 'stream',
    head: (length) => stream.subarray(0, length),
    get range() {
      return range;
    },
    read(into, offset, length) {
      if (bytes.length === 0) [range, bytes] = left.shift() ?? [range, bytes];
      const piece = bytes.subarray(0, length);
      into.set(piece, offset);
      bytes = bytes.subarray(piece.length);
      return piece.length;
    },
  };
  return tracee.ranges?.read(source, context);
}

/** Cuts into about as many parts, behind newlines. */
function lineRanges(bytes: Buffer, parts: number): Buffer[] {
  const ranges: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, Math.min(bytes.length - 1, from + Math.floor(bytes.length / parts)));
    const to = newline < 0 ? bytes.length : newline + 1;
    ranges.push(bytes.subarray(from, to));
    from = to;
  }
  return ranges;
}

const shared = fileURLToPath(new URL('../../../shared/traces/tracee/', import.meta.url));
const streams = existsSync(shared) ? readdirSync(shared).filter((name) => /\.(?:ndjson|log|gz)$/.test(name)) : [];

describe.skipIf(streams.length === 0)('streams that Tracee printed', () => {
  it.each(streams)('accounts for every line of %s, with and without the fast scanner', async (name) => {
    const raw = readFileSync(join(shared, name));
    const bytes = name.endsWith('.gz') ? gunzipSync(raw) : raw;
    const context = { subject: { kind: 'command', name: 'host' }, abi: 'x86_64', abiIsAssumed: false } as const;
    const builder = await parse(bytes, context);
    const lines = bytes
      .toString('latin1')
      .split('\n')
      .filter((_, index, all) => index < all.length - 1 || all[index] !== '');
    expect([...builder.recordCounts().values()].reduce((sum, times) => sum + times, 0)).toBe(lines.length);
    const exact = await parse(bytes, { ...context, exact: true });
    expect(exact.recordings()).toEqual(builder.recordings());
    expect(exact.recordCounts()).toEqual(builder.recordCounts());
    expect(exact.problems()).toEqual(builder.problems());
  });
});
