import type { ReadProfile } from '../model/compared-source.ts';
import { foldedKey } from '../model/go-key.ts';
import type { JsonNode, ObjectNode } from '../model/json-tree.ts';

/** Who reads a profile of this form. */
export type Dialect = ReadProfile['form'];

/**
 * In which dialect an object is written that is to be a profile: containers-common's for its keys for errnos, else
 * Docker's for the keys that both have. Where both would read it, both make the same of it, except that only Docker asks
 * for `minKernel`, and that they know `archMap` for other machines. Keys that say nothing, such as the empty conditions
 * that old Docker profiles have on every rule, make no dialect.
 */
export function dialectOf(profile: ObjectNode): Exclude<Dialect, 'spo'> {
  const rules = fieldOf(profile, 'syscalls');
  const objects = rules?.kind === 'list' ? rules.items.filter((one) => one.kind === 'object') : [];
  if (says(profile, 'defaultErrno') || objects.some((rule) => says(rule, 'errno'))) return 'containers-common';
  const isDocker =
    says(profile, 'archMap') || objects.some((rule) => ['name', 'includes', 'excludes'].some((key) => says(rule, key)));
  return isDocker ? 'docker' : 'oci';
}

/** Whether it is a SeccompProfile of the Security Profiles Operator: the kind, and the group of its API. */
export function isSpoProfile(node: JsonNode): node is ObjectNode {
  if (node.kind !== 'object' || textIn(node, 'kind') !== 'SeccompProfile') return false;
  return textIn(node, 'apiVersion')?.startsWith('security-profiles-operator.x-k8s.io/') === true;
}

/** The value of a key, spelled exactly or, as Go takes it, in another case; the last one. */
export function fieldOf(node: JsonNode, key: string): JsonNode | undefined {
  if (node.kind !== 'object') return undefined;
  return node.entries.findLast((one) => one.key === key || foldedKey(one.key) === foldedKey(key))?.value;
}

function textIn(node: ObjectNode, key: string): string | undefined {
  const value = fieldOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

function says(node: ObjectNode, key: string): boolean {
  const value = fieldOf(node, key);
  if (value === undefined) return false;
  if (value.kind === 'list') return value.items.length > 0;
  return value.kind === 'object' ? value.entries.length > 0 : value.value !== null && value.value !== '';
}
