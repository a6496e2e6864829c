import type { ReviewVerdict } from '../model/review-verdict.ts';
import { allowListFindings } from './allow-list-findings.ts';
import { profileFindings } from './diff-findings.ts';
import { type DiffRuleId, diffRules } from './diff-rules.ts';
import type { Finding, ReviewFindings } from './review-findings.ts';
import { foundInProfile } from './review-words.ts';

const tighter: ReadonlySet<string> = new Set<DiffRuleId>(['syscall-answered', 'syscall-narrowed', 'syscall-removed']);

/** What a review found, all of its profiles in one: theirs in their order, each that was removed, and the allow-list's. */
export function reviewVerdictFindings({ profiles }: ReviewVerdict): ReviewFindings {
  const inProfiles = profiles.flatMap((profile): readonly Finding[] => {
    if (profile.change === 'changed' || profile.change === 'renamed') return profileFindings(profile.diff);
    // What a new profile refuses beyond the baseline is no news to anybody.
    if (profile.change !== 'removed') {
      return profileFindings(profile.diff).filter(({ rule }) => !tighter.has(rule));
    }
    const { path } = profile;
    const message = `The profile was removed: ${foundInProfile(profile)}`;
    const rule: DiffRuleId = 'profile-removed';
    return [{ rule, level: 'warning', message, identity: [], source: path, path, line: 1 }];
  });
  const inAllowList = allowListFindings(profiles.flatMap((one) => ('diff' in one ? [one.diff] : [])));
  const findings = [...inProfiles, ...inAllowList];
  const rules = new Set(findings.map(({ rule }) => rule));
  return { command: 'review', rules: diffRules.filter(({ id }) => rules.has(id)), findings };
}
