import type { Course } from '../filter/condition-program.ts';

/** A decision over the values of all arguments: a node, or below zero what it comes to. Equal exactly if the numbers are. */
export type Diagram = number;

/** The most nodes of one comparison, more than any filter with conditions of one kind takes: it is a matter of seconds. */
const mostNodes = 500_000;
/** More than there are nodes and outcomes: two of them and a bit make one exact number. */
const span = 2 ** 20;

/** Behind all bits. */
const outside = Number.POSITIVE_INFINITY;

/** What is thrown, and caught by who asks, when decisions are too many to be compared. */
export class TooManyDecisions extends Error {}

/**
 * Reduced ordered decision diagrams with any number of outcomes (R. E. Bryant, Graph-Based Algorithms for Boolean Function
 * Manipulation, 1986) over the bits of the argument registers: however a decision is written, it is the same node. The
 * first argument comes first, of each the highest bit, so that a comparison takes a node a bit.
 */
export class DecisionDiagrams {
  readonly #bit: number[] = [];
  readonly #one: Diagram[] = [];
  readonly #zero: Diagram[] = [];
  readonly #nodes = new Map<number, Diagram>();

  /** A decision that does not depend on anything; outcomes are numbered from 0. */
  outcome(number: number): Diagram {
    return ~number;
  }

  /** The decision that a filter makes, `end` numbering its outcomes. @throws TooManyDecisions */
  ofCourse<T>(course: Course<T>, end: (outcome: T) => number): Diagram {
    const made = new Map<Course<T>, Diagram>();
    const open = [course];
    for (let one = open.at(-1); one !== undefined; one = open.at(-1)) {
      if ('end' in one) made.set(one, ~end(one.end));
      else if (!made.has(one)) {
        const yes = made.get(one.yes);
        const no = made.get(one.no);
        if (yes === undefined) open.push(one.yes);
        if (no === undefined) open.push(one.no);
        if (yes === undefined || no === undefined) continue;
        const test = this.compare(one);
        made.set(one, this.choose(test, yes, no));
      }
      open.pop();
    }
    return made.get(course) ?? ~0;
  }

  /**
   * A comparison of one word of the arguments, as a filter makes it.
   * @param lower what decides where the word is equal, instead of the comparison: one of the lower word
   * @returns a diagram of `yes` and `no`
   */
  compare({ word, mask, op, datum }: Comparison, lower?: Diagram): Diagram {
    let test = lower ?? (op === 'gt' ? no : yes);
    const last = (word >> 1) * 64 + (word % 2 === 1 ? 31 : 63);
    for (let bit = 0; bit < 32; bit += 1) {
      const isSet = (datum >>> bit) % 2 === 1;
      if ((mask >>> bit) % 2 === 0) {
        if (isSet) test = no;
        continue;
      }
      test = isSet ? this.#node(last - bit, test, no) : this.#node(last - bit, op === 'eq' ? no : yes, test);
    }
    return test;
  }

  /** `then` where `test`, which comes to `yes` or `no`, holds; `otherwise` where it does not. @throws TooManyDecisions */
  choose(test: Diagram, then: Diagram, otherwise: Diagram): Diagram {
    const made = new Map<Diagram, Map<number, Diagram>>();
    let steps = 0;
    // A comparison has a node a bit, and there is little else that is done as often.
    const [bits, ones, zeros] = [this.#bit, this.#one, this.#zero];
    const walk = (a: Diagram, b: Diagram, c: Diagram): Diagram => {
      if (a === yes || b === c) return b;
      if (a === no) return c;
      steps += 1;
      if (steps > mostNodes) throw new TooManyDecisions();
      const [ofA = 0, one = a, zero = a] = [bits[a], ones[a], zeros[a]];
      const ofB = b < 0 ? outside : (bits[b] ?? outside);
      const ofC = c < 0 ? outside : (bits[c] ?? outside);
      const bit = ofB < ofC ? (ofA < ofB ? ofA : ofB) : ofA < ofC ? ofA : ofC;
      // Of a comparison one way at least is at its end with each bit: what is on the other is not met again.
      const isMetOnce = bit === ofA && (one < 0 || zero < 0);
      const known = isMetOnce ? undefined : (made.get(a) ?? new Map<number, Diagram>());
      const key = isMetOnce ? 0 : code(b) * span + code(c);
      if (known !== undefined) {
        made.set(a, known);
        const there = known.get(key);
        if (there !== undefined) return there;
      }
      const result = this.#node(
        bit,
        walk(ofA === bit ? one : a, (ofB === bit ? ones[b] : b) ?? b, (ofC === bit ? ones[c] : c) ?? c),
        walk(ofA === bit ? zero : a, (ofB === bit ? zeros[b] : b) ?? b, (ofC === bit ? zeros[c] : c) ?? c),
      );
      known?.set(key, result);
      return result;
    };
    return walk(test, then, otherwise);
  }

