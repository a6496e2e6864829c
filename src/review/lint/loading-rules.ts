import { type LoadedFilter, loadProfile } from '../../filter/loaded-filter.ts';
import type { Loader } from '../../filter/profile-loader.ts';
import { architectures } from '../../kernel/architectures.ts';
import { errnoNumber } from '../../kernel/errnos.ts';
import { scmpArchitecture } from '../../kernel/scmp-architectures.ts';
import { syscallNumber } from '../../kernel/syscalls.ts';
import type { Decision, LoadFailure } from '../../model/check-verdict.ts';
import type { OciSeccomp, OciSyscall } from '../../model/oci-seccomp.ts';
import { compiledRules } from './compiled-rules.ts';
import type { Found } from './found.ts';
import { appliesPlainly } from './guards.ts';
import type { LintSetting, RuntimeNeed } from './lint-setting.ts';
import { entryOf, isAction, type LintedProfile, type LintedRule, ociRule } from './linted-profile.ts';

/** What is seen only where the whole is put together as libseccomp does it, for a container without capabilities. */
export function* loadingRules(profile: LintedProfile, setting: LintSetting): Iterable<Found> {
  const readable = plainProfile(profile);
  if (readable === undefined) return;
  const { rules } = readable;
  const isSmall = sizeOf(readable.oci) < surelyFits;
  const oci = isSmall ? reduced(readable.oci, setting.needs) : readable.oci;
  const failures = new Set<string>();
  let filter: LoadedFilter | undefined;
  for (const loader of waysToCompile(setting.loaders, oci)) {
    const loaded = loadProfile(oci, { loader: { ...loader, ...lenient }, host: profile.host });
    if (loaded.ok) filter ??= loaded.filter;
    else if (!failures.has(loaded.failure.reason)) {
      failures.add(loaded.failure.reason);
      yield* failureRules(loaded.failure, rules, profile);
    }
    // Another one would take as long to find out as little.
    if (failures.has('rules-undecided')) return;
  }
  if (filter === undefined) return;
  yield* compiledRules(filter, oci, rules, profile.host);
  // What a base profile has, or a rule that cannot be read was to do, is not known.
  if (!readable.isWhole || entryOf(profile.root, 'baseProfileName') !== undefined) return;
  // A profile of 32-bit programs alone says nothing of those of the machine, of which the runtime is one.
  if (profile.tokens.length > 0 && !profile.tokens.includes(architectures[profile.host].scmp)) return;
  yield* needRules(filter, profile, setting);
}

// What loaders object to before libseccomp is asked has rules of its own, that know where it stands.
// Of runc's stub, which hides what the filter does, clone3 is told of alone.
const lenient: Partial<Loader> = {
  enosysStub: 'none',
  isStrictAboutErrno: false,
  isStrictAboutNames: false,
  isStrictAboutNotify: false,
};

/** What is surely below the limit of 4096 instructions: a condition takes five at most, a call two. */
const surelyFits = 3500;

/** How many instructions a profile has at most, roughly. */
function sizeOf({ architectures: tokens = [], syscalls = [] }: OciSeccomp): number {
  const size = syscalls.reduce((total, { names, args = [] }) => total + names.length * (2 + 5 * args.length), 0);
  return size * (tokens.length + 1);
}

/** Loaders that make different programs, where that can make a difference. */
function waysToCompile(loaders: readonly Loader[], oci: OciSeccomp): readonly Loader[] {
  if (sizeOf(oci) < surelyFits) return loaders.slice(0, 1);
  return [true, false].flatMap((sorts) => loaders.find(({ sortsLongFilters }) => sortsLongFilters === sorts) ?? []);
}

/** The profile with those calls only that are asked for, or have conditions: all else is decided by its one rule. */
function reduced(oci: OciSeccomp, needs: readonly RuntimeNeed[]): OciSeccomp {
  const { syscalls = [] } = oci;
  const kept = new Set(programCalls);
  for (const { required } of needs) for (const name of [...required.errno, ...required.kill]) kept.add(name);
  for (const { names, args = [] } of syscalls) if (args.length > 0) for (const name of names) kept.add(name);
  return {
    ...oci,
    syscalls: syscalls.map((rule) => ({ ...rule, names: rule.names.filter((name) => kept.has(name)) })),
  };
}

/** What programs and C libraries are looked at for. */
const programCalls = ['clone', 'clone3', 'exit_group', 'rt_sigaction', 'rt_sigreturn'];

