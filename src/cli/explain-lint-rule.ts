import { writeStream } from '../io/write-stream.ts';
import { reportJson } from '../report/json.ts';
import { lintRulePage } from '../report/lint-rule-page.ts';
import { isLintRule, lintRule } from '../review/lint/lint-rules.ts';

/** Explains a lint rule on standard output, where a word is the id of one; gives whether it is. */
export async function explainLintRule(what: string, format: 'text' | 'json'): Promise<boolean> {
  if (!isLintRule(what)) return false;
  const rule = lintRule(what);
  const verdict = { kind: 'lint-rule', rule } as const;
  await writeStream(
    process.stdout,
    format === 'json' ? reportJson({ verdict, problems: [] }, false) : lintRulePage(rule).replace('## ', '# '),
  );
  return true;
}
