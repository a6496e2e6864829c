import type { DiffVerdict } from '../model/diff-verdict.ts';
import type { DiffRuleId } from './diff-rules.ts';
import { printable } from './printable.ts';
import type { Finding } from './review-findings.ts';

/**
 * What comparisons by one allow-list found in it: entries that have expired, and those that fit nothing in any of them, each
 * once, at its line.
 */
export function allowListFindings(verdicts: readonly DiffVerdict[]): readonly Finding[] {
  const entries = new Map<number, DiffVerdict['acceptances'][number]>();
  for (const { line, ...entry } of verdicts.flatMap(({ acceptances }) => acceptances)) {
    if (entries.get(line)?.state !== 'used') entries.set(line, { line, ...entry });
  }
  const { label = 'the allow-list', path } = verdicts.find(({ allowList }) => allowList !== undefined)?.allowList ?? {};
  return [...entries.values()]
    .filter(({ state }) => state !== 'used')
    .sort((a, b) => a.line - b.line)
    .map(({ syscall, owner, expires, state, line }) => {
      const expired = state === 'expired';
      const whose = `${short(syscall)}, accepted by ${short(owner)} until ${short(expires)}`;
      return {
        rule: (expired ? 'acceptance-expired' : 'acceptance-unused') satisfies DiffRuleId,
        level: expired ? 'warning' : 'note',
        message: `Line ${line} of the allow-list ${expired ? 'is out of date' : 'fits nothing'}: ${whose}`,
        identity: [syscall, owner],
        source: label,
        ...(path !== undefined && { path }),
        line,
      };
    });
}

function short(text: string): string {
  return printable(text, 100);
}
