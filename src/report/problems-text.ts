import type { Problem } from '../model/problem.ts';
import { problemKinds, type Severity } from '../model/problem-kinds.ts';
import { printable } from './printable.ts';
import { paint, type ReportContext, wrapWords } from './reporter.ts';

const words: Record<Severity, string> = { error: 'error', warning: 'warning', note: 'note' };
const colors = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

/**
 * Problems as text for standard error, one paragraph each: where, what, how often; a sample on a line of its own; then
 * what to do about it. The same kind's fix is said once.
 */
export function problemsText(problems: readonly Problem[], context: ReportContext): string {
  const explained = new Set<string>();
  let text = '';
  for (const problem of problems) {
    const info = problemKinds[problem.kind];
    const place =
      problem.source === undefined
        ? ''
        : `${printable(problem.source)}${problem.line === undefined ? '' : `:${problem.line}`}: `;
    const what = problem.what === undefined ? '' : `: ${printable(problem.what) || "''"}`;
    const times = (problem.times ?? 1) > 1 ? ` (${problem.times} times)` : '';
    const label = `${words[info.severity]}:`;
    const line = `${place}${info.title}${what}${times}`.split(' ');
    text += `${paint(context, colors[info.severity], label)} ${wrapWords(line, context.width, label.length + 1, 2, ' ')}\n`;
    if (problem.sample !== undefined) {
      text += `  ${paint(context, 'dim', `| ${printable(problem.sample, Math.max(20, context.width - 4))}`)}\n`;
    }
    if (!explained.has(problem.kind)) {
      explained.add(problem.kind);
      const fix = wrapWords([...info.fix.split(' '), `[${problem.kind}]`], context.width, 2, 2, ' ');
      text += `  ${paint(context, 'dim', fix)}\n`;
    }
  }
  return text;
}
