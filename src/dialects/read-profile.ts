import type { ReadProfile, ResolutionTarget } from '../model/compared-source.ts';
import { type JsonNode, JsonSyntaxError, type ObjectNode, parseJsonTree } from '../model/json-tree.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { fieldOf, isSpoProfile } from './form.ts';
import { resolveProfile } from './resolve-profile.ts';
import { resolveSpoProfile } from './resolve-spo-profile.ts';

/**
 * Reads a profile in any form that somebody has: OCI's `linux.seccomp`, alone or in a whole `config.json`; the dialects of
 * Docker and of containers-common (Podman, Buildah, CRI-O), resolved for the container and machine; a SeccompProfile of
 * the Security Profiles Operator, as JSON or YAML. A byte order mark is passed over.
 * @param label the file's name, for the problems
 * @returns `profile-invalid` with the line of the first thing that is wrong, or what the text is instead
 */
export async function readProfile(text: string, label: string, target: ResolutionTarget): Promise<Result<ReadProfile>> {
  if (!looksLikeManifest(text)) return readJsonProfile(text, label, target);
  const { readYamlProfile } = await import('./read-yaml-profile.ts');
  return readYamlProfile(text, label, target);
}

/** The same for JSON alone. */
export function readJsonProfile(given: string, label: string, target: ResolutionTarget): Result<ReadProfile> {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const tree = readJsonTree(text, label);
  if (!tree.ok) return tree;
  const { value: root } = tree;
  if (root.kind !== 'object')
    return fail({ kind: 'profile-invalid', source: label, line: root.place.line, what: 'the whole: not an object' });
  const isManifest = isSpoProfile(root);
  const isConfig = fieldOf(root, 'ociVersion') !== undefined;
  if (isManifest || isConfig) {
    const whole = isManifest ? 'a SeccompProfile' : "a container's config.json";
    const also = keyOfAnother(
      root,
      isManifest ? ['defaultAction', 'syscalls', 'ociVersion'] : ['defaultAction', 'syscalls'],
    );
    if (also !== undefined) {
      const { key, place } = also;
      return fail({
        kind: 'profile-invalid',
        source: label,
        line: place.line,
        what: `${key}: beside ${whole}, which is read elsewhere`,
      });
    }
  }
  if (isManifest) return resolveSpoProfile(root, label, target);
  if (!isConfig) return resolveProfile(root, label, target);
  const seccomp = containerSeccomp(root);
  if (seccomp === undefined) return fail({ kind: 'profile-invalid', source: label, what: 'linux.seccomp: missing' });
  const read = resolveProfile(seccomp, label, target, 'oci');
  return read.ok ? ok({ ...read.value, plain: false }) : read;
}

/** The tree of a JSON text. Gives `profile-invalid` with the line where it is none. */
export function readJsonTree(text: string, label: string): Result<JsonNode> {
  try {
    return ok(parseJsonTree(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (text.trim() === '') return fail({ kind: 'profile-invalid', source: label, what: 'empty' });
    return fail({ kind: 'profile-invalid', source: label, line: error.line, what: 'not JSON' });
  }
}

/**
 * The first key that makes another thing of it for another reader. A text that is a harmless manifest to one and a profile
 * that allows everything to a runtime is not read as either.
 */
function keyOfAnother({ entries }: ObjectNode, keys: readonly string[]): ObjectNode['entries'][number] | undefined {
  return entries.find(({ key }) => keys.some((one) => one.toLowerCase() === key.toLowerCase()));
}

/** Whether it has, on a line of its own, what every manifest of Kubernetes has in YAML; in JSON a line begins with a quote. */
export function looksLikeManifest(text: string): boolean {
  return /^\uFEFF?(?:apiVersion|kind)[ \t]*:/m.test(text);
}

// A container's config.json (runtime-spec config.md), in which ociVersion is required: its filter, if it has one.
function containerSeccomp(root: ObjectNode): ObjectNode | undefined {
  const linux = fieldOf(root, 'linux');
  const seccomp = linux === undefined ? undefined : fieldOf(linux, 'seccomp');
  return seccomp?.kind === 'object' ? seccomp : undefined;
}
