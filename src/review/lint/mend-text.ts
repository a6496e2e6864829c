import { ok, type Result } from '../../model/problem.ts';
import type { Found, TextEdit } from './found.ts';

/** A text, and how many findings were mended in it. */
export interface Mended {
  readonly text: string;
  readonly mended: number;
}

/** What is left of a text after all was mended that can be. */
export interface FullyMended extends Mended {
  readonly found: readonly Found[];
}

/** What is mended may bring to light other findings; more rounds than any text needs. */
const mostRounds = 20;

/** Mends until nothing is left to be mended. Gives what `look` gives for a text that it cannot read. */
export function mendFully(before: string, look: (text: string) => Result<readonly Found[]>): Result<FullyMended> {
  let text = before;
  let mended = 0;
  for (let round = 0; ; round += 1) {
    const found = look(text);
    if (!found.ok) return found;
    const next = mendText(text, round < mostRounds ? found.value : []);
    if (next.mended === 0) return ok({ text, mended, found: found.value });
    text = next.text;
    mended += next.mended;
  }
}

/**
 * Applies what mends findings to the text that they were found in; where two touch the same part the first in the text
 * is applied and the other one left for the next look.
 */
export function mendText(text: string, findings: readonly Found[]): Mended {
  let result = '';
  let at = 0;
  let mended = 0;
  const fixes = findings.flatMap(({ edits = [] }) => (edits.length === 0 ? [] : [inOrder(edits)]));
  fixes.sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
  let before = -1;
  for (const edits of fixes) {
    if (edits.some(({ start }) => start < at || start === before)) continue;
    for (const edit of edits) {
      result += text.slice(at, edit.start) + edit.text;
      at = edit.end;
      before = edit.start;
    }
    mended += 1;
  }
  return { text: result + text.slice(at), mended };
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start);
}
