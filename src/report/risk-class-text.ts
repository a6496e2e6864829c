import type { RiskClassVerdict } from '../model/verdict.ts';
import { referenced } from './referenced.ts';
import { paint, type Reporter, wrapWords } from './reporter.ts';
import { valueWords } from './risk-words.ts';

/** A class of risk: what makes a syscall a member, and its members with why and where that can be read. */
export const riskClassText: Reporter<RiskClassVerdict> = (verdict, context) => {
  const title = wrapWords(verdict.title.split(' '), context.width, verdict.name.length + 2, 2, ' ');
  let text = `${paint(context, 'bold', verdict.name)}: ${title}\n`;
  text += `  ${referenced(verdict.rule, verdict.reference, context, 2)}\n\n`;
  for (const { syscall, fact } of verdict.members) {
    text += `${paint(context, 'bold', syscall)}\n`;
    const facts = fact.values?.map((value) => ({ ...value, why: `${valueWords(value)}: ${value.why}` })) ?? [fact];
    for (const { why, reference } of facts) text += `    ${referenced(why, reference, context, 4, 6)}\n`;
  }
  const more = 'more: docs/risk.md; seccinch explain NAME tells all of a syscall'.split(' ');
  return `${text}\n${wrapWords(more, context.width, 0, 2, ' ')}\n`;
};
