import type { Found, TextEdit } from './found.ts';

/** A text, and how many findings were mended in it. */
export interface Mended {
  readonly text: string;
  readonly mended: number;
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
