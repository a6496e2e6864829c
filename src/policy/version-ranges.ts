import type { VersionRange } from '../model/runtime-base.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

/** The same versions in as few ranges as will do, oldest first. */
export function joinRanges(ranges: readonly VersionRange[]): readonly VersionRange[] {
  const joined: VersionRange[] = [];
  for (const range of [...ranges].sort((a, b) => compareVersions(numbers(a.from), numbers(b.from)))) {
    const last = joined.at(-1);
    if (last === undefined || isBefore(last.before, range.from)) joined.push(range);
    else if (isBefore(last.before, range.before)) joined[joined.length - 1] = withEnd(last.from, range.before);
  }
  return joined;
}

/** What of a range is not older than a version: all of it, its end, or nothing. */
export function rangeFrom(range: VersionRange, version: Version): VersionRange | undefined {
  if (compareVersions(version, numbers(range.from)) <= 0) return range;
  if (range.before !== undefined && compareVersions(numbers(range.before), version) <= 0) return undefined;
  return withEnd(version.join('.'), range.before);
}

function withEnd(from: string, before: string | undefined): VersionRange {
  return before === undefined ? { from } : { from, before };
}

/** Whether an end lies before a version, or before another end; an open end lies behind everything. */
function isBefore(end: string | undefined, other: string | undefined): boolean {
  if (end === undefined) return false;
  return other === undefined || compareVersions(numbers(end), numbers(other)) < 0;
}

// The schema of the table lets nothing else through.
function numbers(version: string): Version {
  return parseVersion(version) ?? [];
}
