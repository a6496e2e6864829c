import type { ReadProfile, ResolutionTarget } from '../model/compared-source.ts';
import type { ObjectNode } from '../model/json-tree.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { fieldOf } from './form.ts';
import { resolveProfile } from './resolve-profile.ts';

/**
 * Reads a SeccompProfile of the Security Profiles Operator, v1 or v1beta1 (deploy/base-crds/crds of v1.0.0): its `spec` is
 * plain OCI form. The operator adds the rules of the profile that `baseProfileName` names, which only the cluster or a
 * registry has: those are missing here, and that is told.
 * @returns as `resolveProfile`
 */
export function resolveSpoProfile(manifest: ObjectNode, label: string, target: ResolutionTarget): Result<ReadProfile> {
  const spec = fieldOf(manifest, 'spec');
  if (spec?.kind !== 'object') {
    const { line } = spec?.place ?? manifest.place;
    return fail({ kind: 'profile-invalid', source: label, line, what: `spec: ${spec ? 'not an object' : 'missing'}` });
  }
  const read = resolveProfile(spec, label, target, 'spo');
  const base = fieldOf(spec, 'baseProfileName');
  if (!read.ok || base?.kind !== 'scalar' || typeof base.value !== 'string' || base.value === '') return read;
  const { line } = base.place;
  const missing: Problem = { kind: 'base-profile-missing', source: label, line, what: base.value };
  return ok({ ...read.value, problems: [...read.value.problems, missing] });
}
