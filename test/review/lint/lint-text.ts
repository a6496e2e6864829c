import { lintSetting } from '../../../src/cli/lint-for.ts';
import { parseJsonTree } from '../../../src/model/json-tree.ts';
import type { Found } from '../../../src/review/lint/found.ts';
import { lintDocument } from '../../../src/review/lint/lint-document.ts';
import type { LintTarget } from '../../../src/review/lint/linted-profile.ts';
import { shippedBases } from '../../policy/shipped-bases.ts';

/** Options of `lint`. */
export interface LintWish {
  readonly for?: LintTarget;
  readonly runtime?: string;
  readonly libseccomp?: string;
}

/** What `lint` finds in the text of a profile. */
export function findingsOf(
  text: string,
  { for: target, runtime = 'any', libseccomp }: LintWish = {},
): readonly Found[] {
  const setting = lintSetting({ runtime, ...(libseccomp !== undefined && { libseccomp }) }, shippedBases);
  if (!setting.ok) throw new Error(setting.problem.kind);
  const found = lintDocument(parseJsonTree(text), target, setting.value);
  if (found === undefined) throw new Error('no profile');
  return found;
}

/** The ids of the rules that a text breaks, sorted, each once. */
export function rulesBroken(text: string, wish?: LintWish): readonly string[] {
  return [...new Set(findingsOf(text, wish).map(({ rule }) => rule))].sort();
}