  /** Which outcomes two decisions come to for the same arguments, each pair once. @throws TooManyDecisions */
  pairs(a: Diagram, b: Diagram): readonly (readonly [number, number])[] {
    const found: [number, number][] = [];
    const seen = new Set<number>();
    const open: [Diagram, Diagram][] = [[a, b]];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      const [left, right] = pair;
      const key = code(left) * span + code(right);
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > mostNodes) throw new TooManyDecisions();
      if (left < 0 && right < 0) found.push([~left, ~right]);
      else {
        const bit = Math.min(this.#first(left), this.#first(right));
        open.push([this.#after(left, bit, false), this.#after(right, bit, false)]);
        open.push([this.#after(left, bit, true), this.#after(right, bit, true)]);
      }
    }
    return found;
  }

  /** The first argument that a decision depends on; undefined for an outcome. */
  argumentOf(diagram: Diagram): number | undefined {
    return diagram < 0 ? undefined : this.#first(diagram) >> 6;
  }

  /**
   * The values of the first argument that a decision depends on, in ascending order, in pieces by what is left to decide:
   * an outcome, or a diagram of the other arguments. Neighbours differ.
   * @returns undefined where there are more than `most` pieces
   */
  pieces(diagram: Diagram, bits: 32 | 64, most: number): readonly Piece[] | undefined {
    const found: Piece[] = [];
    const argument = this.argumentOf(diagram) ?? 0;
    const [first, end] = [argument * 64 + 64 - bits, argument * 64 + 64];
    const walk = (node: Diagram, bit: number, from: bigint): boolean => {
      if (this.#first(node) < end) {
        const [zero, one] = [this.#after(node, bit, false), this.#after(node, bit, true)];
        return walk(zero, bit + 1, from) && walk(one, bit + 1, from + (1n << BigInt(end - bit - 1)));
      }
      const to = from + (1n << BigInt(end - bit)) - 1n;
      const last = found.at(-1);
      if (last?.below === node) last.to = to;
      else found.push({ from, to, below: node });
      return found.length <= most;
    };
    return walk(diagram, first, 0n) ? found : undefined;
  }

  #node(bit: number, one: Diagram, zero: Diagram): Diagram {
    if (one === zero) return one;
    const key = (bit * span + code(one)) * span + code(zero);
    const there = this.#nodes.get(key);
    if (there !== undefined) return there;
    if (this.#bit.length >= mostNodes) throw new TooManyDecisions();
    const made = this.#bit.push(bit) - 1;
    this.#one.push(one);
    this.#zero.push(zero);
    this.#nodes.set(key, made);
    return made;
  }

  #first(node: Diagram): number {
    return node < 0 ? outside : (this.#bit[node] ?? 0);
  }

  #after(node: Diagram, bit: number, set: boolean): Diagram {
    if (this.#first(node) !== bit) return node;
    return (set ? this.#one[node] : this.#zero[node]) ?? node;
  }
}

/** A word of the arguments (twice the index, one more for the upper half), the bits of it that count, and a value. */
export interface Comparison {
  readonly word: number;
  readonly mask: number;
  readonly op: 'eq' | 'gt' | 'ge';
  readonly datum: number;
}

/** What a test comes to. */
export const [no, yes]: readonly [Diagram, Diagram] = [~0, ~1];

/** Values from one to another, both included, and what is left to decide for them. */
export interface Piece {
  readonly from: bigint;
  to: bigint;
  readonly below: Diagram;
}

// Outcomes are few: a call has at most as many as the kernel takes instructions.
function code(node: Diagram): number {
  return node < 0 ? span + node : node;
}
