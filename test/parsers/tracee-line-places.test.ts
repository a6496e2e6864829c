import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linePlaces } from '../../src/parsers/tracee-line-places.ts';

describe('where the lines of tallies are in the input', () => {
  it('is what counting through the ranges in order gives, whoever read them', () => {
    const anyRange = fc.record({ lines: fc.nat(5), reader: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 20 }), (ranges) => {
        const tallies = [0, 1, 2, 3].map((reader) => ({
          ranges: ranges.flatMap(({ lines, reader: of }, range) => (of === reader ? [{ range, lines }] : [])),
        }));
        const expected = tallies.map((): number[] => []);
        let line = 0;
        for (const { lines, reader } of ranges) for (let more = 0; more < lines; more++) expected[reader]?.push(++line);
        const places = linePlaces(tallies);
        const found = expected.map((lines, tally) => lines.map((_, index) => places[tally]?.(index + 1)));
        expect(found).toEqual(expected);
      }),
    );
  });

  it('is one behind the other for tallies of the same range', () => {
    const places = linePlaces([{ ranges: [{ range: 0, lines: 3 }] }, { ranges: [{ range: 0, lines: 2 }] }]);
    expect(places.map((place) => place(1))).toEqual([1, 4]);
  });
});
