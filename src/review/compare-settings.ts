import { loadRefusal } from '../filter/load-refusal.ts';
import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { profileLoaders } from '../filter/profile-loader.ts';
import { mergeRanges } from '../filter/runtime-ranges.ts';
import { architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { LoadFailure, RuntimeRange } from '../model/check-verdict.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { SettingChange } from '../model/diff-verdict.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import type { Problem } from '../model/problem.ts';
import { ruleInFile } from '../model/rule-in-file.ts';
import { answerKey } from './call-decision.ts';

/** Two sides and what libseccomp makes of them. */
export interface LoadedSides {
  readonly old: ComparedSource;
  readonly new: ComparedSource;
  readonly host: Abi;
  readonly before: LoadedFilter | LoadFailure;
  readonly after: LoadedFilter | LoadFailure;
}

/**
 * What differs beside the decisions about single calls, in the order of `SettingChange`.
 * @param byDefault how many calls only the default action decides otherwise
 */
export function settingChanges(sides: LoadedSides, byDefault: number): readonly SettingChange[] {
  const { old, new: now, host, before, after } = sides;
  const [places, tokens, flags] = [
    now.places,
    listChange(coveredBy(old.profile, host), coveredBy(now.profile, host)),
    // An empty list is as good as none: engines leave it out of what they hand to a runtime (`omitempty`, specs-go/config.go).
    listChange(old.profile.flags, now.profile.flags),
  ];
  const found: SettingChange[] = [];
  if (isLoaded(before) && isLoaded(after) && answerKey(before.defaultAnswer) !== answerKey(after.defaultAnswer)) {
    found.push({
      kind: 'default-action',
      before: before.defaultAnswer,
      after: after.defaultAnswer,
      calls: byDefault,
      ...lineOf(places?.defaultAction),
    });
  }
  if (tokens !== undefined) found.push({ kind: 'architectures', ...tokens, ...lineOf(places?.architectures?.list) });
  if (flags !== undefined) found.push({ kind: 'flags', ...flags, ...lineOf(places?.flags?.list) });
  found.push(...listenerChanges(sides));
  const [base, bases] = [old, now].map(baseOf);
  if (base?.what !== bases?.what) {
    found.push({
      kind: 'base-profile',
      ...(base?.what !== undefined && { before: base.what }),
      ...(bases?.what !== undefined && { after: bases.what }),
      ...lineOf(bases?.line === undefined ? undefined : { line: bases.line }),
    });
  }
  const { form } = now;
  const isUnread = now.problems.some(({ kind }) => kind === 'profile-dialect-changed');
  if (isUnread && (form === 'docker' || form === 'containers-common')) {
    found.push({ kind: 'dialect', before: 'oci', after: form });
  }
  return [...found, ...loadingChanges(sides)];
}

/** The tokens of the architectures that a filter covers: the machine's own is always one of them. */
export function coveredBy({ architectures: tokens = [] }: OciSeccomp, host: Abi): readonly string[] {
  return [...new Set([architectures[host].scmp, ...tokens])];
}

/** Whether it is a filter, not the reason why there is none. */
export function isLoaded(side: LoadedFilter | LoadFailure): side is LoadedFilter {
  return 'decide' in side;
}

function loadingChanges(sides: LoadedSides): readonly SettingChange[] {
  const { old, new: now, host, before, after } = sides;
  if (!isLoaded(before) || !isLoaded(after)) return [{ kind: 'loading', ...failures(sides, before, after) }];
  const found = new Map<
    string,
    { readonly change: ReturnType<typeof failures>; readonly ranges: readonly RuntimeRange[] }
  >();
  for (const loader of profileLoaders({ kind: 'any' })) {
    // A version that does not know the machine's own architecture does not run there.
    if (!loader.architectures.has(architectures[host].scmp)) continue;
    const refusals = [old, now].map(({ profile }) => loadRefusal(profile, loader));
    const [refused, refuses] = refusals;
    if ((refused === undefined) === (refuses === undefined)) continue;
    const change = failures(sides, refused, refuses);
    const ranges = found.get(JSON.stringify(change))?.ranges ?? [];
    found.set(JSON.stringify(change), { change, ranges: [...ranges, loader.range] });
  }
  return [...found.values()].map(({ change, ranges }) => ({
    kind: 'loading',
    ...change,
    runtimes: mergeRanges(ranges),
  }));
}

function failures(
  { old, new: now }: LoadedSides,
  before: LoadedFilter | LoadFailure | undefined,
  after: LoadedFilter | LoadFailure | undefined,
) {
  return {
    ...(before !== undefined && !isLoaded(before) && { before: ruleInFile(before, old.places) }),
    ...(after !== undefined && !isLoaded(after) && { after: ruleInFile(after, now.places) }),
  };
}

function listChange(
  before: readonly string[] = [],
  after: readonly string[] = [],
): { readonly added: readonly string[]; readonly removed: readonly string[] } | undefined {
  const beyond = (list: readonly string[], other: readonly string[]): readonly string[] => {
    const known = new Set(other);
    return [...new Set(list)].filter((one) => !known.has(one)).sort();
  };
  const [added, removed] = [beyond(after, before), beyond(before, after)];
  return added.length === 0 && removed.length === 0 ? undefined : { added, removed };
}

/** A change that matters before one that does not: without a rule that asks a listener it is never asked. */
function listenerChanges({ old, new: now }: LoadedSides): readonly SettingChange[] {
  return (['listenerPath', 'listenerMetadata'] as const).flatMap((key): readonly SettingChange[] => {
    const written = [old, now].map(({ profile }) => profile[key] || undefined);
    const used = [old, now].map(({ profile }, at) => (asksListener(profile) ? written[at] : undefined));
    const idle = used[0] === used[1];
    const [before, after] = idle ? written : used;
    if (before === after) return [];
    return [
      {
        kind: key === 'listenerPath' ? 'listener' : 'listener-metadata',
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        ...(idle && { idle }),
        ...lineOf(now.places?.[key]),
      },
    ];
  });
}

/** Whether calls are left to a listener: one without a path is none, whatever it is to be told. */
function asksListener({ defaultAction, syscalls = [], listenerPath = '' }: OciSeccomp): boolean {
  return listenerPath !== '' && [defaultAction, ...syscalls.map(({ action }) => action)].includes('SCMP_ACT_NOTIFY');
}

/** What reading a SeccompProfile found of its base profile. */
function baseOf({ problems }: ComparedSource): Problem | undefined {
  return problems.find(({ kind }) => kind === 'base-profile-missing');
}

function lineOf(place: { readonly line: number } | undefined): { readonly line?: number } {
  return place === undefined ? {} : { line: place.line };
}
