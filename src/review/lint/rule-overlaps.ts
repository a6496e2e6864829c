import type { Found } from './found.ts';
import { everybody, isImplied } from './guards.ts';
import type { LintedProfile, LintedRule, Text } from './linted-profile.ts';

/** A name in a rule. */
interface Naming {
  readonly name: Text;
  readonly rule: LintedRule;
}

/** Rules for one call of which one has no effect: the first without conditions is the only one that counts. */
export function* overlapRules(profile: LintedProfile): Iterable<Found> {
  // Rules with the default action are skipped before libseccomp sees them.
  const isIdle = (rule: LintedRule): boolean => ruleKey(rule) === defaultKey(profile);
  const namings = new Map<string, Naming[]>();
  for (const rule of profile.rules) {
    if (isIdle(rule)) continue;
    for (const name of new Map(rule.names.map((one) => [one.value, one])).values()) {
      const known = namings.get(name.value);
      if (known === undefined) namings.set(name.value, [{ name, rule }]);
      else known.push({ name, rule });
    }
  }
  for (const several of namings.values()) {
    if (several.length > 1) yield* ofOneCall(several);
  }
}

function* ofOneCall(namings: readonly Naming[]): Iterable<Found> {
  const plain = winnersOf(namings);
  if (plain.length === 0) return;
  for (const { name, rule } of namings) {
    const isPlain = rule.conditions.length === 0;
    const winner = plain.find((one) => one.rule !== rule && isImplied(one.rule.guard, rule.guard));
    if (winner === undefined || (isPlain && winner.rule.index > rule.index)) continue;
    const isSame = ruleKey(winner.rule) === ruleKey(rule);
    const found = { at: name, what: name.value, otherAt: winner.name };
    if (isPlain)
      yield isSame
        ? { rule: 'name-duplicate', ...found }
        : { rule: 'first-rule-wins', ...found, other: tokenOf(winner) };
    else
      yield isSame
        ? { rule: 'condition-in-vain', ...found }
        : { rule: 'conditional-beaten', ...found, other: tokenOf(winner) };
  }
}

/** How many rules for a call, each for other containers, are held against all others for it; more than anybody writes. */
const mostWinners = 200;

// Those without conditions on arguments: the first ones, and the first that is there for every container.
function winnersOf(namings: readonly Naming[]): readonly Naming[] {
  const plain = namings.filter(({ rule }) => rule.conditions.length === 0);
  const always = plain.find(({ rule: { guard } }) => isImplied(guard, everybody));
  const first = plain.slice(0, mostWinners);
  return always === undefined || first.includes(always) ? first : [...first, always];
}

function tokenOf({ rule }: Naming): string {
  return rule.action?.value ?? '';
}

/** The same for actions that are the same to the kernel. EPERM is the errno where none is given. */
export function actionKey(action: string | undefined, errnoRet: number | undefined): string {
  const token = action === 'SCMP_ACT_KILL' ? 'SCMP_ACT_KILL_THREAD' : (action ?? '');
  const hasErrno = token === 'SCMP_ACT_ERRNO' || token === 'SCMP_ACT_TRACE';
  return hasErrno ? `${token} ${(errnoRet ?? 1) & 0xffff}` : token;
}

/** The key of the default action. */
export function defaultKey({ defaultAction, defaultErrnoRet }: LintedProfile): string {
  return actionKey(defaultAction?.value, defaultErrnoRet);
}

/** The key of a rule's action. */
export function ruleKey({ action, errnoRet }: LintedRule): string {
  return actionKey(action?.value, errnoRet);
}
