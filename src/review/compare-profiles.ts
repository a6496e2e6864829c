import { type LoadedFilter, loadProfile } from '../filter/loaded-filter.ts';
import { profileLoaders } from '../filter/profile-loader.ts';
import { scmpArchitecture } from '../kernel/scmp-architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { LoadFailure } from '../model/check-verdict.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import { type ComparedCalls, compareCalls } from './compare-calls.ts';
import { coveredBy, isLoaded, type LoadedSides, settingChanges } from './compare-settings.ts';

/** How two profiles decide, before anything else is known of what differs. */
export interface Comparison extends LoadedSides {
  /** Those compared, that of the machine first: what both cover and there is a table for. */
  readonly abis: readonly [Abi, ...Abi[]];
  /** @see DiffVerdict.notCompared */
  readonly notCompared: readonly string[];
  readonly settings: ReturnType<typeof settingChanges>;
  readonly calls: ComparedCalls;
}

/**
 * Compares what two profiles mean: what libseccomp makes of them on a machine, and decides then, whatever the runtime does
 * beside it. Where libseccomp takes one of them not at all, no calls are compared.
 * @param host the machine's own ABI
 */
export function compareProfiles(old: ComparedSource, now: ComparedSource, host: Abi): Comparison {
  const loaded = load(old.profile, host);
  const isSame = old.form === now.form && old.text !== undefined && old.text === now.text;
  const sides = { old, new: now, host, before: loaded, after: isSame ? loaded : load(now.profile, host) };
  const covered = new Set(coveredBy(now.profile, host));
  const common = coveredBy(old.profile, host).filter((token) => covered.has(token));
  const tables = common.map((token) => ({ token, abi: scmpArchitecture(token)?.abi }));
  const others = tables.flatMap(({ abi }) => (abi === undefined || abi === host ? [] : [abi]));
  const abis = [host, ...others.sort()] as const;
  const { before, after } = sides;
  const calls =
    isLoaded(before) && isLoaded(after)
      ? compareCalls(before, after, abis)
      : { differences: [], byDefault: [], undecided: [] };
  return {
    ...sides,
    abis,
    notCompared: tables.flatMap(({ token, abi }) => (abi === undefined ? [token] : [])).sort(),
    settings: settingChanges(sides, calls.byDefault.length),
    calls,
  };
}

function load(profile: OciSeccomp, host: Abi): LoadedFilter | LoadFailure {
  const [loader] = profileLoaders({ kind: 'none' });
  const loaded = loadProfile(profile, { loader, host });
  return loaded.ok ? loaded.filter : loaded.failure;
}
