import { byCodeUnit } from '../../model/code-unit-order.ts';
import type { JsonNode } from '../../model/json-tree.ts';
import { actionRules } from './action-rules.ts';
import { conditionRules } from './condition-rules.ts';
import { dialectRules } from './dialect-rules.ts';
import type { Found } from './found.ts';
import type { LintSetting } from './lint-setting.ts';
import { type LintTarget, profileNode, readLinted } from './linted-profile.ts';
import { loadingRules } from './loading-rules.ts';
import { nameRules } from './name-rules.ts';
import { overlapRules } from './rule-overlaps.ts';
import { shapeRules } from './shape-rules.ts';
import { tokenRules } from './token-rules.ts';

const groups = [
  shapeRules,
  dialectRules,
  tokenRules,
  actionRules,
  nameRules,
  overlapRules,
  conditionRules,
  loadingRules,
] as const;

/**
 * Everything wrong with a document that a runtime would accept in silence, or refuse, in the order of the text.
 * @param target who is to read it; where left out, whose form it has
 * @returns undefined where there is no profile in it
 */
export function lintDocument(
  document: JsonNode,
  target: LintTarget | undefined,
  setting: LintSetting,
): readonly Found[] | undefined {
  const found = profileNode(document);
  if (found === undefined) return undefined;
  const profile = readLinted(found, target);
  return groups
    .flatMap((group) => [...group(profile, setting)])
    .sort((a, b) => byPlace(a, b) || byCodeUnit(a.rule, b.rule));
}

function byPlace({ at: { place: a } }: Found, { at: { place: b } }: Found): number {
  return a.line - b.line || a.column - b.column;
}
