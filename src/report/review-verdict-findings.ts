import type { ReviewVerdict } from '../model/review-verdict.ts';
import { diffFindings } from './diff-findings.ts';
import { type DiffRuleId, diffRules } from './diff-rules.ts';
import type { Finding, ReviewFindings } from './review-findings.ts';
import { foundInProfile } from './review-words.ts';

const tighter: ReadonlySet<string> = new Set<DiffRuleId>(['syscall-answered', 'syscall-narrowed', 'syscall-removed']);

/** What a review found, all of its profiles in one: theirs in their order, and each that was removed. */
export function reviewVerdictFindings({ profiles }: ReviewVerdict): ReviewFindings {
  const findings = profiles.flatMap((profile): readonly Finding[] => {
    if (profile.change === 'changed' || profile.change === 'renamed') return diffFindings(profile.diff).findings;
    // What a new profile refuses beyond the baseline is no news to anybody.
    if (profile.change !== 'removed') {
      return diffFindings(profile.diff).findings.filter(({ rule }) => !tighter.has(rule));
    }
    const { path } = profile;
    const message = `The profile was removed: ${foundInProfile(profile)}`;
    const rule: DiffRuleId = 'profile-removed';
    return [{ rule, level: 'warning', message, identity: [], source: path, path, line: 1 }];
  });
  const rules = new Set(findings.map(({ rule }) => rule));
  return { command: 'review', rules: diffRules.filter(({ id }) => rules.has(id)), findings };
}
