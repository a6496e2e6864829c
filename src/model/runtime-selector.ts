/** Which container runtimes a profile has to start under: every one measured, none, or one with or without its version. */
export type RuntimeSelector =
  | { readonly kind: 'any' }
  | { readonly kind: 'none' }
  | { readonly kind: 'runtime'; readonly runtime: string; readonly version?: string };
