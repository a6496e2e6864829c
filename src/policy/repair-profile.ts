import { architectures } from '../kernel/architectures.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { OciSyscall } from '../model/oci-seccomp.ts';

/** A call that a profile is to let through as well. */
export interface MissingCall {
  readonly syscall: string;
  /** Nothing where it is not known: the machine's own is taken. */
  readonly abi?: Abi;
  /** Where rules allow it for some arguments: the lists it was refused with. None: whatever its arguments are. */
  readonly arguments?: readonly (readonly bigint[])[];
}

/** The completed profile, and the names that no libseccomp knows, which it cannot hold. */
export interface RepairedProfile {
  readonly profile: object;
  readonly unknown: readonly string[];
}

/** A profile as `parseExactJson` gives it, with every name and value under its own key; unknown keys are kept. */
interface ProfileJson {
  readonly architectures?: readonly string[];
  readonly syscalls?: readonly RuleJson[];
}
type RuleJson = Pick<OciSyscall, 'names' | 'action'> & { readonly args?: readonly Condition[] | null };
interface Condition {
  readonly index: number;
  readonly value: number | bigint;
  readonly valueTwo?: number | bigint;
  readonly op: string;
}

/**
 * Completes a profile and leaves everything else in it as it is, order, comments and all. A name joins those of the first
 * rule that allows without conditions, in its place where they are sorted; a call that was allowed for other arguments
 * only gets a rule for the ones it was refused with. An ABI that was not covered is added.
 */
export function repairProfile(json: object, missing: readonly MissingCall[], host: Abi): RepairedProfile {
  const profile = json as ProfileJson;
  const known = missing.filter(({ syscall }) => isKnownSyscall(syscall));
  const rules = [...(profile.syscalls ?? [])];
  const plain = new Set<string>();
  for (const call of known) {
    const some = call.arguments === undefined ? undefined : rulesFor(call.syscall, call.arguments, rules);
    if (some === undefined) plain.add(call.syscall);
    else rules.push(...some);
  }
  allow([...plain], rules);
  const tokens = abisOf(profile, known, host);
  const repaired = { ...profile, ...(tokens === undefined ? {} : { architectures: tokens }), syscalls: rules };
  const unknown = missing.filter(({ syscall }) => !isKnownSyscall(syscall)).map(({ syscall }) => syscall);
  return { profile: repaired, unknown: [...new Set(unknown)].sort(byCodeUnit) };
}

function allow(names: readonly string[], rules: RuleJson[]): void {
  const at = rules.findIndex(({ action, args }) => action === 'SCMP_ACT_ALLOW' && (args ?? []).length === 0);
  const rule = rules[at];
  const added = names.filter((name) => rule?.names.includes(name) !== true).sort(byCodeUnit);
  if (added.length === 0) return;
  if (rule === undefined) rules.push({ names: added, action: 'SCMP_ACT_ALLOW' });
  else rules[at] = { ...rule, names: joined(rule.names, added) };
}

function joined(names: readonly string[], added: readonly string[]): string[] {
  const isSorted = names.every((name, index) => index === 0 || byCodeUnit(names[index - 1] ?? '', name) <= 0);
  return isSorted ? [...names, ...added].sort(byCodeUnit) : [...names, ...added];
}

/**
 * One rule for each list of arguments, about those registers that the rules there are look at, unless there is that very
 * rule; nothing where none has conditions.
 */
function rulesFor(
  name: string,
  lists: readonly (readonly bigint[])[],
  rules: readonly RuleJson[],
): readonly RuleJson[] | undefined {
  const conditions = rules.filter(({ names }) => names.includes(name)).flatMap(({ args }) => args ?? []);
  const indexes = [...new Set(conditions.map(({ index }) => index))].sort((a, b) => a - b);
  if (indexes.length === 0) return undefined;
  const made = new Map<string, RuleJson>();
  for (const list of lists) {
    const args = indexes.map((index) => sameAs(list[index] ?? 0n, index, conditions));
    made.set(keyOf(args), { names: [name], action: 'SCMP_ACT_ALLOW', args });
  }
  const there = new Set(rules.filter(({ names }) => names.includes(name)).map(({ args }) => keyOf(args ?? [])));
  return [...made].flatMap(([key, rule]) => (there.has(key) ? [] : [rule]));
}

function keyOf(conditions: readonly Condition[]): string {
  return conditions.map(({ index, op, value, valueTwo }) => `${index} ${op} ${value} ${valueTwo ?? ''}`).join();
}

// Where only some bits are looked at, the new rule is about those, too.
function sameAs(argument: bigint, index: number, conditions: readonly Condition[]): Condition {
  const masks = new Set(
    conditions
      .filter((one) => one.index === index)
      .map(({ op, value }) => (op === 'SCMP_CMP_MASKED_EQ' ? BigInt(value) : undefined)),
  );
  const [mask] = masks;
  if (masks.size === 1 && mask !== undefined) {
    return { index, value: mask, valueTwo: argument & mask, op: 'SCMP_CMP_MASKED_EQ' };
  }
  return { index, value: argument, op: 'SCMP_CMP_EQ' };
}

/** The architectures, where one has to be added. Without any, a filter covers the machine's own. */
function abisOf(
  { architectures: listed = [] }: ProfileJson,
  calls: readonly MissingCall[],
  host: Abi,
): readonly string[] | undefined {
  const needed = new Set(calls.map(({ abi }) => abi ?? host).filter((abi) => abi !== host));
  const tokens = [...needed].map((abi) => architectures[abi].scmp).filter((token) => !listed.includes(token));
  if (tokens.length === 0) return undefined;
  return [...(listed.length === 0 ? [architectures[host].scmp] : listed), ...tokens.sort(byCodeUnit)];
}
