import { scmpArchitecture } from '../../kernel/scmp-architectures.ts';
import { syscallCounterparts } from '../../kernel/syscall-counterparts.ts';
import { isKnownSyscall, syscallNames, syscallNumber, syscallSince } from '../../kernel/syscalls.ts';
import { type Abi, abis } from '../../model/abi.ts';
import type { JsonNode } from '../../model/json-tree.ts';
import { compareVersions, parseVersion } from '../../model/version.ts';
import { type Found, itemRemoval, replacement } from './found.ts';
import type { LintSetting } from './lint-setting.ts';
import { entryOf, type LintedProfile, type LintedRule, saysSomething, type Text, textOf } from './linted-profile.ts';
import { nearest } from './nearest.ts';
import { sameCall } from './probable-name.ts';

/** How many unknown names of a file are guessed at: it takes a look at every name that there is. */
const mostGuesses = 50;

/** What is wrong with the names of calls. */
export function* nameRules(profile: LintedProfile, { libseccomp }: LintSetting): Iterable<Found> {
  const { rules, rulesNode, tokens, target } = profile;
  const named = new Set(rules.flatMap(({ names }) => names.map(({ value }) => value)));
  const known = knownAbis(tokens);
  let guesses = 0;
  for (const rule of rules) {
    const { names, namesNode } = rule;
    if (namesNode?.items.length === 0 && names.length === 0) {
      // With `name` beside it something was meant.
      const isNothing = !saysSomething(entryOf(rule.node, 'name')?.value);
      yield {
        rule: 'names-empty',
        at: namesNode,
        ...(isNothing && itemRemoval(rulesNode?.items ?? [], rule.index)),
      };
    }
    yield* singularRules(rule, profile);
    const seen = new Map<string, Text>();
    let indexes: ReadonlyMap<JsonNode, number> | undefined;
    const without = (name: Text): Pick<Found, 'edits'> => {
      indexes ??= new Map(namesNode?.items.map((item, index) => [item, index]));
      return itemRemoval(namesNode?.items ?? [], indexes.get(name) ?? -1);
    };
    for (const name of names) {
      const { value } = name;
      const first = seen.get(value);
      if (first !== undefined) {
        const severity = target === 'spo' ? { severity: 'error' as const } : {};
        yield { rule: 'name-duplicate', ...severity, at: name, what: value, otherAt: first, ...without(name) };
        continue;
      }
      seen.set(value, name);
      if (value === '') yield { rule: 'name-empty', at: name, ...(names.length > 1 && without(name)) };
      else if (!isKnownSyscall(value)) {
        const same = sameCall(value);
        guesses += 1;
        const other = same ?? (guesses > mostGuesses ? undefined : nearest(value, everyName()));
        yield {
          rule: 'name-unknown',
          at: name,
          what: value,
          ...(other !== undefined && { other }),
          ...(same !== undefined && !named.has(same) && replacement(name, JSON.stringify(same))),
        };
      } else {
        yield* otherAbi(name, known, named);
        if (libseccomp === undefined) continue;
        const since = parseVersion(syscallSince(value).libseccomp ?? '');
        if (since !== undefined && compareVersions(since, libseccomp) > 0) {
          yield { rule: 'name-newer', at: name, what: value, other: `libseccomp ${since.join('.')}` };
        }
      }
    }
  }
}

function* singularRules({ node, names }: LintedRule, { target }: LintedProfile): Iterable<Found> {
  const single = entryOf(node, 'name');
  if (single === undefined || !saysSomething(single.value)) return;
  const hasNames = saysSomething(entryOf(node, 'names')?.value);
  const isRead = target === 'docker' || target === 'podman';
  if (hasNames) {
    if (isRead) yield { rule: 'names-both', at: single };
    else yield { rule: 'name-singular', at: single };
    return;
  }
  const value = textOf(single.value);
  if (isRead || value === undefined) return;
  const { edits: ofKey = [] } = replacement(single, '"names"');
  const { edits: ofValue = [] } = replacement(value, `[${JSON.stringify(value.value)}]`);
  const edits = [...ofKey, ...ofValue];
  const isFixable = entryOf(node, 'names') === undefined && names.length === 0;
  yield { rule: 'name-singular', at: single, what: value.value, ...(isFixable && { edits }) };
}

/** The ABIs of tokens; none where it is not known of one which calls it has. */
function knownAbis(tokens: readonly string[]): readonly Abi[] {
  const found = tokens.map((token) => scmpArchitecture(token)?.abi);
  return found.every((abi) => abi !== undefined) ? found : [];
}

// A name of another ABI is no mistake where the profile is for several machines, as long as the call is not forgotten.
function* otherAbi(name: Text, known: readonly Abi[], named: ReadonlySet<string>): Iterable<Found> {
  if (known.length === 0 || known.some((abi) => syscallNumber(abi, name.value) !== undefined)) return;
  const others = syscallCounterparts(name.value).filter((other) =>
    known.some((abi) => syscallNumber(abi, other) !== undefined),
  );
  const [other] = others;
  if (other === undefined || others.some((one) => named.has(one))) return;
  yield { rule: 'name-other-abi', at: name, what: name.value, other };
}

let every: readonly string[] | undefined;

function everyName(): readonly string[] {
  every ??= [...new Set(abis.flatMap((abi) => syscallNames(abi)))].sort();
  return every;
}
