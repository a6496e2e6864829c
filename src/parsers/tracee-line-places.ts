import type { TalliedRange } from './tracee-tally.ts';

/** Gives where in the input a line of a tally is; both are counted from 1. */
export type LinePlace = (line: number) => number;

/** Some lines of a tally that follow each other in the input too. */
interface Span {
  /** How many lines of the tally are before it. */
  readonly before: number;
  /** How many more lines of the input are. */
  readonly shift: number;
}

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
  const spans = tallies.map((): Span[] => []);
  let linesBefore = 0;
  for (const { tally, lines, before } of all.sort((a, b) => a.range - b.range)) {
    spans[tally]?.push({ before, shift: linesBefore - before });
    linesBefore += lines;
  }
  return spans.map((own) => (line) => line + (own[lastBefore(own, line)]?.shift ?? 0));
}

/** The last of the spans, which are in order, that begins before a line. */
function lastBefore(spans: readonly Span[], line: number): number {
  let first = 0;
  for (let last = spans.length - 1; first < last; ) {
    const middle = Math.ceil((first + last) / 2);
    if ((spans[middle]?.before ?? 0) < line) first = middle;
    else last = middle - 1;
  }
  return first;
}
