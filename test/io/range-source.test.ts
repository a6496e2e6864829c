import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeFileSource } from '../../src/io/range-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const path = join(temporaryFolder(), 'file');

function sourceOf(ranges: readonly (readonly [start: number, end: number])[], of = path, label = 'x'): RangeFileSource {
  const left = ranges.map(([start, end], index) => ({ index, start, end }));
  return new RangeFileSource(of, label, () => left.shift());
}

function readRange(start: number, end: number, size: number): string {
  const source = sourceOf([[start, end]]);
  const into = Buffer.alloc(size);
  let text = '';
  for (let count = source.read(into, 0, size); count > 0; count = source.read(into, 0, size)) {
    text += into.toString('latin1', 0, count);
    into.fill(0xaa);
  }
  expect([source.failure, source.read(into, 0, size)]).toEqual([undefined, 0]);
  return text;
}

/** What one source gives of all ranges, each apart. */
function readRanges(ends: readonly number[], size: number): string[] {
  const source = sourceOf(ends.map((end, index) => [ends[index - 1] ?? 0, end]));
  const into = Buffer.alloc(size);
  const found: string[] = [];
  let last = -1;
  for (let count = source.read(into, 0, size); count > 0; count = source.read(into, 0, size)) {
    if (source.range !== last) found.push('');
    last = source.range;
    found.push((found.pop() ?? '') + into.toString('latin1', 0, count));
  }
  return found;
}

/** The lines of a text that begin in a range, by definition. */
function linesBeginningIn(text: string, start: number, end: number): string {
  let found = '';
  let at = 0;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (at >= start && at < end) found += line;
    at += line.length;
  }
  return found;
}

const pieces = fc.constantFrom('\n', '\r\n', 'a', 'bc', '\0', '{"x":1}', 'a line that is longer than a range');

describe('RangeFileSource', () => {
  it('gives every line once and in order, however the file is split', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 20 }),
        fc.array(fc.nat(120), { maxLength: 6 }),
        fc.constantFrom(1, 2, 3, 7, 4096),
        (parts, cuts, size) => {
          const text = parts.join('');
          writeFileSync(path, text, 'latin1');
          const ends = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
          let whole = '';
          for (const [index, end] of ends.entries()) {
            const start = ends[index - 1] ?? 0;
            const range = readRange(start, end, size);
            expect(range).toBe(linesBeginningIn(text, start, end));
            whole += range;
          }
          expect(whole).toBe(text);
          expect(readRanges(ends, size)).toEqual(
            ends.map((end, index) => linesBeginningIn(text, ends[index - 1] ?? 0, end)).filter((lines) => lines !== ''),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the end of a line longer than what it looks at', () => {
    const text = `${'a'.repeat(200_000)}\n${'b'.repeat(200_000)}\nc`;
    writeFileSync(path, text);
    for (const size of [1000, 1 << 20]) {
      const ranges = [
        [0, 10],
        [10, 300_000],
        [300_000, 400_001],
        [400_001, text.length],
      ] as const;
      const lengths = ranges.map(([start, end]) => readRange(start, end, size).length);
      expect(lengths).toEqual([200_001, 200_001, 0, 1]);
    }
  });

  it('tells what it cannot read, once it is asked to', () => {
    const none = join(temporaryFolder(), 'none');
    const source = sourceOf([[0, 10]], none, 'as given');
    expect([source.read(Buffer.alloc(10), 0, 10), source.failure]).toEqual([
      0,
      { kind: 'input-unreadable', what: 'ENOENT', source: 'as given' },
    ]);
    const late = sourceOf([[5, 10]], '/proc/self/mem');
    expect([late.read(Buffer.alloc(10), 0, 10), late.failure?.what]).toEqual([0, 'EIO']);
  });

  it('shows the beginning of the file, whatever was read', () => {
    writeFileSync(path, 'a\nbc\n');
    const source = sourceOf([[2, 5]]);
    expect(Buffer.from(source.head(3)).toString()).toBe('a\nb');
    expect(source.read(Buffer.alloc(9), 0, 9)).toBe(3);
    expect(Buffer.from(source.head(99)).toString()).toBe('a\nbc\n');
    expect(source.read(Buffer.alloc(9), 0, 9)).toBe(0);
  });

  it('reads no more once it is closed', () => {
    writeFileSync(path, 'a\nb\n');
    const source = sourceOf([[0, 4]]);
    expect(source.read(Buffer.alloc(2), 0, 2)).toBe(2);
    source.close();
    source.close();
    expect(source.read(Buffer.alloc(2), 0, 2)).toBe(0);
  });
});
