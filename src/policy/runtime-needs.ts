import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { RuntimeBase, RuntimeBaseEntry, VersionRange } from '../model/runtime-base.ts';
import type { RuntimeSelector } from './runtime-selector.ts';
import { compareVersions, parseVersion } from './version.ts';
import { joinRanges, rangeFrom } from './version-ranges.ts';

/** What of an OCI profile decides whether a runtime can start a container under it. Names are libseccomp's. */
export interface AllowedCalls {
  /** Let through whatever their arguments are. */
  readonly allowed: ReadonlySet<string>;
  /** Let through for some arguments. */
  readonly conditional?: ReadonlySet<string>;
  /** `SCMP_ACT_…`, for all other calls. */
  readonly defaultAction: string;
}

/** How the container is run. */
export interface RuntimeSetting {
  readonly noNewPrivileges: boolean;
  readonly abi: Abi;
  /** The runtime that the profile was made for: only it is looked at, and no version older than the one named. */
  readonly runtime?: RuntimeSelector;
}

/** Versions of a runtime that do not get along with a profile. */
export interface RuntimeGap {
  readonly runtime: string;
  /** Those of them that were measured, oldest first. None, where only versions beside the measured ones were asked for. */
  readonly versions: readonly string[];
  /** All of them, oldest first. */
  readonly ranges: readonly VersionRange[];
  /**
   * `start`: the container does not start. `exec`: these are for a process added later (a probe, `kubectl exec`) alone;
   * what the start needs as well is not told again.
   */
  readonly phase: 'start' | 'exec';
  /** Calls the runtime needs and the profile refuses, sorted: this fails. */
  readonly missing: readonly string[];
  /** Calls that it makes in some runs only, and those allowed for some arguments only, sorted: this may fail. */
  readonly atRisk: readonly string[];
}

/**
 * Which measured runtimes a profile breaks, and in what: for `check` and `lint`, when a node's runtime is newer than the
 * profile. Sorted by runtime, phase (`start` first) and oldest version; versions that lack the same calls are told as
 * one. Calls that the ABI does not have are left out. Where the default action lets everything through, nothing breaks.
 */
export function missingForRuntimes(
  profile: AllowedCalls,
  setting: RuntimeSetting,
  bases: readonly RuntimeBase[],
): readonly RuntimeGap[] {
  const defaultAction = answerOf(profile.defaultAction);
  if (defaultAction === undefined) return [];
  const gaps: RuntimeGap[] = [];
  for (const base of [...bases].sort((a, b) => byCodeUnit(a.runtime, b.runtime))) {
    for (const phase of ['start', 'exec'] as const) {
      const found = new Map<string, RuntimeGap>();
      for (const entry of base.entries) {
        if (entry.noNewPrivileges !== setting.noNewPrivileges || entry.defaultAction !== defaultAction) continue;
        const gap = gapIn(profile, setting, base.runtime, entry, phase);
        if (gap === undefined) continue;
        const key = `${gap.missing.join()} ${gap.atRisk.join()}`;
        const other = found.get(key);
        found.set(key, other === undefined ? gap : together(other, gap));
      }
      gaps.push(...[...found.values()].sort((a, b) => byVersion(a.ranges[0]?.from, b.ranges[0]?.from)));
    }
  }
  return gaps;
}

/**
 * Which kind of default action of the tables stands for an OCI one: seccomp(2), "Filter return actions". A trap kills
 * a runtime that does not expect it; without a tracer SCMP_ACT_TRACE answers ENOSYS, and so does NOTIFY without a listener.
 */
function answerOf(action: string): 'errno' | 'kill' | undefined {
  if (action === 'SCMP_ACT_ALLOW' || action === 'SCMP_ACT_LOG') return undefined;
  return /^SCMP_ACT_(?:KILL|TRAP)/.test(action) ? 'kill' : 'errno';
}

function gapIn(
  { allowed, conditional }: AllowedCalls,
  { abi, runtime = { kind: 'any' } }: RuntimeSetting,
  name: string,
  entry: RuntimeBaseEntry,
  phase: 'start' | 'exec',
): RuntimeGap | undefined {
  if (runtime.kind === 'none' || (runtime.kind === 'runtime' && runtime.runtime !== name)) return undefined;
  const since = runtime.kind === 'runtime' ? parseVersion(runtime.version ?? '') : undefined;
  const ranges = since === undefined ? entry.ranges : entry.ranges.flatMap((range) => rangeFrom(range, since) ?? []);
  if (ranges.length === 0) return undefined;
  const toldBefore = new Set(phase === 'exec' ? [...entry.start.required, ...entry.start.margin] : []);
  const refused = (names: readonly string[]) =>
    names.filter((call) => !allowed.has(call) && !toldBefore.has(call) && syscallNumber(abi, call) !== undefined);
  const isConditional = (call: string) => conditional?.has(call) === true;
  const required = refused(entry[phase].required);
  const missing = required.filter((call) => !isConditional(call));
  const atRisk = [...refused(entry[phase].margin), ...required.filter(isConditional)].sort();
  if (missing.length === 0 && atRisk.length === 0) return undefined;
  const versions = entry.versions.filter((one) => since === undefined || compareVersions(parsed(one), since) >= 0);
  return { runtime: name, versions: versions.sort(byVersion), ranges: joinRanges(ranges), phase, missing, atRisk };
}

function together(a: RuntimeGap, b: RuntimeGap): RuntimeGap {
  return {
    ...a,
    versions: [...a.versions, ...b.versions].sort(byVersion),
    ranges: joinRanges([...a.ranges, ...b.ranges]),
  };
}

function byVersion(a: string | undefined, b: string | undefined): number {
  return compareVersions(parsed(a), parsed(b));
}

// The schema of the table lets nothing but versions through.
function parsed(version: string | undefined) {
  return parseVersion(version ?? '') ?? [];
}
