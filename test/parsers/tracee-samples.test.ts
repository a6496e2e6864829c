import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ParseContext } from '../../src/parsers/parser.ts';
import type { TraceeTally } from '../../src/parsers/tracee-tally.ts';
import { provedBy, rowsOf, tableOf, tallyOfText, told } from './tracee-stream.ts';

const folder = fileURLToPath(new URL('../../../shared/traces/tracee', import.meta.url));
const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:ndjson|log)(?:\.gz)?$/.test(name)) : [];

function textOf(name: string): string {
  const bytes = readFileSync(join(folder, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Two tallies in place of one. */
function halves(tally: TraceeTally): TraceeTally[] {
  const lines = Math.floor(tally.lines / 2);
  const rows = rowsOf(tally.rows);
  const first = rows.filter(({ line }) => line <= lines);
  const rest = rows.filter(({ line }) => line > lines).map((row) => ({ ...row, line: row.line - lines }));
  return [
    { ...tally, rows: tableOf(first), ranges: [{ range: 0, lines }], lines },
    {
      ...tally,
      rows: tableOf(rest),
      ranges: [{ range: 1, lines: tally.lines - lines }],
      lines: tally.lines - lines,
      unusable: 0,
    },
  ];
}

describe.skipIf(names.length === 0)('streams that Tracee and its authors wrote', () => {
  const contexts: readonly Partial<ParseContext>[] = [
    {},
    { abiIsAssumed: true },
    { abi: 'aarch64', by: 'container', noIndirect: true },
    { by: 'process' },
  ];

  describe.each(names)('%s', (name) => {
    it.each(contexts)('has a fate for every line, told %j', (context) => {
      const tally = tallyOfText(textOf(name), context.by === 'process');
      expect(tally.lines).toBeGreaterThan(0);
      const whole = told([tally], context);
      expect([...whole.fates.values()].reduce((sum, times) => sum + times, 0)).toBe(tally.lines);
      const divided = told(halves(tally), context);
      expect(provedBy(divided)).toEqual(provedBy(whole));
      expect(divided.problems).toEqual(whole.problems);
      expect(divided.fates).toEqual(whole.fates);
    });
  });

  const found = (part: string) =>
    told([tallyOfText(textOf(names.find((name) => name.includes(part)) ?? ''))], { abiIsAssumed: true });

  it('shows the calls of the benchmark, each by its return', () => {
    const result = found('benchmark');
    const calls = result.recordings.flatMap(({ abis }) => abis.flatMap(({ syscalls }) => syscalls));
    const direct = calls.filter(({ calls, entered = 0 }) => calls + entered > 0);
    expect(direct.map(({ name }) => name)).toEqual([
      'access',
      'clone',
      'close',
      'connect',
      'execve',
      'faccessat2',
      'getdents64',
      'kill',
      'openat',
      'prctl',
      'socket',
      'vfork',
    ]);
    expect(direct.reduce((sum, { calls, entered = 0 }) => sum + calls + entered, 0)).toBe(7374);
    expect(result.problems.map(({ kind, what }) => [kind, what])).toEqual([
      ['abi-inferred', 'x86_64'],
      ['returns-only', undefined],
    ]);
  });

  it('shows a new call of x86_64 under its own name in the layout of v1beta1', () => {
    const proved = provedBy(found('SYNTHETIC'));
    expect(proved.filter((line) => line.includes('futex_waitv')).length).toBeGreaterThan(0);
    expect(proved.filter((line) => line.includes('i386')).length).toBeGreaterThan(0);
  });

  it('finds detections to be none', () => {
    expect(found('mixed').fates.get('signature')).toBe(1);
  });
});
