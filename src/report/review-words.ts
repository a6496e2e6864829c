import type { ReviewedProfile, ReviewVerdict } from '../model/review-verdict.ts';
import { letsMoreThrough } from './change-kinds.ts';
import { counted } from './counts.ts';
import { headline } from './diff-text.ts';

/** The review in one line: how many profiles changed, how many of them a reviewer has to look at, how many are gone. */
export function reviewHeadline({ profiles }: ReviewVerdict): string {
  if (profiles.length === 0) return 'No profile changed';
  const removed = profiles.filter(({ change }) => change === 'removed').length;
  const look = profiles.filter(isToLookAt).length - removed;
  const words = [
    look === 0 ? 'none lets more through' : `${look} to look at`,
    ...(removed === 0 ? [] : [`${removed} removed`]),
  ];
  return `${counted(profiles.length, 'profile')} changed: ${words.join(', ')}`;
}

/** Whether it was removed, lets more through, has other settings, or is not known to be as before. */
export function isToLookAt(profile: ReviewedProfile): boolean {
  if (profile.change === 'removed') return true;
  const { changes, settings, unknown, undecided, notCompared, gate } = profile.diff;
  const unsure = [...settings, ...unknown.filter(({ side }) => side === 'new'), ...undecided, ...notCompared];
  return gate.fails || unsure.length > 0 || changes.some(letsMoreThrough);
}

/**
 * What became of one profile, in a few words.
 * @param quote makes a stranger's text fit to be shown
 */
export function changeOfProfile(
  profile: ReviewedProfile,
  { baseline }: ReviewVerdict,
  quote: (text: string) => string,
): string {
  switch (profile.change) {
    case 'changed':
      return 'changed';
    case 'renamed':
      return `was ${quote(profile.from)}`;
    case 'added':
      return `new, beside ${quote(baseline)}`;
    case 'mended':
      return `not a profile before, beside ${quote(baseline)}`;
    case 'removed':
      return 'removed';
  }
}

/** What the comparison of one profile found, in one line. */
export function foundInProfile(profile: ReviewedProfile): string {
  if (profile.change === 'removed') return 'whatever used it has another profile now, or none';
  return headline(profile.diff);
}
