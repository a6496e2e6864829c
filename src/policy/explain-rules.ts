import { abiOfScmpArch, architectures } from '../kernel/architectures.ts';
import { errnoNumber } from '../kernel/errnos.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import type { Profile, Reason } from '../model/profile.ts';
import type { Recording } from '../model/recording.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import type { Mode } from './base.ts';
import { type BuildOptions, buildProfile } from './build.ts';
import type { KernelRelease } from './kernel-release.ts';
import { newerCalls } from './older-kernel.ts';
import { measuredVersions } from './runtime-selector.ts';

/** One call that a profile file names, its action as the file has it. */
export interface FileRule {
  readonly syscall: string;
  /** `SCMP_ACT_ALLOW`, `SCMP_ACT_ERRNO 38` … */
  readonly action: string;
  /** Whether it depends on arguments: nothing seccinch builds today does. */
  readonly conditional: boolean;
}

/** Why the rules of a profile file are there. Everything sorted by system call. */
export interface ExplainedFile {
  /** `exact`: building from the recording with `options` gives these very rules; `closest`: nothing does. */
  readonly fit: 'exact' | 'closest';
  readonly options: Omit<BuildOptions, 'bases'>;
  readonly explained: readonly (FileRule & { readonly reasons: readonly [Reason, ...Reason[]] })[];
  /** In the file, and nothing in the recording or the tables asks for it. */
  readonly unexplained: readonly FileRule[];
  /** What the file lacks of the build: rules, an ABI (`SCMP_ARCH_…`), the default action. */
  readonly missing: readonly string[];
}

/**
 * Finds out how a plain profile was made from a recording, by building it with every set of options until the rules are
 * the same: profile files have no room for reasons. Where none fits, the closest one counts, and reasons for what that
 * lacks are taken from the others.
 * @returns undefined for a recording no profile can be built from
 */
export function explainRules(
  given: Recording,
  bases: readonly RuntimeBase[],
  file: OciSeccomp,
): ExplainedFile | undefined {
  // Names that no table knows become no rules; a stranger's thousands of them would be sorted out for each set of options.
  const recording = {
    ...given,
    abis: given.abis
      .map(({ abi, syscalls }) => ({ abi, syscalls: syscalls.filter(({ name }) => isKnownSyscall(name)) }))
      .filter(({ syscalls }) => syscalls.length > 0),
  };
  const rules = fileRules(file);
  const tried: Attempt[] = [];
  for (const minKernel of kernels(recording)) {
    for (const runtime of selectors(bases)) {
      for (const noNewPrivileges of [true, false]) {
        for (const kind of kindsLike(file)) {
          const options = { runtime, noNewPrivileges, ...kind, ...(minKernel !== undefined && { minKernel }) };
          const built = buildProfile(recording, { bases, ...options });
          if (!built.ok) return undefined;
          const attempt = compare(built.value.profile, options, file, rules);
          if (attempt.distance === 0) return explained('exact', attempt, [], rules);
          tried.push(attempt);
        }
      }
    }
  }
  const [first, ...others] = tried;
  if (first === undefined) return undefined;
  const closest = others.reduce((best, one) => (one.distance < best.distance ? one : best), first);
  return explained('closest', closest, tried, rules);
}

interface Attempt {
  readonly options: Omit<BuildOptions, 'bases'>;
  readonly distance: number;
  readonly missing: readonly string[];
  /** By call and action. */
  readonly reasons: ReadonlyMap<string, readonly [Reason, ...Reason[]]>;
}

function compare(
  profile: Profile,
  options: Omit<BuildOptions, 'bases'>,
  file: OciSeccomp,
  rules: readonly FileRule[],
): Attempt {
  const [abi] = profile.abis;
  const reasons = new Map<string, readonly [Reason, ...Reason[]]>(
    profile.rules.map(({ syscall, action, reasons: why }) => {
      const token = action.kind === 'allow' ? 'SCMP_ACT_ALLOW' : errnoAction(errnoNumber(action.errno, abi));
      return [`${syscall} ${token}`, why] as const;
    }),
  );
  const there = new Set(rules.filter(({ conditional }) => !conditional).map(key));
  const missing = [...reasons.keys()].filter((one) => !there.has(one));
  const defaults = profile.defaultAction;
  const asBuilt =
    defaults.kind === 'errno'
      ? errnoAction(errnoNumber(defaults.errno, abi))
      : defaults.kind === 'log'
        ? 'SCMP_ACT_LOG'
        : 'SCMP_ACT_KILL_PROCESS';
  if (defaultToken(file) !== asBuilt) missing.push(`default ${asBuilt}`);
  const architecturesThere = new Set(file.architectures ?? [architectures[abi].scmp]);
  const built = new Set(profile.abis.map((one) => architectures[one].scmp));
  missing.push(...[...built].filter((token) => !architecturesThere.has(token)));
  const surplus =
    rules.filter((rule) => rule.conditional || !reasons.has(key(rule))).length +
    [...architecturesThere].filter((token) => !built.has(token)).length;
  return { options, distance: missing.length + surplus, missing: missing.sort(byCodeUnit), reasons };
}