/** The profile without what cannot be read and what would not load for a reason that another rule tells. */
function plainProfile(
  profile: LintedProfile,
): { readonly oci: OciSeccomp; readonly rules: readonly LintedRule[]; readonly isWhole: boolean } | undefined {
  const { defaultAction, defaultErrnoRet, tokens, host } = profile;
  if (!isAction(defaultAction?.value)) return undefined;
  const order = architectures[host].endianness;
  const rules: LintedRule[] = [];
  const syscalls: OciSyscall[] = [];
  let isWhole = true;
  for (const rule of profile.rules) {
    const oci = ociRule(rule);
    if (!appliesPlainly(rule.guard, host)) continue;
    const isOdd = oci === undefined || oci.args?.some(({ index }) => index > 5) || isTooLarge(oci.errnoRet);
    if (isOdd || !isAction(oci.action)) {
      isWhole = false;
      continue;
    }
    rules.push(rule);
    syscalls.push(oci);
  }
  const oci: OciSeccomp = {
    defaultAction: defaultAction?.value as OciSeccomp['defaultAction'],
    ...(defaultErrnoRet !== undefined && !isTooLarge(defaultErrnoRet) && { defaultErrnoRet }),
    architectures: tokens.filter((token) => scmpArchitecture(token)?.endianness === order),
    syscalls,
  };
  return { oci, rules, isWhole };
}

function isTooLarge(errno: number | undefined): boolean {
  return errno !== undefined && (errno & 0xffff) >= 4095;
}

function* failureRules(
  { reason, rule, what }: LoadFailure,
  rules: readonly LintedRule[],
  { rulesNode, root }: LintedProfile,
): Iterable<Found> {
  const there = rule === undefined ? undefined : rules[rule];
  const at = there?.names.find(({ value }) => value === what) ?? there?.node ?? rulesNode ?? root;
  switch (reason) {
    case 'rules-conflict':
      yield { rule: 'conditions-conflict', at, ...(what !== undefined && { what }) };
      return;
    case 'rules-endless':
    case 'rules-undecided':
      yield { rule: reason, at, ...(what !== undefined && { what }) };
      return;
    case 'too-many-instructions':
      yield { rule: 'too-many-instructions', at, ...(what !== undefined && { what }) };
  }
}

/** What programs, C libraries and the runtime need, of a filter that refuses by default. */
function* needRules(filter: LoadedFilter, profile: LintedProfile, { needs, loaders }: LintSetting): Iterable<Found> {
  const { defaultAction, rules, rulesNode, root, host } = profile;
  const token = defaultAction?.value ?? '';
  if (token === 'SCMP_ACT_ALLOW' || token === 'SCMP_ACT_LOG') return;
  const list = entryOf(root, 'syscalls') ?? root;
  const refused = (syscall: string): readonly Decision[] | undefined => {
    const decisions = filter.decide({ abi: host, syscall });
    const isPassed = decisions.some(
      ({ answer: { action } }) => action !== 'errno' && !action.startsWith('kill') && action !== 'trap',
    );
    return decisions.length > 0 && !isPassed ? decisions : undefined;
  };
  // Handlers return through rt_sigreturn, and are set with rt_sigaction.
  const areSet =
    refused('rt_sigaction') === undefined && !(needs.length > 0 && needs.every((one) => one.resetsSignals));
  const ending = ['exit_group', ...(areSet ? ['rt_sigreturn'] : [])].filter((name) => refused(name) !== undefined);
  if (ending.length > 0) yield { rule: 'exit-missing', at: list, what: ending.join(', ') };
  const kills =
    token === 'SCMP_ACT_ERRNO' || token === 'SCMP_ACT_TRACE' || token === 'SCMP_ACT_NOTIFY' ? 'errno' : 'kill';
  const missing = needs
    .map(({ runtime, required }) => ({ runtime, calls: required[kills].filter((name) => refused(name) !== undefined) }))
    .filter(({ calls }) => calls.length > 0);
  if (missing.length > 0) {
    const names = [...new Set(missing.flatMap(({ calls }) => calls))].sort();
    yield {
      rule: 'runtime-needs',
      at: list,
      ...(missing.length < needs.length && { severity: 'warning' as const }),
      what: names.join(', '),
      other: missing.map(({ runtime }) => runtime).join(', '),
    };
  }
  if (refused('clone') !== undefined) return;
  const enosys = errnoNumber('ENOSYS', host);
  const answers = refused('clone3') ?? [];
  const isAnswered = answers.some(({ answer }) => answer.action === 'errno' && answer.errno === enosys);
  if (answers.length === 0 || isAnswered || isStubbed('clone3', profile, loaders)) return;
  const named = rules.flatMap(({ names }) => names).find(({ value }) => value === 'clone3');
  const last = rulesNode?.items.at(-1);
  // Only where nothing names it: a rule behind another one would not count.
  const end = named === undefined ? last?.span?.end : undefined;
  const rule = `{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ${enosys}}`;
  yield {
    rule: 'clone3-unanswered',
    at: named ?? list,
    ...(end !== undefined && { edits: [{ start: end, end, text: `, ${rule}` }] }),
  };
}

/** Whether every runtime answers a call with ENOSYS because its number is above all that the profile names. */
function isStubbed(syscall: string, { rules, host }: LintedProfile, loaders: readonly Loader[]): boolean {
  const number = syscallNumber(host, syscall) ?? 0;
  const isLargest = rules.every(({ names }) =>
    names.every(({ value }) => value === syscall || (syscallNumber(host, value) ?? 0) < number),
  );
  return isLargest && loaders.every(({ enosysStub }) => enosysStub !== 'none');
}
