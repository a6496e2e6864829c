import { byCodeUnit } from '../../model/code-unit-order.ts';
import type { LintFailOn, LintFinding, LintSeverity, LintVerdict } from '../../model/lint-verdict.ts';
import type { Found } from './found.ts';
import { isLintRule, lintRule } from './lint-rules.ts';

/** A file that was looked over. */
export interface LintedFile {
  /** Its label. */
  readonly source: string;
  /** Relative to the working folder; nothing where it is not a file there. */
  readonly path?: string;
  readonly found: readonly Found[];
  /** How many findings `--fix` has mended, which are not in `found`. */
  readonly mended: number;
}

const severities: readonly LintSeverity[] = ['note', 'warning', 'error'];

/** Puts together what was found in all files. */
export function lintVerdict(files: readonly LintedFile[], failOn: LintFailOn): LintVerdict {
  const sorted = [...files].sort((a, b) => byCodeUnit(a.source, b.source));
  const findings = sorted.flatMap((file) => file.found.map((found) => finding(file, found)));
  const ids = [...new Set(findings.map(({ rule }) => rule))].filter(isLintRule).sort(byCodeUnit);
  return {
    kind: 'lint',
    files: sorted.map(({ source, path, found }) => ({
      source,
      ...(path !== undefined && { path }),
      findings: found.length,
    })),
    findings,
    rules: ids.map(lintRule),
    fixed: sorted.filter(({ mended }) => mended > 0).map(({ source, mended }) => ({ source, mended })),
    gate: { failOn, fails: findings.some(({ severity }) => reaches(severity, failOn)) },
  };
}

function reaches(severity: LintSeverity, failOn: LintFailOn): boolean {
  return failOn !== 'none' && severities.indexOf(severity) >= severities.indexOf(failOn);
}

function finding(
  { source, path }: LintedFile,
  { rule, at, severity, what, other, otherAt, edits }: Found,
): LintFinding {
  const { line, column } = at.place;
  return {
    rule,
    severity: severity ?? lintRule(rule).severity,
    source,
    ...(path !== undefined && { path }),
    line,
    column,
    ...(what !== undefined && { what }),
    ...(other !== undefined && { other }),
    ...(otherAt !== undefined && { otherLine: otherAt.place.line }),
    fixable: edits !== undefined && edits.length > 0,
  };
}
