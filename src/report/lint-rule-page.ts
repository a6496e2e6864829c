import type { LintRule } from '../model/lint-verdict.ts';

/** A lint rule in Markdown, as `explain` tells of it and `docs/linting.md` lists it: its heading is its anchor. */
export function lintRulePage({ id, severity, title, why, fix, reference }: LintRule): string {
  const kind = `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
  return `## ${id}\n\n${kind}: ${title}.\n\n${why}\n\nWhat to do: ${fix}\n\nReference: ${reference}.\n`;
}
