import type { CapturePlan } from './capture-plan.ts';
import { CapturedRuns } from './captured-runs.ts';
import { shapeOf } from './line-shape.ts';
import { type ScannerExports, type ShapeExports, scannerExports, shapeExports } from './scanner-exports.ts';
import { shapeModule } from './shape-code.ts';
import { ShapeTree } from './shape-tree.ts';

/** Gets what lines say but for the errno: JSON objects with just what the plan asks for, which other lines may share. */
export type SeeLines = (source: object, content: object) => void;

/**
 * Gets lines that say the same: what they say, as `SeeLines` does, how often, and the first of them.
 * @param errno the errno that was asked for: 0 for a value that is none, undefined where there is no value
 */
export type TakeLines = (
  source: object,
  content: object,
  errno: number | undefined,
  times: number,
  line: number,
) => void;

/** After so many lines without a shape that could be learned there is no use in looking at more. */
const patience = 256;
/** Room for some dozens of shapes. The code for them is one function, which should not take long to compile. */
const nodeLimit = 1024;
const pageSize = 65536;

/**
 * Counts lines of JSON by what a plan asks of them, as fast as memory can be read. Certain or not at all: it takes a line
 * only when every byte of it is as JSON wants it, and the value it gives is what `JSON.parse` would give for those keys.
 * A line that it cannot take is handed back, and may be taught.
 */
export class LineScanner {
  /** Where lines are to be put; memory that never moves. Bytes behind it are scratch. */
  readonly input: Uint8Array;
  readonly #core: ScannerExports;
  readonly #plan: CapturePlan;
  readonly #tree = new ShapeTree(nodeLimit);
  readonly #runs: CapturedRuns;
  readonly #lineLimit: number;
  /** Code for the shapes; none before the first is known. */
  #code: ShapeExports | undefined;
  /** Shapes that the code has, and that it does not have yet; lines handed back since there are any of those. */
  #coded = 0;
  #uncoded = 0;
  #waiting = 0;
  #told = 1;
  #failures = 0;

  /**
   * @param plan what matters
   * @param inputSize how many bytes of input there are to be, at most 4 MiB less 64
   * @param lineLimit longer lines, in bytes without their newline, are handed back
   */
  constructor(plan: CapturePlan, inputSize: number, lineLimit = inputSize) {
    this.#core = scannerExports();
    this.#plan = plan;
    const { memory, inputBase, inputLimit } = this.#core;
    if (inputSize + 64 > inputLimit.value - inputBase.value) throw new Error(`no room for ${inputSize} bytes of input`);
    this.input = new Uint8Array(memory.buffer, inputBase.value, inputSize);
    this.#lineLimit = lineLimit;
    this.#runs = new CapturedRuns(this.#core);
  }

  /**
   * Counts the lines in `input` from `from`, where one begins, up to `to`, behind a newline.
   * @param line the number of the first
   * @returns the place where it stopped: `to`, or the beginning of a line that it does not take
   */
  scan(from: number, to: number, line: number): number {
    const base = this.#core.inputBase.value;
    this.#core.begin(line);
    return this.#code === undefined ? from : this.#code.scan(base + from, base + to) - base;
  }

  /** How many lines the last `scan` took. */
  get linesTaken(): number {
    return this.#core.linesTaken.value;
  }

  /** More shapes may be learned; not after many lines that had none. */
  get isWilling(): boolean {
    return this.#failures < patience;
  }

  /** It stopped because there is no room for what the line says: `take` makes some. */
  get isFull(): boolean {
    return this.#core.isFull.value !== 0;
  }

  /**
   * Learns the shape of a line that it did not take, so that it takes those like it.
   * @param line valid JSON in latin1, without its newline
   * @param newline `\n` or `\r\n`
   */
  learn(line: string, newline: string): void {
    if (!this.isWilling) return;
    const shape = shapeOf(line, this.#plan, newline);
    if (shape !== undefined && this.#tree.add(shape)) {
      this.#failures = 0;
      this.#uncoded++;
    } else if (shape === undefined || this.#uncoded === 0) this.#failures++;
    // Each time the code is made anew, for all shapes: the more there are, the more lines have to ask for it.
    if (this.#uncoded > 0 && ++this.#waiting > this.#coded) this.#compile();
  }

  #compile(): void {
    this.#coded += this.#uncoded;
    this.#uncoded = 0;
    this.#waiting = 0;
    const { keyBase, memory } = this.#core;
    const binary = shapeModule(this.#tree.roots, {
      keyBase: keyBase.value,
      memoryPages: memory.buffer.byteLength / pageSize,
      lineLimit: this.#lineLimit,
      runOf: (opening, ending) => this.#runs.numberOf(opening, ending),
      namedOf: ({ key, names }) => this.#runs.addNamed(key, names),
    });
    this.#code = shapeExports(binary, this.#core);
    this.#core.forgetSeen();
  }

  /** What the line counted last says. */
  last(): object {
    return this.#runs.valueOf(this.#core.lastGroup.value);
  }

  /** Gives what lines say that were first met since this was last asked. */
  fresh(visit: SeeLines): void {
    const runs = this.#runs;
    const end = this.#core.groupCount.value;
    for (let group = this.#told; group < end; group++) {
      if (runs.timesOf(group) > 0) visit(runs.sourceOf(group), runs.contentOf(group));
    }
    this.#told = end;
  }

  /** Gives everything counted and forgets it; what was learned stays. */
  take(visit: TakeLines): void {
    const runs = this.#runs;
    const end = this.#core.groupCount.value;
    for (let group = 1; group < end; group++) {
      const times = runs.timesOf(group);
      if (times === 0) continue;
      visit(runs.sourceOf(group), runs.contentOf(group), runs.errnoOf(group), times, runs.lineOf(group));
    }
    this.#core.reset();
    this.#runs.forget();
    this.#told = 1;
  }
}
