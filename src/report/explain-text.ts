import type { ExplainedRule, ExplainVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { gapsText } from './profile-summary-text.ts';
import { reasonWords } from './reason-words.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';
import { factWords, joined, stanceWords } from './risk-words.ts';

const indent = 6;
/** How many vulnerabilities a rule names unless all are asked for. */
const cvesShown = 3;

/**
 * Every rule of a profile: what its call does, what that opens up, why it is there. What nothing explains is told first,
 * since it is what a reviewer looks for; of the rules the risky ones come first.
 */
export const explainText: Reporter<ExplainVerdict> = (verdict, context) => {
  const risky = verdict.rules.filter((rule) => rule.risky);
  let text = head(verdict, risky.length, context);
  const unexplained = verdict.recorded ? verdict.rules.filter((rule) => rule.reasons.length === 0) : [];
  if (unexplained.length > 0) {
    const names = unexplained.map((rule) => printable(rule.syscall));
    const title = `${unexplained.length} without a reason: nothing that was recorded asks for`;
    text += `\n${paint(context, 'red', wrapWords(title.split(' '), context.width, 0, 2, ' '))}\n`;
    text += `  ${wrapWords(names, context.width, 2, 2)}\n`;
  }
  if (verdict.missing.length > 0) {
    const names = verdict.missing.map((name) => printable(name));
    text += `\n${paint(context, 'yellow', `${names.length} that the recording asks for are missing`)}\n`;
    text += `  ${wrapWords(names, context.width, 2, 2)}\n`;
  }
  const others = verdict.rules.filter((rule) => !rule.risky);
  for (const group of [risky, others]) {
    if (group.length > 0) text += `\n${group.map((rule) => ruleText(rule, verdict.recorded, context)).join('')}`;
  }
  if (verdict.gaps.length > 0)
    text += `\n${paint(context, 'bold', 'What may be missing')}\n${gapsText(verdict.gaps, context)}`;
  return text;
};

function head(
  { source, rules, madeWith, defaultAction }: ExplainVerdict,
  risky: number,
  context: ReportContext,
): string {
  const name = printable(source);
  const count = rules.length === 0 ? 'no rules' : `${rules.length} rule${rules.length === 1 ? '' : 's'}`;
  const made = madeWith === undefined ? '' : ', as made by';
  let text = `${paint(context, 'bold', name)}: ${count}${made}\n`;
  if (madeWith !== undefined) text += `  ${['seccinch generate', ...madeWith].join(' ')}\n`;
  if (defaultAction !== undefined) {
    const isOpen = /^SCMP_ACT_(?:ALLOW|LOG)$/.test(defaultAction);
    text += isOpen
      ? `${paint(context, 'yellow', `everything else is let through: ${defaultAction}`)}\n`
      : `everything else: ${defaultAction}\n`;
  }
  const line = (words: string) => wrapWords(words.split(' '), context.width, 0, 2, ' ');
  const allowed = rules.filter(({ risk }) => risk !== undefined);
  if (allowed.length === 0) return text;
  const first = risky === 0 ? 'none risky' : `${risky} risky (!), told first; docs/risk.md says what that means`;
  text += `${paint(context, risky === 0 ? 'green' : 'yellow', line(first))}\n`;
  // The defaults say nothing of calls that their ABI lacks.
  const judged = allowed.flatMap(({ risk }) =>
    risk === undefined || risk.defaults.length === 0 ? [] : [risk.defaults],
  );
  const [stances] = judged;
  if (stances === undefined) return text;
  const by = judged.filter((defaults) => defaults.every(({ allows }) => allows === 'yes'));
  const engines = joined(stances.map(({ title }) => title));
  const others = allowed.length - judged.length;
  const beside = others === 0 ? '' : `, which say nothing of the ${others} others`;
  return `${text}${line(`${by.length} of ${judged.length} allowed by all of ${engines}${beside}`)}\n`;
}

function ruleText(rule: ExplainedRule, recorded: boolean, context: ReportContext): string {
  const name = printable(rule.syscall);
  const purpose = rule.purpose ?? 'no syscall of any ABI that seccinch knows';
  const action = rule.action === 'allow' ? '' : `  ${paint(context, 'yellow', rule.action)}`;
  const used = name.length + 2 + (action === '' ? 0 : rule.action.length + 2);
  let text = `${paint(context, 'bold', name)}${action}  `;
  text += `${paint(context, 'dim', wrapWords(purpose.split(' '), context.width, used, 4, ' '))}\n`;
  const point = (mark: string, words: string) =>
    `    ${mark} ${wrapWords(words.split(' '), context.width, indent, indent, ' ')}\n`;
  if (rule.conditional === true) text += point('-', 'depends on arguments');
  const mark = paint(context, 'yellow', '!');
  if (rule.risk !== undefined)
    for (const words of riskPoints(rule, context)) text += point(rule.risky ? mark : '-', words);
  for (const reason of rule.reasons) text += point('-', reasonWords(reason));
  if (recorded && rule.reasons.length === 0) text += point('-', 'nothing that was recorded asks for it');
  return text;
}

function riskPoints({ risk, risky }: ExplainedRule, context: ReportContext): readonly string[] {
  if (risk === undefined) return [];
  const always = risk.capabilities.filter(({ needed }) => needed === 'always').map(({ capability }) => capability);
  const newest = risk.cves.map(({ id }) => id).reverse();
  const shown = context.verbose ? newest : newest.slice(0, cvesShown);
  const left = newest.length - shown.length;
  const cves = left > 0 ? [...shown, `${left} more`] : shown;
  return [
    ...risk.classes.map((fact) => factWords(fact)),
    ...(risky && always.length > 0 ? [`fails without ${joined(always)}`] : []),
    ...(risky && cves.length > 0 ? [`took part in ${joined(cves)}`] : []),
    ...stanceWords(risk.defaults, (title) => title, ['no', 'conditional']),
  ];
}
