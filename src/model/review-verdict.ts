import type { DiffVerdict, FailOnDiff } from './diff-verdict.ts';

/** What became of a file since the revision. */
export type ReviewedProfile = {
  /** Relative to the working folder, `/` between its parts. */
  readonly path: string;
} & (
  | { readonly change: 'changed'; readonly diff: DiffVerdict }
  /** `from` is its path before. */
  | { readonly change: 'renamed'; readonly from: string; readonly diff: DiffVerdict }
  /** Compared with the baseline, as there is nothing else. */
  | { readonly change: 'added'; readonly diff: DiffVerdict }
  /** What it was before is no profile: compared with the baseline. */
  | { readonly change: 'mended'; readonly diff: DiffVerdict }
  /** Compared with nothing: whatever used it has another profile now, or none. */
  | { readonly change: 'removed' }
);

/** The result of `review`. */
export interface ReviewVerdict {
  readonly kind: 'review';
  /** As the user named it. */
  readonly revision: string;
  /** What new profiles are compared with, as the user named it. */
  readonly baseline: string;
  /** Sorted by path. */
  readonly profiles: readonly ReviewedProfile[];
  /** It fails where that of a comparison does; at `removed` and `any` also where a profile was removed. */
  readonly gate: { readonly failOn: FailOnDiff; readonly fails: boolean };
}