function explained(
  fit: ExplainedFile['fit'],
  chosen: Attempt,
  others: readonly Attempt[],
  rules: readonly FileRule[],
): ExplainedFile {
  const found: (FileRule & { readonly reasons: readonly [Reason, ...Reason[]] })[] = [];
  const unexplained: FileRule[] = [];
  for (const rule of rules) {
    const reasons = rule.conditional
      ? undefined
      : [chosen, ...others].map((attempt) => attempt.reasons.get(key(rule))).find((one) => one !== undefined);
    if (reasons === undefined) unexplained.push(rule);
    else found.push({ ...rule, reasons });
  }
  return { fit, options: chosen.options, explained: found, unexplained, missing: chosen.missing };
}

/** Every call once, as libseccomp takes it: an unconditional rule beats those with conditions, the first of several wins. */
export function fileRules(file: OciSeccomp): readonly FileRule[] {
  const rules = new Map<string, FileRule>();
  for (const { names, action, errnoRet, args = [] } of file.syscalls ?? []) {
    const token = action === 'SCMP_ACT_ERRNO' ? errnoAction(errnoRet) : action;
    for (const syscall of names) {
      const rule = { syscall, action: token, conditional: args.length > 0 };
      const there = rules.get(syscall);
      if (there === undefined || (there.conditional && !rule.conditional)) rules.set(syscall, rule);
    }
  }
  return [...rules.values()].sort((a, b) => byCodeUnit(a.syscall, b.syscall));
}

// EPERM where the file does not say (runtime-spec config-linux.md, errnoRet).
function errnoAction(errno = 1): string {
  return `SCMP_ACT_ERRNO ${errno}`;
}

function key({ syscall, action }: FileRule): string {
  return `${syscall} ${action}`;
}

/** The default action as rules tell theirs: `SCMP_ACT_ERRNO 38`. */
export function defaultToken({ defaultAction, defaultErrnoRet }: OciSeccomp): string {
  return defaultAction === 'SCMP_ACT_ERRNO' ? errnoAction(defaultErrnoRet) : defaultAction;
}

/** Modes that give the file's default action; where none does, all. */
function kindsLike(file: OciSeccomp): readonly { mode: Mode; defaultErrno: 'ENOSYS' | 'EPERM' }[] {
  const abi = abiOfScmpArch(file.architectures?.[0] ?? '') ?? 'x86_64';
  const kinds = [
    { token: errnoAction(errnoNumber('ENOSYS', abi)), mode: 'enforce', defaultErrno: 'ENOSYS' },
    { token: errnoAction(errnoNumber('EPERM', abi)), mode: 'enforce', defaultErrno: 'EPERM' },
    { token: 'SCMP_ACT_LOG', mode: 'log', defaultErrno: 'ENOSYS' },
    { token: 'SCMP_ACT_KILL_PROCESS', mode: 'kill', defaultErrno: 'ENOSYS' },
  ] as const;
  const fitting = kinds.filter(({ token }) => token === defaultToken(file));
  return (fitting.length > 0 ? fitting : kinds).map(({ mode, defaultErrno }) => ({ mode, defaultErrno }));
}

// The most usual first: the first that fits is told.
function selectors(bases: readonly RuntimeBase[]): readonly RuntimeSelector[] {
  const runtimes = bases.map(({ runtime }) => ({ kind: 'runtime', runtime }) as const);
  const versions = bases.flatMap((base) => {
    const starts = base.entries.flatMap(({ ranges }) => ranges.map(({ from }) => from));
    return [...new Set([...measuredVersions(base), ...starts])].map(
      (version) => ({ kind: 'runtime', runtime: base.runtime, version }) as const,
    );
  });
  return [{ kind: 'any' }, ...runtimes, ...versions, { kind: 'none' }];
}

/** No `--min-kernel` first, then one below each release that matters to what was recorded. */
function kernels(recording: Recording): readonly (KernelRelease | undefined)[] {
  const seen = new Set(recording.abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name)));
  const releases = newerCalls.filter(({ call }) => seen.has(call)).map(({ since }) => since);
  const distinct = new Map(releases.map((since) => [`${since.major}.${since.minor}`, since]));
  return [undefined, ...[...distinct.values()].reverse().map(before)];
}

function before({ major, minor }: KernelRelease): KernelRelease {
  return minor > 0 ? { major, minor: minor - 1 } : { major: major - 1, minor: 9999 };
}
