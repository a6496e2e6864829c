import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VersionRange } from '../../src/model/runtime-base.ts';
import { joinRanges, rangeFrom } from '../../src/policy/version-ranges.ts';
import { versionRangeWords } from '../../src/report/version-range-words.ts';

const minor = fc.integer({ min: 0, max: 12 });
const range: fc.Arbitrary<VersionRange> = fc.oneof(
  minor.map((from) => ({ from: `1.${from}` })),
  fc
    .tuple(minor, fc.integer({ min: 1, max: 5 }))
    .map(([from, length]) => ({ from: `1.${from}`, before: `1.${from + length}` })),
);

function holds(ranges: readonly VersionRange[], version: number): boolean {
  const number = (text: string) => Number(text.slice(2));
  return ranges.some(
    ({ from, before }) => number(from) <= version && (before === undefined || version < number(before)),
  );
}

test('joined ranges hold the same versions, apart from each other and in order', () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const joined = joinRanges(ranges);
      for (let version = 0; version < 20; version += 1) expect(holds(joined, version)).toBe(holds(ranges, version));
      for (const [index, { from }] of joined.entries()) {
        const last = joined[index - 1];
        if (last === undefined) continue;
        expect(Number(last.before?.slice(2))).toBeLessThan(Number(from.slice(2)));
      }
    }),
  );
});

test('a range from a version on holds what it held of it', () => {
  fc.assert(
    fc.property(range, minor, (whole, since) => {
      const rest = rangeFrom(whole, [1, since]);
      for (let version = 0; version < 20; version += 1) {
        expect(rest !== undefined && holds([rest], version)).toBe(version >= since && holds([whole], version));
      }
    }),
  );
});

test('in words', () => {
  expect(versionRangeWords([{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }])).toBe(
    '1.2.8 to before 1.3.0, 1.3.3 and newer',
  );
});
