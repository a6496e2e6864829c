import { jsonText } from '../model/json-text.ts';
import { problemKinds } from '../model/problem-kinds.ts';
import type { Report } from '../model/verdict.ts';

/** The version of the JSON that `--output json` prints; fields may be added within one. */
export const reportVersion = 1;

/**
 * A verdict and its problems as JSON: `{version, kind, …, problems: [{kind, severity, title, fix, …}]}`. One line when
 * `compact`, so that it can be told from a workload's own output.
 */
export function reportJson<V extends object>(report: Report<V>, compact: boolean): string {
  const problems = report.problems.map((problem) => {
    const { title, severity, fix } = problemKinds[problem.kind];
    return { ...problem, severity, title, fix };
  });
  return `${jsonText({ version: reportVersion, ...report.verdict, problems }, compact ? 0 : 2)}\n`;
}
