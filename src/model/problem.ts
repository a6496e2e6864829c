import type { ProblemKind } from './problem-kinds.ts';

/** Something that went wrong, as data. Raw values: whoever prints them escapes them. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The value concerned: a path, a name, a number, an errno; unescaped, from strangers. */
  readonly what?: string;
  /** The file it was found in, `-` for standard input. */
  readonly source?: string;
  /** The first line it was found on, counted from 1. */
  readonly line?: number;
  /** How often, 1 when left out. */
  readonly times?: number;
  /** The beginning of what was found on that line, at most 200 characters; unescaped, from strangers. */
  readonly sample?: string;
}

/** Either a value or the problem that stood in the way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value as a `Result`. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a problem as a `Result`. */
export function fail(problem: Problem): Result<never> {
  return { ok: false, problem };
}
