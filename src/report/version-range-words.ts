import type { VersionRange } from '../model/runtime-base.ts';

/** Ranges of versions in words: `1.2.8 to before 1.3.0, 1.3.3 and newer`. Versions are digits and dots by their schema. */
export function versionRangeWords(ranges: readonly VersionRange[]): string {
  return ranges
    .map(({ from, before }) => (before === undefined ? `${from} and newer` : `${from} to before ${before}`))
    .join(', ');
}
