import { loadRefusal } from '../filter/load-refusal.ts';
import { loadProfile } from '../filter/loaded-filter.ts';
import { type Loader, profileLoaders } from '../filter/profile-loader.ts';
import { mergeRanges } from '../filter/runtime-ranges.ts';
import { abiOfScmpArch, architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { CheckVerdict, LoadFailure, RuntimeRange } from '../model/check-verdict.ts';
import type { ProfilePlaces } from '../model/compared-source.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { ruleInFile } from '../model/rule-in-file.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { timesCalled } from '../model/times-called.ts';
import type { Mode } from './base.ts';
import { type BuildOptions, buildProfile } from './build.ts';
import { excessCalls, newNames } from './check-excess.ts';
import { missingForNewerRuntime, missingForRuntime } from './check-runtime.ts';
import { type LoadedUnder, stoppedCalls } from './check-stopped.ts';
import { mergeRecordings } from './merge.ts';
import { selectorText } from './runtime-selector.ts';

/** What shapes a check beside the profile and the recordings. */
export interface CheckOptions {
  readonly bases: readonly RuntimeBase[];
  readonly runtime: RuntimeSelector;
  readonly noNewPrivileges: boolean;
  /** Of the profile's parts in its file: rules are told by theirs. */
  readonly places?: ProfilePlaces;
}

// Before any release: what is called instead of newer calls counts as justified, however old the kernel.
const oldestKernel = { major: 0, minor: 0 };

/**
 * Holds recordings against a profile, without a kernel: which recorded calls it would stop, what it lacks for the
 * container runtime, and what it allows beyond all of that.
 * @param source the profile's file, for the verdict
 * @returns `recording-empty`, `abis-incompatible`; problems as of `buildProfile`
 */
export function checkProfile(
  profile: OciSeccomp,
  source: string,
  recordings: readonly [Recording, ...Recording[]],
  options: CheckOptions,
): Result<{ readonly verdict: CheckVerdict; readonly problems: readonly Problem[] }> {
  const build = buildOptions(profile, options);
  const whole = mergeRecordings(recordings, recordings[0].subject);
  if (!whole.ok) return whole;
  const built = buildProfile(whole.value, { ...build, minKernel: oldestKernel });
  if (!built.ok) return built;
  const { rules, abis } = built.value.profile;

  const loaded: LoadedUnder[] = [];
  const failures: (LoadFailure & { readonly runtimes: readonly RuntimeRange[] })[] = [];
  let undecided: LoadFailure | undefined;
  for (const host of new Set(abis.map((abi) => architectures[abi].hostAbi))) {
    for (const loader of loadersOn(host, options.runtime)) {
      const known = undecided && (loadRefusal(profile, loader) ?? undecided);
      const result =
        known === undefined ? loadProfile(profile, { loader, host }) : ({ ok: false, failure: known } as const);
      if (result.ok) loaded.push({ host, range: loader.range, filter: result.filter });
      else failures.push({ ...ruleInFile(result.failure, options.places), runtimes: [loader.range] });
      // Any other way to load it would take as long to find out as little.
      if (!result.ok && result.failure.reason === 'rules-undecided') undecided = result.failure;
    }
  }

  const absent = new Set(
    rules.filter(({ reasons }) => reasons.some(({ kind }) => kind === 'unavailable')).map(({ syscall }) => syscall),
  );
  const stopped = stoppedCalls(recordings, loaded, absent, options.places);
  const verdict: CheckVerdict = {
    kind: 'check',
    source,
    runtime: selectorText(options.runtime),
    noNewPrivileges: options.noNewPrivileges,
    subjects: recordings.map(({ subject, abis: recorded }) => {
      const syscalls = recorded.flatMap((one) => one.syscalls);
      return {
        subjectKind: subject.kind,
        subject: subject.name,
        syscalls: new Set(syscalls.map(({ name }) => name)).size,
        calls: syscalls.reduce((total, one) => Math.min(total + timesCalled(one), Number.MAX_SAFE_INTEGER), 0),
      };
    }),
    loadedBy: mergeRanges(loaded.map(({ range }) => range)),
    notLoaded: mergeFailures(failures),
    ...stopped,
    missingForRuntime: missingForRuntime(loaded, build),
    missingForNewerRuntime: missingForNewerRuntime(loaded, build),
    newNames: newNames(whole.value, loaded),
    excess: excessCalls(profile, whole.value, loaded, rules),
    idleArchitectures: (profile.architectures ?? []).filter((token) => !isUsed(token, abis)),
    allowsByDefault: profile.defaultAction === 'SCMP_ACT_ALLOW',
    gaps: whole.value.gaps,
  };
  return ok({ verdict, problems: built.value.problems });
}

/** Versions that do not know the machine's own architecture do not run there. */
function loadersOn(host: Abi, runtime: RuntimeSelector): readonly Loader[] {
  const loaders = profileLoaders(runtime);
  const running = loaders.filter((loader) => loader.architectures.has(architectures[host].scmp));
  return running.length > 0 ? running : loaders;
}

/** The options by which `generate` makes a profile with this default action. */
function buildOptions({ defaultAction }: OciSeccomp, options: CheckOptions): BuildOptions {
  return { ...options, mode: modeOf(defaultAction), defaultErrno: 'ENOSYS' };
}

function modeOf(defaultAction: OciSeccomp['defaultAction']): Mode {
  if (defaultAction === 'SCMP_ACT_LOG') return 'log';
  return /KILL|TRAP/.test(defaultAction) ? 'kill' : 'enforce';
}

function mergeFailures(
  failures: readonly (LoadFailure & { readonly runtimes: readonly RuntimeRange[] })[],
): CheckVerdict['notLoaded'] {
  const found = new Map<string, (typeof failures)[number]>();
  for (const { runtimes, ...failure } of failures) {
    const key = JSON.stringify(failure);
    found.set(key, { ...failure, runtimes: [...(found.get(key)?.runtimes ?? []), ...runtimes] });
  }
  return [...found.values()].map(({ runtimes, ...failure }) => ({ ...failure, runtimes: mergeRanges(runtimes) }));
}

function isUsed(token: string, abis: readonly Abi[]): boolean {
  const abi = abiOfScmpArch(token);
  return abi !== undefined && abis.includes(abi);
}
