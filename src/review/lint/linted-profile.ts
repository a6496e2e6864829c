import { dialectOf, fieldOf, isSpoProfile } from '../../dialects/form.ts';
import { architectures } from '../../kernel/architectures.ts';
import { scmpArchitecture } from '../../kernel/scmp-architectures.ts';
import type { Abi } from '../../model/abi.ts';
import type { ReadProfile } from '../../model/compared-source.ts';
import { foldedKey } from '../../model/go-key.ts';
import type { JsonEntry, JsonNode, ListNode, ObjectNode, ScalarNode } from '../../model/json-tree.ts';
import { type OciCondition, type OciSyscall, ociActions } from '../../model/oci-seccomp.ts';

/** Who is to read the file. `oci`: runc or crun themselves; `kubernetes`: containerd or CRI-O. */
export const lintTargets = ['oci', 'kubernetes', 'docker', 'podman', 'spo'] as const;

/** @see lintTargets */
export type LintTarget = (typeof lintTargets)[number];

/** A string. */
export type Text = ScalarNode & { readonly value: string };

/** When a rule of Docker's dialect is there; an empty list asks for nothing. */
export interface Guard {
  readonly includes: GuardFilter;
  readonly excludes: GuardFilter;
}

/** What a rule asks for, or must not meet. */
export interface GuardFilter {
  readonly caps: readonly string[];
  readonly arches: readonly string[];
  readonly minKernel?: string;
}

/** A condition of a rule as far as it could be read. */
export interface LintedCondition {
  readonly node: ObjectNode;
  readonly index?: { readonly value: number; readonly node: JsonNode };
  readonly op?: Text;
  /** 0 where it is missing, as for runtimes; undefined where it is no such number. */
  readonly value: bigint | undefined;
  readonly valueNode?: ScalarNode;
  readonly valueTwo: bigint | undefined;
  readonly valueTwoNode?: ScalarNode;
}

/** A rule as far as it could be read. */
export interface LintedRule {
  readonly node: ObjectNode;
  /** Its place in the list of rules. */
  readonly index: number;
  /** Those of `names`, and the one of `name` where the target reads it. */
  readonly names: readonly Text[];
  readonly namesNode?: ListNode;
  readonly action?: Text;
  readonly errnoRet?: number;
  readonly errnoEntry?: JsonEntry;
  readonly conditions: readonly LintedCondition[];
  readonly guard: Guard;
}

/** A profile as far as it could be read: whatever is wrong with it, the rest is there. */
export interface LintedProfile {
  /** The object with `defaultAction` in it. */
  readonly root: ObjectNode;
  readonly form: ReadProfile['form'];
  readonly target: LintTarget;
  readonly defaultAction?: Text;
  readonly defaultErrnoRet?: number;
  readonly architectures: readonly Text[];
  readonly flags: readonly Text[];
  readonly rules: readonly LintedRule[];
  readonly rulesNode?: ListNode;
  /** The tokens of the filter, from `architectures` or the entry of `archMap` for the host. */
  readonly tokens: readonly string[];
  /** The machine that the profile is for: the first that it names, else x86_64. */
  readonly host: Abi;
}

/** The profile within a document: the whole, `linux.seccomp` of a config.json, `spec` of a SeccompProfile. */
export function profileNode(
  document: JsonNode,
): { readonly root: ObjectNode; readonly form: LintedProfile['form'] } | undefined {
  if (document.kind !== 'object') return undefined;
  if (isSpoProfile(document)) {
    const spec = fieldOf(document, 'spec');
    return spec?.kind === 'object' ? { root: spec, form: 'spo' } : undefined;
  }
  const linux = fieldOf(document, 'linux');
  const sealed = linux === undefined ? undefined : fieldOf(linux, 'seccomp');
  if (sealed?.kind === 'object') return { root: sealed, form: 'oci' };
  const known = ['defaultAction', 'syscalls', 'architectures', 'archMap'];
  if (!known.some((key) => fieldOf(document, key) !== undefined)) return undefined;
  return { root: document, form: dialectOf(document) };
}

