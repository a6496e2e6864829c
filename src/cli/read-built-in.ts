import { dialectOf, fieldOf } from '../dialects/form.ts';
import { resolveProfile } from '../dialects/resolve-profile.ts';
import { loadBuiltIn } from '../io/shipped-data.ts';
import type { BuiltInName, BuiltInProfile } from '../model/built-in-profile.ts';
import type { ComparedSource, ResolutionTarget } from '../model/compared-source.ts';
import { parseJsonTree } from '../model/json-tree.ts';

/**
 * A default profile that is shipped, resolved. One that an engine makes in code is there for one container and machine; for
 * another it is given as it is, with `built-in-resolved`.
 */
export async function readBuiltIn(name: BuiltInName, label: string, target: ResolutionTarget): Promise<ComparedSource> {
  const text = await loadBuiltIn(name);
  const { madeFor } = JSON.parse(text) as BuiltInProfile;
  const tree = fieldOf(parseJsonTree(text), 'profile');
  if (tree?.kind !== 'object') throw new Error(`${name} holds no profile`);
  const read = resolveProfile(tree, label, target, dialectOf(tree));
  if (!read.ok) throw new Error(`${name}: ${read.problem.what}`);
  const fits =
    madeFor === undefined || (madeFor.abi === target.abi && isSame(madeFor.capabilities, target.capabilities));
  return {
    label,
    form: 'built-in',
    profile: read.value.profile,
    plain: false,
    problems: fits ? [] : [{ kind: 'built-in-resolved', source: label }],
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
