/** How bad it is, as SARIF and GitHub have it. */
export type FindingLevel = 'error' | 'warning' | 'note';

/** Levels from the worst on. */
export const findingLevels: readonly FindingLevel[] = ['error', 'warning', 'note'];

/** What a finding may be of, in words. */
export interface FindingRule {
  /** Without the name of the tool: `syscall-added-risky`. Stable. */
  readonly id: string;
  readonly level: FindingLevel;
  /** One line without a full stop. */
  readonly title: string;
  /** Sentences. */
  readonly why: string;
  readonly fix: string;
  readonly reference?: string;
}

/** Something that a person should look at, at a place in a file. */
export interface Finding {
  readonly rule: string;
  readonly level: FindingLevel;
  /** One line, printable, whole in itself. */
  readonly message: string;
  /** What tells it from other findings of its rule in its file, wherever the line is. */
  readonly identity: readonly string[];
  /** The file as the user named it. */
  readonly source: string;
  /** Its path in the repository; nothing where it has none. */
  readonly path?: string;
  readonly line: number;
  readonly column?: number;
  /** Why it is no reason to worry, where somebody has said so. */
  readonly accepted?: string;
}

/** A verdict as what machines that annotate files want: rules and findings, these in the order they are to be shown in. */
export interface ReviewFindings {
  readonly command: 'diff' | 'lint' | 'review';
  /** What was looked at, the same from commit to commit; nothing where one report is for all of a repository. */
  readonly key?: string;
  readonly rules: readonly FindingRule[];
  readonly findings: readonly Finding[];
}

/** The worst first, else in the order given. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => findingLevels.indexOf(a.level) - findingLevels.indexOf(b.level));
}
