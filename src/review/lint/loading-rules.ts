import { type LoadedFilter, loadProfile } from '../../filter/loaded-filter.ts';
import type { Loader } from '../../filter/profile-loader.ts';
import { architectures } from '../../kernel/architectures.ts';
import { errnoNumber } from '../../kernel/errnos.ts';
import { scmpArchitecture } from '../../kernel/scmp-architectures.ts';
import type { Decision, LoadFailure } from '../../model/check-verdict.ts';
import type { OciSeccomp, OciSyscall } from '../../model/oci-seccomp.ts';
import { compiledRules } from './compiled-rules.ts';
import type { Found } from './found.ts';
import { appliesPlainly } from './guards.ts';
import type { LintSetting } from './lint-setting.ts';
import { entryOf, isAction, type LintedProfile, type LintedRule, ociRule } from './linted-profile.ts';

/** What is seen only where the whole is put together as libseccomp does it, for a container without capabilities. */
export function* loadingRules(profile: LintedProfile, setting: LintSetting): Iterable<Found> {
  const readable = plainProfile(profile);
  if (readable === undefined) return;
  const { oci, rules } = readable;
  const failures = new Set<string>();
  let filter: LoadedFilter | undefined;
  for (const loader of waysToCompile(setting.loaders, oci)) {
    const loaded = loadProfile(oci, { loader: { ...loader, ...lenient }, host: profile.host });
    if (loaded.ok) filter ??= loaded.filter;
    else if (!failures.has(loaded.failure.reason)) {
      failures.add(loaded.failure.reason);
      yield* failureRules(loaded.failure, rules, profile);
    }
  }
  if (filter === undefined) return;
  yield* compiledRules(filter, oci, rules, profile.host);
  if (entryOf(profile.root, 'baseProfileName') !== undefined) return;
  // A profile of 32-bit programs alone says nothing of those of the machine, of which the runtime is one.
  if (profile.tokens.length > 0 && !profile.tokens.includes(architectures[profile.host].scmp)) return;
  yield* needRules(filter, profile, setting);
}

// What loaders object to before libseccomp is asked has rules of its own, that know where it stands.
const lenient: Partial<Loader> = { isStrictAboutErrno: false, isStrictAboutNames: false, isStrictAboutNotify: false };

/** Loaders that make different programs; of a profile without conditions all programs are alike. */
function waysToCompile(loaders: readonly Loader[], { syscalls = [] }: OciSeccomp): readonly Loader[] {
  const hasConditions = syscalls.some(({ args = [] }) => args.length > 0);
  if (!hasConditions) return loaders.slice(0, 1);
  return [true, false].flatMap((sorts) => loaders.find(({ sortsLongFilters }) => sortsLongFilters === sorts) ?? []);
}

/** The profile without what cannot be read and what would not load for a reason that another rule tells. */
function plainProfile(
  profile: LintedProfile,
): { readonly oci: OciSeccomp; readonly rules: readonly LintedRule[] } | undefined {
  const { defaultAction, defaultErrnoRet, tokens, host } = profile;
  if (!isAction(defaultAction?.value)) return undefined;
  const order = architectures[host].endianness;
  const rules: LintedRule[] = [];
  const syscalls: OciSyscall[] = [];
  for (const rule of profile.rules) {
    const oci = ociRule(rule);
    if (oci === undefined || !isAction(oci.action) || !appliesPlainly(rule.guard, host)) continue;
    if (oci.args?.some(({ index }) => index > 5) || isTooLarge(oci.errnoRet)) continue;
    rules.push(rule);
    syscalls.push(oci);
  }
  const oci: OciSeccomp = {
    defaultAction: defaultAction?.value as OciSeccomp['defaultAction'],
    ...(defaultErrnoRet !== undefined && !isTooLarge(defaultErrnoRet) && { defaultErrnoRet }),
    architectures: tokens.filter((token) => scmpArchitecture(token)?.endianness === order),
    syscalls,
  };
  return { oci, rules };
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
      yield { rule: 'rules-endless', at, ...(what !== undefined && { what }) };
      return;
    case 'too-many-instructions':
      yield { rule: 'too-many-instructions', at, ...(what !== undefined && { what }) };
  }
}

/** What programs, C libraries and the runtime need, of a filter that refuses by default. */
function* needRules(filter: LoadedFilter, profile: LintedProfile, { needs }: LintSetting): Iterable<Found> {
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
  if (answers.length === 0 || isAnswered) return;
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
