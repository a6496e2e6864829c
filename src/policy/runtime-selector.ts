import { fail, ok, type Result } from '../model/problem.ts';
import type { RuntimeBase, RuntimeBaseEntry } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { compareVersions, nextVersion, parseVersion, type Version } from '../model/version.ts';

/**
 * Reads the value of `--runtime`: `any`, `none`, `runc`, `crun@1.8.1`. A short version covers all that start with it:
 * `runc@1.3` is every 1.3.x. A suffix is passed over: `1.1.5+ds1` is 1.1.5, `1.4.0-rc.1` counts as 1.4.0.
 * @returns `runtime-unknown` for a runtime that `bases` does not hold, `runtime-version-unmeasured` for a version older
 *   than the ranges that were measured; `what` says what there is
 */
export function parseRuntimeSelector(text: string, bases: readonly RuntimeBase[]): Result<RuntimeSelector> {
  if (text === 'any' || text === 'none') return ok({ kind: text });
  const at = text.indexOf('@');
  const runtime = at === -1 ? text : text.slice(0, at);
  const base = bases.find((one) => one.runtime === runtime);
  if (base === undefined) {
    const known = bases.map((one) => one.runtime).sort();
    return fail({ kind: 'runtime-unknown', what: `${runtime} (known: ${['any', 'none', ...known].join(', ')})` });
  }
  if (at === -1) return ok({ kind: 'runtime', runtime });
  const version = text.slice(at + 1);
  if (entriesFor(base, version).length === 0) {
    const what = `${text} (measured: ${measuredVersions(base).join(', ')})`;
    return fail({ kind: 'runtime-version-unmeasured', what });
  }
  return ok({ kind: 'runtime', runtime, version });
}

/** A selector as `--runtime` takes it. */
export function selectorText(selector: RuntimeSelector): string {
  if (selector.kind !== 'runtime') return selector.kind;
  return selector.version === undefined ? selector.runtime : `${selector.runtime}@${selector.version}`;
}

/** The entries of a runtime that speak for a version, all of them without one; none for a version out of range. */
export function entriesFor(base: RuntimeBase, version?: string): readonly RuntimeBaseEntry[] {
  if (version === undefined) return base.entries;
  const first = parseVersion(version);
  if (first === undefined) return [];
  const end = nextVersion(first);
  return base.entries.filter(({ ranges }) =>
    ranges.some(({ from, before }) => {
      const stop = before === undefined ? undefined : parsed(before);
      return compareVersions(parsed(from), end) < 0 && (stop === undefined || compareVersions(stop, first) > 0);
    }),
  );
}

/** The versions of a runtime that were measured, oldest first. */
export function measuredVersions(base: RuntimeBase): readonly string[] {
  const all = new Set(base.entries.flatMap(({ versions }) => versions));
  return [...all].sort((a, b) => compareVersions(parsed(a), parsed(b)));
}

/** Whether a version is later than every one of the runtime that was measured. */
export function isNewerThanMeasured(base: RuntimeBase, version: string): boolean {
  const newest = measuredVersions(base).at(-1);
  const asked = parseVersion(version);
  return newest !== undefined && asked !== undefined && compareVersions(asked, parsed(newest)) > 0;
}

// The schema of the table lets nothing else through.
function parsed(version: string): Version {
  return parseVersion(version) ?? [];
}
