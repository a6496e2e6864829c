import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineConsumer, readLines } from '../../src/parsers/lines.ts';
import { bytesSource } from './bytes-source.ts';

async function linesOf(text: string, chunkSize: number, limit: number) {
  const lines: string[] = [];
  const consumer: LineConsumer = {
    block(bytes, start, end) {
      const block = bytes.toString('latin1', start, end);
      expect(block.endsWith('\n')).toBe(true);
      lines.push(...block.slice(0, -1).split('\n'));
    },
    overlong(bytes, start, end) {
      lines.push(`over ${bytes.toString('latin1', start, end)}`);
    },
    unended(bytes, start, end) {
      expect(bytes[end]).toBe(10);
      lines.push(`unended ${bytes.toString('latin1', start, end)}`);
    },
  };
  await readLines(bytesSource(text, chunkSize), consumer, { limit });
  return lines;
}

describe('readLines', () => {
  it('hands on the same lines for any chunking, none over the limit', async () => {
    const text = fc.array(fc.oneof(fc.constant('\n'), fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 })));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        async (parts, size, limit) => {
          const joined = parts.join('');
          const lines = joined.split('\n');
          const last = lines.pop() ?? '';
          const expected = lines.map((line) => (line.length > limit ? `over ${line.slice(0, limit)}` : line));
          if (last.length > limit) expected.push(`over ${last.slice(0, limit)}`);
          else if (last !== '') expected.push(`unended ${last}`);
          expect(await linesOf(joined, size, limit)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('stops when told to, without the last line', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const consumer: LineConsumer = {
      block(bytes, start, end) {
        seen.push(bytes.toString('latin1', start, end));
        controller.abort();
      },
      overlong() {},
      unended() {
        seen.push('unended');
      },
    };
    await readLines(bytesSource('a\nb\nc', 2), consumer, { signal: controller.signal });
    expect(seen).toEqual(['a\n']);
  });
});
