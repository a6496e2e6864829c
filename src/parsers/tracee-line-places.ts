import { lastBefore } from './input-lines.ts';
import type { TalliedRange } from './tracee-tally.ts';

/** Gives where in the input a line of a tally is; both are counted from 1. */
export type LinePlace = (line: number) => number;

/**
 * For each tally of an input where its lines are in it: a tally counts those of all its ranges in one, between which there
 * may be ranges of others. Tallies of one and the same range follow each other.
 */
export function linePlaces(tallies: readonly { readonly ranges: readonly TalliedRange[] }[]): LinePlace[] {
  const all = tallies.flatMap(({ ranges }, tally) => {
    let before = 0;
    return ranges.map(({ range, lines }) => {
      const own = before;
      before += lines;
      return { tally, range, lines, before: own };
    });
  });
  // Of each tally: where its ranges begin among its lines, and how much further on these are in the input.
  const places = tallies.map(() => ({ before: [] as number[], shift: [] as number[] }));
  let linesBefore = 0;
  for (const { tally, lines, before } of all.sort((a, b) => a.range - b.range)) {
    places[tally]?.before.push(before);
    places[tally]?.shift.push(linesBefore - before);
    linesBefore += lines;
  }
  return places.map(
    ({ before, shift }) =>
      (line) =>
        line + (shift[lastBefore(before, line)] ?? 0),
  );
}
