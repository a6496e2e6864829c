import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';

/** Problems of one input, each once, told in the order of their places whatever order they were found in. */
export class ProblemsByLine {
  readonly #label: string;
  readonly #problems = new Map<string, Problem>();

  /** `label` names the input. */
  constructor(label: string) {
    this.#label = label;
  }

  /** Counts a problem. */
  add(problem: Problem): void {
    this.#put(problem, problem.times ?? 1);
  }

  /** Adds a problem of the input as a whole: it is one however often it shows. */
  addOnce(problem: Problem): void {
    this.#put(problem, 0);
  }

  /** All of them, by their lines. */
  sorted(): Problem[] {
    const keyed = [...this.#problems].sort(
      ([a, { line: lineA = 0 }], [b, { line: lineB = 0 }]) => lineA - lineB || byCodeUnit(a, b),
    );
    return keyed.map(([, { times = 0, ...problem }]) => ({ ...problem, ...(times > 1 && { times }) }));
  }

  #put(problem: Problem, times: number): void {
    const key = `${problem.kind}\0${problem.what ?? ''}`;
    const known = this.#problems.get(key);
    const isFirst = known === undefined || (problem.line ?? Number.MAX_VALUE) < (known.line ?? Number.MAX_VALUE);
    const first = isFirst ? { source: this.#label, ...problem } : known;
    this.#problems.set(key, { ...first, times: (known?.times ?? 0) + times });
  }
}
