import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { InputLines } from './input-lines.ts';

/**
 * Problems of some inputs, each once for each of them, told in the order of their places whatever order they were found
 * in.
 */
export class ProblemsByLine {
  readonly #lines: InputLines;
  readonly #problems = new Map<string, Problem>();

  /** `lines`: what the lines of problems count. */
  constructor(lines: InputLines) {
    this.#lines = lines;
  }

  /** Counts a problem. */
  add(problem: Problem): void {
    const input = problem.line === undefined ? '' : String(this.#lines.inputOf(problem.line));
    this.#put(problem, input, problem.times ?? 1);
  }

  /** Adds a problem of all inputs together: it is one however often it shows. */
  addOnce(problem: Problem): void {
    this.#put(problem, '', 0);
  }

  /** All of them, by their lines. */
  sorted(): Problem[] {
    const keyed = [...this.#problems].sort(
      ([a, { line: lineA = 0 }], [b, { line: lineB = 0 }]) => lineA - lineB || byCodeUnit(a, b),
    );
    return keyed.map(([, { times = 0, line, ...problem }]) => ({
      ...this.#lines.placeOf(line),
      ...problem,
      ...(times > 1 && { times }),
    }));
  }

  #put(problem: Problem, input: string, times: number): void {
    const key = `${problem.kind}\0${problem.what ?? ''}\0${input}`;
    const known = this.#problems.get(key);
    const isFirst = known === undefined || (problem.line ?? Number.MAX_VALUE) < (known.line ?? Number.MAX_VALUE);
    this.#problems.set(key, { ...(isFirst ? problem : known), times: (known?.times ?? 0) + times });
  }
}