const targets = { oci: 'oci', docker: 'docker', 'containers-common': 'podman', spo: 'spo' } as const;

/** Reads what can be read. Of two members with one key the last counts, and letters do not matter, as in Go. */
export function readLinted(
  { root, form }: { readonly root: ObjectNode; readonly form: LintedProfile['form'] },
  asked: LintTarget | undefined,
): LintedProfile {
  const target = asked ?? targets[form];
  const defaultAction = textOf(entryOf(root, 'defaultAction')?.value);
  const defaultErrnoRet = wholeNumber(entryOf(root, 'defaultErrnoRet')?.value);
  const rulesNode = entryOf(root, 'syscalls')?.value;
  const rules = itemsOf(rulesNode).flatMap((node, index) =>
    node.kind === 'object' ? [readRule(node, index, target)] : [],
  );
  const listed = textsOf(entryOf(root, 'architectures')?.value);
  const mapped = target === 'docker' || target === 'podman' ? mappedTokens(root) : [];
  const tokens = listed.length > 0 ? listed.map(({ value }) => value) : mapped;
  return {
    root,
    form,
    target,
    ...(defaultAction !== undefined && { defaultAction }),
    ...(defaultErrnoRet !== undefined && { defaultErrnoRet }),
    architectures: listed,
    flags: textsOf(entryOf(root, 'flags')?.value),
    rules,
    ...(rulesNode?.kind === 'list' && { rulesNode }),
    tokens,
    host: hostOf(tokens),
  };
}

function readRule(node: ObjectNode, index: number, target: LintTarget): LintedRule {
  const namesNode = entryOf(node, 'names')?.value;
  const single = target === 'docker' || target === 'podman' ? textOf(entryOf(node, 'name')?.value) : undefined;
  const errnoEntry = entryOf(node, 'errnoRet');
  const errnoRet = wholeNumber(errnoEntry?.value);
  const action = textOf(entryOf(node, 'action')?.value);
  const conditions = itemsOf(entryOf(node, 'args')?.value);
  const isGuarded = target === 'docker' || target === 'podman';
  return {
    node,
    index,
    names: [...textsOf(namesNode), ...(single === undefined || single.value === '' ? [] : [single])],
    ...(namesNode?.kind === 'list' && { namesNode }),
    ...(action !== undefined && { action }),
    ...(errnoRet !== undefined && { errnoRet }),
    ...(errnoEntry !== undefined && saysSomething(errnoEntry.value) && { errnoEntry }),
    conditions: conditions.flatMap((one) => (one.kind === 'object' ? [readCondition(one)] : [])),
    guard: { includes: readFilter(node, isGuarded, 'includes'), excludes: readFilter(node, isGuarded, 'excludes') },
  };
}

function readFilter(node: ObjectNode, isGuarded: boolean, key: string): GuardFilter {
  const filter = isGuarded ? entryOf(node, key)?.value : undefined;
  const list = (name: string): readonly string[] =>
    filter?.kind === 'object' ? textsOf(entryOf(filter, name)?.value).map(({ value }) => value) : [];
  const minKernel = filter?.kind === 'object' ? textOf(entryOf(filter, 'minKernel')?.value)?.value : undefined;
  return { caps: list('caps'), arches: list('arches'), ...(minKernel !== undefined && { minKernel }) };
}

function readCondition(node: ObjectNode): LintedCondition {
  const indexNode = entryOf(node, 'index')?.value;
  const index = indexNode === undefined ? 0 : wholeNumber(indexNode);
  const op = textOf(entryOf(node, 'op')?.value);
  const [value, valueTwo] = ['value', 'valueTwo'].map((key) => entryOf(node, key)?.value);
  return {
    node,
    ...(index !== undefined && { index: { value: index, node: indexNode ?? node } }),
    ...(op !== undefined && { op }),
    value: operand(value),
    ...(value?.kind === 'scalar' && { valueNode: value }),
    valueTwo: operand(valueTwo),
    ...(valueTwo?.kind === 'scalar' && { valueTwoNode: valueTwo }),
  };
}

