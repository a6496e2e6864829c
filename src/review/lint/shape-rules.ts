import { foldedKey } from '../../model/go-key.ts';
import type { JsonEntry, JsonNode, ObjectNode, ScalarNode } from '../../model/json-tree.ts';
import { entryRemoval, type Found, replacement } from './found.ts';
import { entryOf, type LintedProfile, saysSomething } from './linted-profile.ts';
import { nearest } from './nearest.ts';

/** What a value has to be. `whole32` and `whole64` are unsigned numbers of that many bits. */
type Kind = 'string' | 'whole32' | 'whole64' | 'strings' | 'boolean' | Shape;

/** The keys of an object, with what their values have to be. */
interface Shape {
  readonly keys: ReadonlyMap<string, Kind>;
  /** The keys, by themselves in small letters. */
  readonly folded: ReadonlyMap<string, string>;
  readonly required: readonly string[];
  /** It is a list of these. */
  readonly isList: boolean;
}

const shape = (keys: Readonly<Record<string, Kind>>, required: readonly string[], isList = true): Shape => ({
  keys: new Map(Object.entries(keys)),
  folded: new Map(Object.keys(keys).map((key) => [foldedKey(key), key])),
  required,
  isList,
});

// runtime-spec specs-go/config.go, LinuxSeccomp; moby/profiles seccomp/seccomp.go; container-libs
// common/pkg/seccomp/types.go; security-profiles-operator api/seccompprofile. What a reader does not know of these is
// told by the rules about dialects.
const filter = shape({ caps: 'strings', arches: 'strings', minKernel: 'string' }, [], false);
const condition = shape({ index: 'whole32', value: 'whole64', valueTwo: 'whole64', op: 'string' }, [
  'index',
  'value',
  'op',
]);
const rule = shape(
  {
    name: 'string',
    names: 'strings',
    action: 'string',
    errnoRet: 'whole32',
    errno: 'string',
    args: condition,
    comment: 'string',
    includes: filter,
    excludes: filter,
  },
  ['names', 'action'],
);
const ofProfile = {
  defaultAction: 'string',
  defaultErrnoRet: 'whole32',
  defaultErrno: 'string',
  architectures: 'strings',
  archMap: shape({ architecture: 'string', subArchitectures: 'strings' }, ['architecture']),
  flags: 'strings',
  listenerPath: 'string',
  listenerMetadata: 'string',
  syscalls: rule,
} as const;
const profile = shape(ofProfile, ['defaultAction'], false);
const crd = shape(
  { ...ofProfile, baseProfileName: 'string', state: 'string', disabled: 'boolean' },
  ['defaultAction'],
  false,
);

/** What is wrong with keys and the types of their values. */
export function* shapeRules({ root, form }: LintedProfile): Iterable<Found> {
  yield* objectRules(root, form === 'spo' ? crd : profile);
}

function* objectRules(node: ObjectNode, expected: Shape): Iterable<Found> {
  const byKey = new Map<string, JsonEntry>();
  for (const [index, entry] of node.entries.entries()) {
    const { key, value } = entry;
    const known = expected.keys.has(key) ? key : expected.folded.get(foldedKey(key));
    if (known === undefined) {
      if (isRemark(key)) continue;
      const other = nearest(key, expected.keys.keys());
      yield { rule: 'key-unknown', at: entry, what: key, ...(other !== undefined && { other }) };
      continue;
    }
    const first = byKey.get(known);
    if (first !== undefined) {
      yield { rule: 'key-repeated', at: entry, what: key, otherAt: first, ...sameTwice(node, index, first) };
    }
    byKey.set(known, first ?? entry);
    if (key !== known) {
      yield {
        rule: 'key-case',
        at: entry,
        what: key,
        other: known,
        ...(first === undefined && !hasKey(node, known) && replacement(entry, JSON.stringify(known))),
      };
    }
    const kind = expected.keys.get(known);
    if (kind !== undefined && saysSomething(value)) yield* valueRules(value, kind);
  }
  for (const key of expected.required) {
    const isNamed = key === 'names' && saysSomething(entryOf(node, 'name')?.value);
    const isDefault = key === 'defaultAction' && node.entries.length === 0;
    const found = entryOf(node, key)?.value;
    const isEmptyText = found?.kind === 'scalar' && found.value === '';
    const isNothing = found === undefined || (found.kind === 'scalar' && found.value === null) || isEmptyText;
    if (isNothing && !isNamed && !isDefault) yield { rule: 'key-missing', at: node, what: key };
  }
}

// crun reads that one: the other may not come before it under the same name.
function hasKey({ entries }: ObjectNode, key: string): boolean {
  return entries.some((entry) => entry.key === key);
}

// Two entries that say the same: one of them can go.
function sameTwice(node: ObjectNode, index: number, first: JsonEntry): Pick<Found, 'edits'> {
  const value = node.entries[index]?.value;
  const isSame = value?.kind === 'scalar' && first.value.kind === 'scalar' && value.value === first.value.value;
  return isSame ? entryRemoval(node, index) : {};
}

// What people put remarks under: no reader is meant by it.
function isRemark(key: string): boolean {
  return /^(?:comments?|description|\$schema|(?:_|\/\/|#|x-).*)$/i.test(key);
}

function* valueRules(node: JsonNode, kind: Kind): Iterable<Found> {
  const wrong: Found = { rule: 'invalid-type', at: node, what: expectedWords(kind) };
  if (typeof kind === 'object') {
    const objects = kind.isList ? (node.kind === 'list' ? node.items : undefined) : [node];
    if (objects === undefined) yield wrong;
    for (const item of objects ?? []) {
      if (item.kind === 'object') yield* objectRules(item, kind);
      else yield { ...wrong, at: item, what: 'an object' };
    }
  } else if (kind === 'strings') {
    if (node.kind !== 'list') yield wrong;
    else for (const item of node.items) if (typeOf(item) !== 'string') yield { ...wrong, at: item, what: 'a string' };
  } else if (kind === 'string' || kind === 'boolean') {
    if (typeOf(node) !== kind) yield wrong;
  } else if (node.kind !== 'scalar' || typeOf(node) !== 'number') yield wrong;
  else yield* numberRules(node, kind === 'whole32' ? 32n : 64n);
}

function typeOf(node: JsonNode): string {
  if (node.kind !== 'scalar') return node.kind;
  return typeof node.value === 'bigint' ? 'number' : typeof node.value;
}

function* numberRules(node: ScalarNode, bits: bigint): Iterable<Found> {
  const { value, literal = String(value) } = node;
  if (literal === String(value) && isWithin(value, bits)) return;
  const exact = wholeDigits(literal, bits);
  yield {
    rule: 'number-form',
    at: node,
    what: literal,
    ...(exact !== undefined && { other: exact, ...replacement(node, exact) }),
  };
}

function isWithin(value: ScalarNode['value'], bits: bigint): boolean {
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  return isWhole && BigInt(value as number) >= 0n && BigInt(value as number) < 1n << bits;
}

// Of a fraction or an exponent only what nobody can have rounded: 1e3, 2.0.
function wholeDigits(literal: string, bits: bigint): string | undefined {
  const value = Number(literal);
  return Number.isSafeInteger(value) && value >= 0 && BigInt(value) < 1n << bits ? String(value) : undefined;
}

function expectedWords(kind: Kind): string {
  if (typeof kind === 'object') return kind.isList ? 'a list of objects' : 'an object';
  switch (kind) {
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'strings':
      return 'a list of strings';
    case 'whole32':
    case 'whole64':
      return 'a number';
  }
}
