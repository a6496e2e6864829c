import type { ExplainVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { gapsText } from './profile-summary-text.ts';
import { reasonWords } from './reason-words.ts';
import { paint, type Reporter, wrapWords } from './reporter.ts';

const indent = 6;

/** Every rule of a profile with its reasons; what nothing explains comes first, since it is what a reviewer looks for. */
export const explainText: Reporter<ExplainVerdict> = (verdict, context) => {
  let text = `${paint(context, 'bold', printable(verdict.source))}: ${verdict.rules.length} rules`;
  if (verdict.madeWith !== undefined) {
    text += `, as made by\n  ${['seccinch generate', ...verdict.madeWith].join(' ')}`;
  }
  text += '\n';
  const unexplained = verdict.rules.filter((rule) => rule.reasons.length === 0);
  if (unexplained.length > 0) {
    const names = unexplained.map((rule) => printable(rule.syscall));
    const title = `${unexplained.length} without a reason: nothing that was recorded asks for`;
    text += `\n${paint(context, 'red', title)}\n  ${wrapWords(names, context.width, 2, 2)}\n`;
  }
  if (verdict.missing.length > 0) {
    const names = verdict.missing.map((name) => printable(name));
    text += `\n${paint(context, 'yellow', `${names.length} that the recording asks for are missing`)}\n`;
    text += `  ${wrapWords(names, context.width, 2, 2)}\n`;
  }
  text += '\n';
  for (const rule of verdict.rules) {
    if (rule.reasons.length === 0) continue;
    const action = rule.action === 'allow' ? '' : `  ${paint(context, 'yellow', rule.action)}`;
    text += `${paint(context, 'bold', printable(rule.syscall))}${action}\n`;
    for (const reason of rule.reasons) {
      text += `    - ${wrapWords(reasonWords(reason).split(' '), context.width, indent, indent, ' ')}\n`;
    }
  }
  if (verdict.gaps.length > 0)
    text += `\n${paint(context, 'bold', 'What may be missing')}\n${gapsText(verdict.gaps, context)}`;
  return text;
};
