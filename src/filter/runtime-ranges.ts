import type { RuntimeRange } from '../model/check-verdict.ts';

/** The same ranges in the same order, each once, and as one where one ends at the version with which the next begins. */
export function mergeRanges(ranges: readonly RuntimeRange[]): readonly RuntimeRange[] {
  const merged: RuntimeRange[] = [];
  for (const range of ranges) {
    if (merged.some((one) => one.runtime === range.runtime && one.from === range.from && one.version === range.version))
      continue;
    const last = merged.at(-1);
    if (
      last === undefined ||
      last.runtime !== range.runtime ||
      last.before === undefined ||
      last.before !== range.from
    ) {
      merged.push(range);
      continue;
    }
    const { before: _, ...start } = last;
    merged[merged.length - 1] = { ...start, ...(range.before !== undefined && { before: range.before }) };
  }
  return merged;
}
