import type { FailOnDiff } from '../model/diff-verdict.ts';
import type { ReviewedProfile, ReviewVerdict } from '../model/review-verdict.ts';

/** Whether the gate of a review fails: where that of a comparison does, and for a removed profile at `removed` and `any`. */
export function reviewGate(profiles: readonly ReviewedProfile[], failOn: FailOnDiff): ReviewVerdict['gate'] {
  const fails = profiles.some((profile) =>
    profile.change === 'removed' ? failOn === 'removed' || failOn === 'any' : profile.diff.gate.fails,
  );
  return { failOn, fails };
}
