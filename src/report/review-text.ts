import type { ReviewVerdict } from '../model/review-verdict.ts';
import { diffText } from './diff-text.ts';
import { printable, printableMiddle } from './printable.ts';
import { paint, type Reporter, wrapWords } from './reporter.ts';
import { changeOfProfile, foundInProfile, isToLookAt, reviewHeadline } from './review-words.ts';

/** What a review found: in one line first, then each profile under its name as `diff` shows it, and the gate at the end. */
export const reviewText: Reporter<ReviewVerdict> = (verdict, context) => {
  const { profiles, revision, gate } = verdict;
  const words = `${reviewHeadline(verdict)}, since ${printable(revision, 60)}`;
  const style = gate.fails ? 'red' : profiles.some(isToLookAt) ? 'yellow' : 'green';
  let text = `${paint(context, style, wrapWords(words.split(' '), context.width, 0, 2, ' '))}\n`;
  for (const profile of profiles) {
    const change = changeOfProfile(profile, verdict, (name) => printable(name, 60));
    const title = printableMiddle(profile.path, context.width);
    text += `\n${paint(context, 'bold', title)}\n`;
    const lead = profile.change === 'removed' ? `${change}: ${foundInProfile(profile)}` : change;
    text += `${wrapWords(lead.split(' '), context.width, 0, 2, ' ')}\n`;
    if (profile.change !== 'removed') text += `\n${diffText(profile.diff, context)}`;
  }
  if (profiles.length < 2) return text;
  const state = gate.fails ? paint(context, 'red', 'fails') : paint(context, 'green', 'passes');
  return `${text}\nGate of all  ${state}${paint(context, 'dim', ` (--fail-on ${gate.failOn})`)}\n`;
};
