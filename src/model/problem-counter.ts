import { byCodeUnit } from './code-unit-order.ts';
import type { Problem } from './problem.ts';

/**
 * Keeps each problem once, with how often it came and the place of the first. Hostile input may hold any number of
 * different values: only so many of each kind are kept, the rest are counted as one problem without a value.
 */
export class ProblemCounter {
  readonly #limit: number;
  readonly #problems = new Map<string, Problem>();
  readonly #values = new Map<string, number>();

  #leftOut = false;

  /** Keeps at most `limit` different values of each kind. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Some values were not kept. */
  get leftOut(): boolean {
    return this.#leftOut;
  }

  /** Counts a problem, `times` of it. */
  add(problem: Problem): void {
    const key = keyOf(problem.kind, problem.what);
    const known = this.#problems.get(key);
    if (known !== undefined) this.#problems.set(key, withTimes(known, problem));
    else if (problem.what === undefined) this.#problems.set(key, { ...problem });
    else if ((this.#values.get(problem.kind) ?? 0) < this.#limit) {
      this.#values.set(problem.kind, (this.#values.get(problem.kind) ?? 0) + 1);
      this.#problems.set(key, { ...problem });
    } else {
      this.#leftOut = true;
      const { what: _, ...rest } = problem;
      this.add(rest);
    }
  }

  /** The problems, sorted by kind and value. */
  counted(): Problem[] {
    return [...this.#problems].sort(([a], [b]) => byCodeUnit(a, b)).map(([, problem]) => problem);
  }
}

function keyOf(kind: string, what: string | undefined): string {
  return what === undefined ? kind : `${kind}\0${what}`;
}

function withTimes(known: Problem, more: Problem): Problem {
  return { ...known, times: Math.min((known.times ?? 1) + (more.times ?? 1), Number.MAX_SAFE_INTEGER) };
}
