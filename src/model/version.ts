/** The numbers of a version, the most significant first. */
export type Version = readonly number[];

/** Reads `1.1.5`, `v1.2`, `1.1.5+ds1`, `1.4.0-rc.1`: two to four numbers, what follows them is passed over. */
export function parseVersion(text: string): Version | undefined {
  const found = /^v?(\d{1,6}(?:\.\d{1,6}){1,3})(?:[-+~].*)?$/.exec(text);
  return found?.[1]?.split('.').map(Number);
}

/** Negative, zero or positive, as for `sort`; missing numbers count as 0. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first version that does not start with these numbers: 1.4 after 1.3, 1.1.6 after 1.1.5. */
export function nextVersion(version: Version): Version {
  return [...version.slice(0, -1), (version.at(-1) ?? 0) + 1];
}
