import type { LintVerdict } from '../model/lint-verdict.ts';
import { printable } from './printable.ts';
import type { ReviewFindings } from './review-findings.ts';

/** What `lint` found as findings, in the order of the verdict. */
export function lintFindings({ findings, rules }: LintVerdict): ReviewFindings {
  const words = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    command: 'lint',
    rules: rules.map(({ severity, ...rule }) => ({ ...rule, level: severity })),
    findings: findings.map(({ rule, severity, source, path, line, column, what, other, otherLine, fixable }) => {
      const { title = rule, fix = '' } = words.get(rule) ?? {};
      const about = what === undefined ? '' : `: ${printable(what, 100)}`;
      const beside = other === undefined ? '' : ` (→ ${printable(other, 100)}${at(otherLine)})`;
      const mend = fixable ? ' `seccinch lint --fix` does it.' : '';
      return {
        rule,
        level: severity,
        message: `${printable(title)}${about}${beside || at(otherLine)}. ${printable(fix, 400)}${mend}`,
        identity: [what ?? '', other ?? ''],
        source,
        ...(path !== undefined && { path }),
        line,
        ...(column !== undefined && { column }),
      };
    }),
  };
}

function at(line: number | undefined): string {
  return line === undefined ? '' : `, line ${line}`;
}
