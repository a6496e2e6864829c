import type { Problem } from '../model/problem.ts';
import { ProblemCounter } from '../model/problem-counter.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import { sinkInto } from '../model/sink-into.ts';
import type { GatheredInput, RangeParser, TellContext } from '../parsers/parser.ts';

/** How many different values of each kind of problem are told of an input. */
const valueLimit = 100;

/** What some inputs hold together. */
export interface JointFindings {
  readonly recordings: readonly Recording[];
  /** Those of no input in particular, then those of each. */
  readonly problems: readonly Problem[];
  readonly records: ReadonlyMap<RecordFate, number>;
  /** The inputs of which there is a recording under their own subject. */
  readonly owning: readonly GatheredInput[];
}

/**
 * Inputs of one format that are told together: what one says of a container is known of it in all, and what one lacks is
 * a gap of every recording.
 */
export class JointInputs {
  readonly #parser: RangeParser;
  readonly #inputs: GatheredInput[] = [];
  readonly #builder = new RecordingBuilder(valueLimit);
  readonly #problems = new Map<string | undefined, ProblemCounter>([[undefined, new ProblemCounter(valueLimit)]]);

  constructor(parser: RangeParser) {
    this.#parser = parser;
  }

  /** What was added so far. */
  get inputs(): readonly GatheredInput[] {
    return this.#inputs;
  }

  /** Adds what was read of an input. */
  add(gathered: readonly GatheredInput[]): void {
    this.#inputs.push(...gathered);
  }

  /** Counts a problem of an input. */
  problem(problem: Problem): void {
    this.#builder.problem(problem);
    const counter = this.#problems.get(problem.source) ?? new ProblemCounter(valueLimit);
    this.#problems.set(problem.source, counter);
    counter.add(problem);
  }

  /** Tells all that was added. */
  async tell(context: TellContext): Promise<JointFindings> {
    const sink = sinkInto(this.#builder, { problem: (problem) => this.problem(problem) });
    const owning = await this.#parser.tell(this.#inputs, sink, context);
    return {
      recordings: this.#builder.recordings(),
      problems: [...this.#problems.values()].flatMap((counter) => counter.counted()),
      records: this.#builder.recordCounts(),
      owning,
    };
  }
}
