import type { ReviewedProfile, ReviewVerdict } from '../model/review-verdict.ts';
import { commentMarker } from './comment-marker.ts';
import { diffMarkdownBody } from './diff-markdown.ts';
import { byteLength, fairShares, fitted, mostBytes, prose, quoted, row, tableHead } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { changeOfProfile, foundInProfile, isToLookAt, reviewHeadline } from './review-words.ts';

/** At most so much of the comment is the table of all profiles. */
const overviewBytes = 16_384;

/** What a profile has at least, unless it needs less. */
const detailBytes = 4096;

/** A review as the one comment of a pull request: the verdict, a line a profile, then each as `diff` shows it. */
export const reviewMarkdown: Reporter<ReviewVerdict> = (verdict) => {
  const { profiles, gate } = verdict;
  const marker = commentMarker('review');
  const [only] = profiles;
  if (profiles.length === 1 && only?.change === 'changed') {
    return marker + diffMarkdownBody(only.diff, mostBytes - byteLength(marker));
  }
  const mark = gate.fails ? '❌' : profiles.some(isToLookAt) ? '⚠️' : '✅';
  const gateWords =
    gate.failOn === 'none' ? '' : ` The gate ${gate.fails ? 'fails' : 'passes'} (\`--fail-on ${gate.failOn}\`).`;
  const head = `${marker}${mark} **${reviewHeadline(verdict)}.**${gateWords}\n`;
  if (profiles.length === 0) return head;
  const rows = profiles.map((profile) =>
    row([
      markOf(profile),
      quoted(profile.path, 200),
      changeOfProfile(profile, verdict, quoted),
      prose(foundInProfile(profile)),
    ]),
  );
  const overview = fitted(
    head,
    [{ open: `\n${tableHead(['', 'Profile', 'What became of it', 'What it lets through'])}`, rows, close: '' }],
    (left) => `… ${left} more profiles left out, as a comment has to be short.`,
    overviewBytes,
  );
  return overview + details(profiles, mostBytes - byteLength(overview));
};

/**
 * Profiles under headings, in at most so many bytes: where not all find place, those at which the gate fails come first, and
 * a long one is cut so that others have some. What is left out is in the table above.
 */
function details(profiles: readonly ReviewedProfile[], room: number): string {
  const compared = profiles.flatMap((profile) => (profile.change === 'removed' || profile.diff.equal ? [] : [profile]));
  const parts = compared
    .toSorted((a, b) => Number(b.diff.gate.fails) - Number(a.diff.gate.fails))
    .map(({ path, diff }) => {
      const heading = `\n#### ${quoted(path, 200)}\n\n`;
      const whole = heading + diffMarkdownBody(diff, mostBytes);
      return { diff, heading, whole, wanted: byteLength(whole) };
    });
  const note = (count: number) =>
    `\n… the details of ${count} left out, as a comment has to be short: see \`seccinch review\`.\n`;
  let left = room - byteLength(note(parts.length));
  const chosen = parts.filter(({ wanted }) => {
    left -= Math.min(wanted, detailBytes);
    return left >= 0;
  });
  const shares = fairShares(
    chosen.map(({ wanted }) => wanted),
    room - byteLength(note(parts.length)),
  );
  const shown = chosen.flatMap(({ diff, heading, whole, wanted }, index) => {
    const share = shares[index] ?? 0;
    if (wanted <= share) return [whole];
    const text = heading + diffMarkdownBody(diff, share - byteLength(heading));
    return byteLength(text) <= share ? [text] : [];
  });
  const missing = parts.length - shown.length;
  return shown.join('') + (missing === 0 ? '' : note(missing));
}

function markOf(profile: ReviewedProfile): string {
  if (profile.change !== 'removed' && profile.diff.gate.fails) return '❌';
  return isToLookAt(profile) ? '⚠️' : '✅';
}
