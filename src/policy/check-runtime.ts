import type { MissingForRuntime, RuntimeReason } from '../model/check-verdict.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { compareVersions, nextVersion, parseVersion } from '../model/version.ts';
import { runtimeBase } from './base.ts';
import type { BuildOptions } from './build.ts';
import { decideRecorded, type LoadedUnder, passes } from './check-stopped.ts';
import { measuredVersions } from './runtime-selector.ts';

/**
 * What the selected runtimes call after they have loaded the filter, and a filter does not let through. Calls that are
 * let through for some arguments only do not count: which ones a runtime passes was not measured.
 */
export function missingForRuntime(loaded: readonly LoadedUnder[], options: BuildOptions): readonly MissingForRuntime[] {
  return missing(loaded, options, options.runtime);
}

/** The same for every measured version that is newer than the selected one, without what that one needs as well. */
export function missingForNewerRuntime(
  loaded: readonly LoadedUnder[],
  options: BuildOptions,
): readonly MissingForRuntime[] {
  const { runtime: selected, bases } = options;
  if (selected.kind !== 'runtime' || selected.version === undefined) return [];
  const asked = parseVersion(selected.version);
  const base = bases.find(({ runtime }) => runtime === selected.runtime);
  if (asked === undefined || base === undefined) return [];
  const known = new Set(missingForRuntime(loaded, options).map(({ syscall }) => syscall));
  const found = new Map<string, RuntimeReason[]>();
  for (const version of measuredVersions(base)) {
    if (compareVersions(parseVersion(version) ?? [], nextVersion(asked)) < 0) continue;
    for (const { syscall, reasons } of missing(loaded, options, { ...selected, version })) {
      if (!known.has(syscall)) found.set(syscall, [...(found.get(syscall) ?? []), ...reasons]);
    }
  }
  return sorted([...found].map(([syscall, reasons]) => ({ syscall, reasons: joined(reasons) })));
}

function missing(
  loaded: readonly LoadedUnder[],
  options: BuildOptions,
  runtime: RuntimeSelector,
): readonly MissingForRuntime[] {
  const found: MissingForRuntime[] = [];
  for (const [syscall, reasons] of runtimeBase(options.bases, runtime, options).calls) {
    const unmet = reasons.filter(
      (reason): reason is RuntimeReason =>
        reason.kind === 'runtime' &&
        loaded.some(({ host, range, filter }) => {
          if (range.runtime !== reason.runtime) return false;
          const decisions = decideRecorded(filter, host, syscall);
          return decisions.length > 0 && !decisions.some(passes);
        }),
    );
    if (unmet.length > 0) found.push({ syscall, reasons: unmet });
  }
  return sorted(found);
}

function sorted(found: readonly MissingForRuntime[]): readonly MissingForRuntime[] {
  return [...found].sort((a, b) => byCodeUnit(a.syscall, b.syscall));
}

/** One reason for each runtime, phase and need, the versions together. */
function joined(reasons: readonly RuntimeReason[]): readonly RuntimeReason[] {
  const found = new Map<string, RuntimeReason>();
  for (const reason of reasons) {
    const key = `${reason.runtime} ${reason.phase} ${reason.need}`;
    const versions = new Set([...(found.get(key)?.versions ?? []), ...reason.versions]);
    found.set(key, { ...reason, versions: [...versions] });
  }
  return [...found.values()];
}
