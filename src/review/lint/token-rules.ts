import type { Loader } from '../../filter/profile-loader.ts';
import { architectures } from '../../kernel/architectures.ts';
import { scmpArchitecture, scmpTokens } from '../../kernel/scmp-architectures.ts';
import { abis } from '../../model/abi.ts';
import type { JsonNode } from '../../model/json-tree.ts';
import { comparisons } from '../../model/profile.ts';
import { type Found, itemRemoval, replacement } from './found.ts';
import type { LintSetting } from './lint-setting.ts';
import { entryOf, itemsOf, type LintedProfile, saysSomething, type Text } from './linted-profile.ts';
import { nearest } from './nearest.ts';

// runtime-spec schema/defs-linux.json, SeccompAction.
const actions = ['KILL', 'KILL_PROCESS', 'KILL_THREAD', 'TRAP', 'ERRNO', 'TRACE', 'ALLOW', 'LOG', 'NOTIFY'];
const prefixes = { action: 'SCMP_ACT_', op: 'SCMP_CMP_', architecture: 'SCMP_ARCH_', flag: 'SECCOMP_FILTER_FLAG_' };
const flags = ['TSYNC', 'LOG', 'SPEC_ALLOW', 'WAIT_KILLABLE_RECV'].map((flag) => prefixes.flag + flag);

/** Tokens that runtimes do not know, and architectures that do not go together. */
export function* tokenRules(profile: LintedProfile, { loaders }: LintSetting): Iterable<Found> {
  const { defaultAction, rules } = profile;
  const known = actions.map((action) => prefixes.action + action);
  if (defaultAction !== undefined) yield* token(defaultAction, known, prefixes.action, 'token-unknown');
  for (const { action, conditions } of rules) {
    if (action !== undefined) yield* token(action, known, prefixes.action, 'token-unknown');
    for (const { op } of conditions) {
      if (op !== undefined) yield* token(op, comparisons, prefixes.op, 'token-unknown');
    }
  }
  yield* flagRules(profile, loaders);
  yield* architectureRules(profile);
}

function* token(node: Text, known: readonly string[], prefix: string, rule: Found['rule']): Iterable<Found> {
  const { value } = node;
  if (value === '' || known.includes(value)) return;
  // In other letters, or without the prefix: surely that one.
  const bare = value.trim().toUpperCase();
  const same = known.find((one) => one === bare || one === prefix + bare);
  const other = same ?? nearest(value, known);
  yield {
    rule,
    at: node,
    what: value,
    ...(other !== undefined && { other }),
    ...(same !== undefined && replacement(node, JSON.stringify(same))),
  };
}

function* flagRules({ flags: given }: LintedProfile, loaders: readonly Loader[]): Iterable<Found> {
  for (const flag of given) {
    if (!flags.includes(flag.value)) {
      yield* token(flag, flags, prefixes.flag, 'flag-unknown');
      continue;
    }
    const refusing = loaders.filter((loader) => loader.flags?.has(flag.value) !== true);
    if (refusing.length === 0) continue;
    const severity = refusing.length === loaders.length ? { severity: 'error' as const } : {};
    yield { rule: 'flags-unsupported', ...severity, at: flag, what: flag.value };
  }
}

function* architectureRules({ root, architectures: listed, target }: LintedProfile): Iterable<Found> {
  const map = entryOf(root, 'archMap');
  const isMapRead = target === 'docker' || target === 'podman';
  if (isMapRead && listed.length > 0 && map !== undefined && saysSomething(map.value)) {
    yield { rule: 'architectures-both', at: map };
  }
  if (listed.length === 0 && !(isMapRead && saysSomething(map?.value))) {
    yield { rule: 'architectures-missing', at: entryOf(root, 'architectures') ?? root };
  }
  const items = itemsOf(entryOf(root, 'architectures')?.value);
  const indexes = new Map<JsonNode, number>(items.map((item, index) => [item, index]));
  const values = new Set(listed.map(({ value }) => value));
  for (const node of listed) {
    if (scmpArchitecture(node.value) !== undefined) continue;
    const same = sameArchitecture(node.value);
    const isNative = /^(?:SCMP_ARCH_)?NATIVE$/i.test(node.value.trim());
    const isListed = same !== undefined && values.has(same);
    const edits =
      isNative || isListed
        ? itemRemoval(items, indexes.get(node) ?? -1)
        : same === undefined
          ? {}
          : replacement(node, JSON.stringify(same));
    const other = isNative ? undefined : (same ?? nearest(node.value, scmpTokens()));
    yield {
      rule: 'architecture-unknown',
      at: node,
      what: node.value,
      ...(other !== undefined && { other }),
      ...edits,
    };
  }
  const [first, ...others] = listed.filter(({ value }) => scmpArchitecture(value) !== undefined);
  const odd = others.find(({ value }) => orderOf(value) !== orderOf(first?.value ?? ''));
  if (first !== undefined && odd !== undefined) {
    yield { rule: 'byte-order-mixed', at: odd, what: odd.value, other: first.value, otherAt: first };
  }
}

function orderOf(value: string): string | undefined {
  return scmpArchitecture(value)?.endianness;
}

// Go's and uname's spellings of it, with the prefix or without.
function sameArchitecture(value: string): string | undefined {
  const bare = value
    .trim()
    .replace(/^SCMP_ARCH_/i, '')
    .toLowerCase();
  const exact = scmpTokens().find((one) => one.toLowerCase() === `scmp_arch_${bare}`);
  if (exact !== undefined) return exact;
  const abi = abis.find((one) => {
    const { machines, goArch, nodeArch } = architectures[one];
    return [...machines, goArch, nodeArch].includes(bare);
  });
  return abi === undefined ? undefined : architectures[abi].scmp;
}