function operand(node: JsonNode | undefined): bigint | undefined {
  if (node === undefined || !saysSomething(node)) return 0n;
  const value = integerOf(node);
  return value !== undefined && value >= 0n && value < 1n << 64n ? value : undefined;
}

function integerOf(node: JsonNode | undefined): bigint | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { value } = node;
  return typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value as number) : undefined;
}

/** The condition as runtimes take it; undefined where it could not be read. */
export function ociCondition({ index, op, value, valueTwo }: LintedCondition): OciCondition | undefined {
  if (index === undefined || op === undefined || value === undefined || valueTwo === undefined) return undefined;
  if (!operators.has(op.value)) return undefined;
  return { index: index.value, op: op.value as OciCondition['op'], value, valueTwo };
}

const operators: ReadonlySet<string> = new Set(
  ['NE', 'LT', 'LE', 'EQ', 'GE', 'GT', 'MASKED_EQ'].map((op) => `SCMP_CMP_${op}`),
);

/** Whether a token is an action. */
export function isAction(token: string | undefined): token is OciSyscall['action'] {
  return (ociActions as readonly (string | undefined)[]).includes(token);
}

/** The rule as runtimes take it; undefined where it could not be read. */
export function ociRule({ names, action, errnoRet, conditions }: LintedRule): OciSyscall | undefined {
  const args = conditions.map(ociCondition);
  if (action === undefined || args.includes(undefined)) return undefined;
  return {
    names: names.map(({ value }) => value),
    action: action.value as OciSyscall['action'],
    ...(errnoRet !== undefined && { errnoRet }),
    args: args.filter((one) => one !== undefined),
  };
}

// Of several entries that of the first machine.
function mappedTokens(root: ObjectNode): readonly string[] {
  for (const entry of itemsOf(entryOf(root, 'archMap')?.value)) {
    if (entry.kind !== 'object') continue;
    const token = textOf(entryOf(entry, 'architecture')?.value)?.value;
    if (token === undefined) continue;
    return [token, ...textsOf(entryOf(entry, 'subArchitectures')?.value).map(({ value }) => value)];
  }
  return [];
}

function hostOf(tokens: readonly string[]): Abi {
  for (const token of tokens) {
    const abi = scmpArchitecture(token)?.abi;
    if (abi !== undefined) return architectures[abi].hostAbi;
  }
  return 'x86_64';
}

/** The entry of a key; the last of several, whatever its letters. */
export function entryOf({ entries }: ObjectNode, key: string): JsonEntry | undefined {
  return entries.findLast(
    (entry) => entry.key === key || (entry.key.length === key.length && foldedKey(entry.key) === foldedKey(key)),
  );
}

/** The items of a list; none of anything else. */
export function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The node, where it is a string. */
export function textOf(node: JsonNode | undefined): Text | undefined {
  return node !== undefined && isText(node) ? node : undefined;
}

function textsOf(node: JsonNode | undefined): readonly Text[] {
  return itemsOf(node).filter(isText);
}

function isText(node: JsonNode): node is Text {
  return node.kind === 'scalar' && typeof node.value === 'string';
}

function wholeNumber(node: JsonNode | undefined): number | undefined {
  const value = integerOf(node);
  return value !== undefined && value >= 0n && value < 1n << 32n ? Number(value) : undefined;
}

/** Whether a value is more than nothing: not null, not empty. */
export function saysSomething(node: JsonNode | undefined): boolean {
  switch (node?.kind) {
    case undefined:
      return false;
    case 'object':
      return node.entries.length > 0;
    case 'list':
      return node.items.length > 0;
    case 'scalar':
      return node.value !== '' && node.value !== null;
  }
}
