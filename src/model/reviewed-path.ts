import type { ComparedSide } from './diff-verdict.ts';

/**
 * The path of a side in its repository, `/` between its parts: that of the file, or what follows the revision in
 * `main:profiles/app.json` (gitrevisions(7)). Nothing for a built-in name and for standard input.
 */
export function reviewedPath({ label, path, form }: Pick<ComparedSide, 'label' | 'path' | 'form'>): string | undefined {
  if (path !== undefined) return path;
  if (form === 'built-in') return undefined;
  const [, inRevision] = /^[^:]+:(?:\.\/)?(.+)$/s.exec(label) ?? [];
  return inRevision;
}

/**
 * What stays the same when the same two things are compared again, at another commit: the path of the new side, and that
 * of the old one or its name where it is another file.
 */
export function comparisonKey(old: ComparedSide, now: ComparedSide): string {
  const [before, after] = [old, now].map((side) => reviewedPath(side) ?? side.label);
  return before === after ? `${after}` : `${before}..${after}`;
}
