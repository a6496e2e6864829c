import type { ReadProfile, ResolutionTarget } from '../model/compared-source.ts';
import type { ObjectNode } from '../model/json-tree.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { isSpoProfile } from './form.ts';
import { resolveSpoProfile } from './resolve-spo-profile.ts';
import { parseYamlTrees, YamlFault } from './yaml-tree.ts';

/** Characters; etcd takes objects of 1.5 MiB, and a larger text would take the YAML parser minutes. */
const longest = 4 * 1024 * 1024;

/**
 * Reads the one SeccompProfile of the Security Profiles Operator in a YAML text, which may hold other objects beside it.
 * @returns `profile-invalid` as `resolveSpoProfile`, for what is not YAML, and for none or several of them
 */
export function readYamlProfile(text: string, label: string, target: ResolutionTarget): Result<ReadProfile> {
  const objects = yamlProfiles(text, label);
  if (!objects.ok) return objects;
  const [found, second] = objects.value;
  if (second === undefined) return resolveSpoProfile(found, label, target);
  const { line } = second.place;
  return fail({ kind: 'profile-invalid', source: label, line, what: 'a second SeccompProfile: only one a file' });
}

/**
 * The SeccompProfiles in a YAML text, one at least, as they are written.
 * @returns `profile-invalid` for what is not YAML, and for none of them
 */
export function yamlProfiles(text: string, label: string): Result<readonly [ObjectNode, ...ObjectNode[]]> {
  if (text.length > longest)
    return fail({ kind: 'profile-invalid', source: label, what: 'longer than any object of Kubernetes' });
  try {
    const [first, ...others] = parseYamlTrees(text).filter(isSpoProfile);
    if (first !== undefined) return ok([first, ...others]);
    return fail({ kind: 'profile-invalid', source: label, what: 'YAML, without a SeccompProfile in it' });
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    return fail({ kind: 'profile-invalid', source: label, line: error.line, what: error.what });
  }
}
