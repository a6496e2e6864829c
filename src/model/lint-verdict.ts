/** How bad a finding of `lint` is: `error`: the container does not start, or the filter does not do what the file says. */
export type LintSeverity = 'error' | 'warning' | 'note';

/** One mistake in one file. The words (title, why, fix) are in the table of the rules. */
export interface LintFinding {
  /** A key of the table of rules: `unknown-name`, `conditional-beaten`. Stable: it is the rule id in SARIF. */
  readonly rule: string;
  readonly severity: LintSeverity;
  /** The file's label. */
  readonly source: string;
  /** Path relative to the working folder, `/` between its parts; nothing where it is not a file there. */
  readonly path?: string;
  /** From 1. */
  readonly line: number;
  readonly column?: number;
  /** The value concerned: a syscall, a token, a number. */
  readonly what?: string;
  /** Another value that the finding is about: the rule that wins, the name that was probably meant. */
  readonly other?: string;
  /** Line of that other one. */
  readonly otherLine?: number;
  /** `--fix` mends it, without changing what a runtime does with the file otherwise. */
  readonly fixable: boolean;
}

/** What the table of lint rules says of one. */
export interface LintRule {
  readonly id: string;
  readonly severity: LintSeverity;
  /** One line without the value and without a full stop. */
  readonly title: string;
  /** Why it matters: what runtimes do with it, one or two sentences. */
  readonly why: string;
  /** What to do, an imperative sentence. */
  readonly fix: string;
  /** Where it can be read or how it was measured. */
  readonly reference: string;
}

/** The result of `lint`. Findings are sorted by file, line, column and rule. */
export interface LintVerdict {
  readonly kind: 'lint';
  readonly files: readonly { readonly source: string; readonly path?: string; readonly findings: number }[];
  readonly findings: readonly LintFinding[];
  /** The rules that the findings are of, sorted by id. */
  readonly rules: readonly LintRule[];
  /** Files that `--fix` wrote, and how many findings it mended in each. */
  readonly fixed: readonly { readonly source: string; readonly mended: number }[];
  readonly gate: { readonly failOn: LintFailOn; readonly fails: boolean };
}

/** The levels of `lint --fail-on`. */
export const lintFailOnLevels = ['none', 'error', 'warning', 'note'] as const;

/** @see lintFailOnLevels */
export type LintFailOn = (typeof lintFailOnLevels)[number];
