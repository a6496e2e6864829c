import { byCodeUnit } from '../model/code-unit-order.ts';
import type { LintFinding, LintSeverity, LintVerdict } from '../model/lint-verdict.ts';
import { grouped } from './counts.ts';
import { printable } from './printable.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';

const colors = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<LintSeverity, string>;

const order: readonly LintSeverity[] = ['error', 'warning', 'note'];

/** How many places of one rule in one file are told. */
const placesShown = 8;

/**
 * What `lint` found, file by file and rule by rule, the worst first: places as `file:line:column`, so that editors find
 * them, then once why it matters and what to do. Then what was mended, and a line that counts.
 */
export const lintText: Reporter<LintVerdict> = (verdict, context) => {
  const { files, findings, rules, fixed, gate } = verdict;
  const byFile = new Map<string, LintFinding[]>();
  for (const finding of findings) {
    const known = byFile.get(finding.source);
    if (known === undefined) byFile.set(finding.source, [finding]);
    else known.push(finding);
  }
  let text = '';
  for (const [source, found] of byFile) text += `${fileText(source, found, rules, context)}\n`;
  for (const { source, mended } of fixed) {
    text += `${paint(context, 'green', 'fixed')} ${count(mended, 'finding')} in ${printable(source)}\n`;
  }
  const fixable = findings.filter((finding) => finding.fixable).length;
  const profiles = count(files.length, 'file');
  if (findings.length === 0) {
    const nothing = files.length === 0 ? 'no profile to look at' : `${profiles}: nothing found`;
    return `${text}${paint(context, 'green', nothing)}\n`;
  }
  const counts = order
    .map((severity) => ({ severity, times: findings.filter((one) => one.severity === severity).length }))
    .filter(({ times }) => times > 0)
    .map(({ severity, times }) => count(times, severity));
  const color = gate.fails ? 'red' : 'yellow';
  text += `${paint(context, color, `${profiles}: ${counts.join(', ')}`)}\n`;
  if (fixable > 0) text += `  ${count(fixable, 'finding')} can be mended: seccinch lint --fix\n`;
  return text;
};

/** The findings of one file, those of one rule together, the worst rules first. */
function fileText(
  source: string,
  findings: readonly LintFinding[],
  rules: LintVerdict['rules'],
  context: ReportContext,
): string {
  const groups = new Map<string, LintFinding[]>();
  for (const finding of findings) {
    const key = `${order.indexOf(finding.severity)} ${finding.rule}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  const sorted = [...groups].sort(([a], [b]) => byCodeUnit(a, b)).map(([, group]) => group);
  return sorted.map((group) => groupText(source, group, rules, context)).join('');
}

function groupText(
  source: string,
  group: readonly LintFinding[],
  rules: LintVerdict['rules'],
  context: ReportContext,
): string {
  const [{ severity, rule: id } = { severity: 'note' as const, rule: '' }] = group;
  const rule = rules.find((one) => one.id === id);
  const words = [...printable(rule?.title ?? '', Infinity).split(' '), `[${printable(id)}]`];
  const title = wrapWords(words, context.width, severity.length + 2, 2, ' ');
  let text = `${paint(context, colors[severity], `${severity}:`)} ${title}\n`;
  const shown = group.slice(0, context.verbose ? undefined : placesShown);
  for (const finding of shown) text += placeText(source, finding, context);
  const more = group.length - shown.length;
  if (more > 0) text += `  … ${grouped(more)} more (-v shows them)\n`;
  if (rule === undefined) return text;
  text += `    ${paint(context, 'dim', wrapWords(printable(rule.why, Infinity).split(' '), context.width, 4, 4, ' '))}\n`;
  return `${text}    ${wrapWords(`Fix: ${printable(rule.fix, Infinity)}`.split(' '), context.width, 4, 4, ' ')}\n`;
}

function placeText(source: string, finding: LintFinding, context: ReportContext): string {
  const { line, column, what, other, otherLine, fixable } = finding;
  const place = `${printable(source)}:${line}${column === undefined ? '' : `:${column}`}`;
  const about = [
    ...(what === undefined ? [] : [printable(what) || "''"]),
    ...(other === undefined ? [] : [`→ ${printable(other) || "''"}`]),
    ...(otherLine === undefined ? [] : [`(see line ${otherLine})`]),
    ...(fixable ? ['[--fix]'] : []),
  ];
  const rest = about.length === 0 ? '' : `  ${about.join(' ')}`;
  return `  ${paint(context, 'bold', place)}${wrapWords(rest.split(' '), context.width, place.length + 2, 6, ' ')}\n`;
}

function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}
