import type { GenerateVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { filesText, gapsText, profileSummaryText } from './profile-summary-text.ts';
import { paint, type Reporter } from './reporter.ts';

/** The short summary after `generate`. */
export const generateText: Reporter<GenerateVerdict> = (verdict, context) => {
  let text = `${paint(context, 'bold', `seccinch generated a profile for ${printable(verdict.profile.name)}`)}\n\n`;
  text += profileSummaryText(verdict.profile, context);
  if (verdict.files.length > 0) text += `\n${paint(context, 'bold', 'Written')}\n${filesText(verdict.files, context)}`;
  if (verdict.gaps.length > 0) {
    text += `\n${paint(context, 'bold', 'What may be missing')}\n${gapsText(verdict.gaps, context)}`;
  }
  return text;
};
