import type { Problem } from '../model/problem.ts';

/** Lines of several inputs counted as one sequence, and where each of them is. */
export class InputLines {
  readonly #labels: readonly string[];
  /** For each input how many lines there are before it. */
  readonly #before: number[] = [];

  /** `inputs`: the label of each, and how many lines it has, in order. */
  constructor(inputs: readonly { readonly label: string; readonly lines: number }[]) {
    this.#labels = inputs.map(({ label }) => label);
    let before = 0;
    for (const { lines } of inputs) {
      this.#before.push(before);
      before += lines;
    }
  }

  /** How many lines there are before those of an input. */
  before(input: number): number {
    return this.#before[input] ?? 0;
  }

  /** Which input a line is of. */
  inputOf(line: number): number {
    return lastBefore(this.#before, line);
  }

  /** Where a line is; without a line, which input it is about if there is only one. */
  placeOf(line: number | undefined): Pick<Problem, 'source' | 'line'> {
    if (line === undefined) {
      const [only, ...others] = this.#labels;
      return only === undefined || others.length > 0 ? {} : { source: only };
    }
    const input = this.inputOf(line);
    return { source: this.#labels[input] ?? '', line: line - (this.#before[input] ?? 0) };
  }
}

/**
 * Which of some pieces a line is in, all counted as one sequence.
 * @param before for each piece, in order, how many lines there are before it
 */
export function lastBefore(before: readonly number[], line: number): number {
  let first = 0;
  for (let last = before.length - 1; first < last; ) {
    const middle = Math.ceil((first + last) / 2);
    if (line > (before[middle] ?? 0)) first = middle;
    else last = middle - 1;
  }
  return first;
}
