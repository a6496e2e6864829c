import type { LintFinding, LintRule, LintVerdict } from '../model/lint-verdict.ts';
import { commentMarker } from './comment-marker.ts';
import { counted, grouped } from './counts.ts';
import { fitted, folded, prose, quoted, row, type Section, tableHead } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { findingLevels } from './review-findings.ts';

/** How many findings are seen before anything is unfolded. */
const shownAtOnce = 15;

/** What `lint` found as a comment of a pull request: the verdict, the worst findings, the rest folded. */
export const lintMarkdown: Reporter<LintVerdict> = (verdict) => {
  const { findings, rules } = verdict;
  const words = new Map(rules.map((rule) => [rule.id, rule]));
  const rows = findings
    .toSorted((a, b) => findingLevels.indexOf(a.severity) - findingLevels.indexOf(b.severity))
    .map((finding) => findingRow(finding, words.get(finding.rule)));
  const open = tableHead(['', 'Where', 'What', 'Cure']);
  const sections: readonly Section[] = [
    { open: `\n${open}`, rows: rows.slice(0, shownAtOnce), close: '' },
    folded(`${Math.max(0, rows.length - shownAtOnce)} more`, open, rows.slice(shownAtOnce)),
    folded('Why it matters', '', rules.map(ruleLine)),
    folded(
      'What was mended',
      '',
      verdict.fixed.map(({ source, mended }) => `- ${quoted(source)}: ${grouped(mended)}\n`),
    ),
  ];
  return fitted(
    head(verdict),
    sections.filter((section) => section.rows.length > 0),
    (left) => `… ${left} more left out, as a comment has to be short: see \`seccinch lint\`.`,
  );
};

function head({ files, findings, gate }: LintVerdict): string {
  const counts = findingLevels.flatMap((level) => {
    const count = findings.filter(({ severity }) => severity === level).length;
    return count === 0 ? [] : [counted(count, level)];
  });
  const mark = gate.fails ? '❌' : findings.length > 0 ? '⚠️' : '✅';
  const gateWords =
    gate.failOn === 'none' ? '' : ` The gate ${gate.fails ? 'fails' : 'passes'} (\`--fail-on ${gate.failOn}\`).`;
  const found = counts.length === 0 ? 'Nothing to mend' : counts.join(', ');
  return `${commentMarker('lint')}${mark} **${found} in ${counted(files.length, 'profile')}.**${gateWords}\n`;
}

function findingRow(finding: LintFinding, rule: LintRule | undefined): string {
  const { severity, source, path, line, what, other, otherLine, fixable } = finding;
  const about = what === undefined ? '' : `: ${quoted(what)}`;
  const place = otherLine === undefined ? '' : `line ${otherLine}`;
  const beside = [...(other === undefined ? [] : [`→ ${quoted(other)}`]), ...(place === '' ? [] : [place])].join(', ');
  const cure = `${prose(rule?.fix ?? '')}${fixable ? '<br>`seccinch lint --fix` does it' : ''}`;
  return row([
    severity === 'error' ? '**error**' : severity,
    quoted(`${path ?? source}:${line}`),
    `${prose(rule?.title ?? finding.rule)}${about}${beside === '' ? '' : ` (${beside})`}`,
    rule === undefined ? '' : cure,
  ]);
}

function ruleLine({ id, title, why, reference }: LintRule): string {
  return `- **${prose(id)}** (${prose(title)}): ${prose(why, 600)}<br>Read: ${prose(reference)}\n`;
}
