import type { CapturePlan } from './capture-plan.ts';
import { CapturedRuns } from './captured-runs.ts';
import { shapeOf } from './line-shape.ts';
import { type ScannerExports, scannerExports } from './scanner-exports.ts';
import { ShapeTree } from './shape-tree.ts';

/** Lines that say the same: what they say, how often, and the first of them. */
export interface ScannedLines {
  /** A JSON object with just what the plan asks for. */
  readonly value: object;
  readonly times: number;
  readonly line: number;
}

/** After so many lines without a shape that could be learned there is no use in looking at more. */
const patience = 256;

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
  readonly #tree: ShapeTree;
  readonly #runs: CapturedRuns;
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
    this.#core.setLineLimit(lineLimit);
    this.#runs = new CapturedRuns(this.#core);
    this.#tree = new ShapeTree(this.#core, this.#runs);
  }

  /**
   * Counts the lines in `input` from `from`, where one begins, up to `to`, behind a newline.
   * @param line the number of the first
   * @returns the place where it stopped: `to`, or the beginning of a line that it does not take
   */
  scan(from: number, to: number, line: number): number {
    const base = this.#core.inputBase.value;
    return this.#core.scan(base + from, base + to, line) - base;
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
    if (shape !== undefined && this.#tree.add(shape)) this.#failures = 0;
    else this.#failures++;
  }

  /** What the line counted last says. */
  last(): object {
    return this.#runs.valueOf(this.#core.lastGroup.value);
  }

  /** What lines say that were first met since this was last asked. */
  *fresh(): Iterable<object> {
    const end = this.#core.groupCount.value;
    for (let group = this.#told; group < end; group++) {
      if (this.#runs.timesOf(group) > 0) yield this.#runs.valueOf(group);
    }
    this.#told = end;
  }

  /** Gives everything counted and forgets it; what was learned stays. */
  take(): ScannedLines[] {
    const taken: ScannedLines[] = [];
    const end = this.#core.groupCount.value;
    for (let group = 1; group < end; group++) {
      const times = this.#runs.timesOf(group);
      if (times > 0) taken.push({ value: this.#runs.valueOf(group), times, line: this.#runs.lineOf(group) });
    }
    this.#core.reset();
    this.#runs.forget();
    this.#told = 1;
    return taken;
  }
}
