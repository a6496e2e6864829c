import type { CapturePart, CapturePlan, NamedElements } from './capture-plan.ts';

/**
 * What may stand at a place of a shape: the inside of a `string`, whose quotes belong to the texts around it; a `whole`
 * number, mostly without a sign; any `number`; a whole number of which the `errno` matters; `any` value; an array of `named`
 * objects, or null; or the `end` of the line, which is in the text.
 */
export type StepKind = 'string' | 'whole' | 'number' | 'errno' | 'any' | 'named' | 'end';

/** One piece of a shape: fixed text, and the value behind it. */
export interface Step {
  /** In latin1; with the opening quote of a string, and beginning with the closing quote of the one before. */
  readonly text: string;
  readonly kind: StepKind;
  /** How long the value is in this line, in bytes: a guess for others. */
  readonly length: number;
  /** Where the value is, when it matters: JSON text that makes it whole again. */
  readonly captured?: Surroundings | undefined;
  /** The names that matter, with kind `named`, and the key the array is under. */
  readonly named?: { readonly key: string; readonly names: readonly string[] };
}

/** `before + bytes + after` is a JSON object that holds just what was captured, in its place. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly part: CapturePart;
}

/**
 * Takes the shape of a line that is known to be valid JSON: which bytes are fixed, which vary.
 * @param line in latin1, without its newline
 * @param plan what matters
 * @param newline what ends the line: `\n` or `\r\n`
 * @returns undefined for a line whose shape cannot be relied on: no object, a key twice or with an escape, something that
 *   matters of another kind than planned
 */
export function shapeOf(line: string, plan: CapturePlan, newline: string): readonly Step[] | undefined {
  const shaper = new Shaper(line);
  return shaper.object(plan, []) && shaper.finish(newline) ? shaper.steps : undefined;
}

const blanks = /[ \t\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const inside = /(?:[^"\\]|\\.)*/y;

class Shaper {
  readonly steps: Step[] = [];
  readonly #line: string;
  #at = 0;
  /** Where the fixed text at hand begins. */
  #from = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** An object at the place, which may be the line itself. `path` are the keys that lead to it. */
  object(plan: CapturePlan, path: readonly string[]): boolean {
    this.#blanks();
    if (!this.#take('{')) return false;
    this.#blanks();
    if (this.#take('}')) return true;
    const seen = new Set<string>();
    do {
      this.#blanks();
      const key = this.#key();
      if (key === undefined || seen.has(key)) return false;
      seen.add(key);
      if (!this.#planned(plan.keys.get(key), key, path)) return false;
      this.#blanks();
    } while (this.#take(','));
    return this.#take('}');
  }

  finish(newline: string): boolean {
    this.#blanks();
    if (this.#at !== this.#line.length) return false;
    // Two places that tell an errno: there is room for one.
    const inElement = this.steps.some(({ named }) => named?.names.includes('returnValue') === true);
    if (inElement && this.steps.some(({ kind }) => kind === 'errno')) return false;
    this.steps.push({ text: this.#line.slice(this.#from) + newline, kind: 'end', length: 0 });
    return true;
  }

  #planned(
    plan: CapturePart | 'errno' | CapturePlan | NamedElements | undefined,
    key: string,
    path: readonly string[],
  ): boolean {
    if (plan === undefined) return this.#value(undefined);
    if (plan === 'errno') {
      const text = this.#match(number);
      if (!/^-?[0-9]+$/.test(text)) return false;
      this.#step('errno', text.length);
      return true;
    }
    if (typeof plan === 'string') {
      const keys = [...path, key];
      const before = keys.map((one) => `{"${one}":`).join('');
      return this.#value({ before, after: '}'.repeat(keys.length), part: plan });
    }
    if ('keys' in plan) return this.object(plan, [...path, key]);
    const first = this.#line[this.#at];
    if (first !== '[' && first !== 'n') return false;
    const length = this.#skip();
    if (length === 0) return false;
    this.steps.push({ text: this.#text(), kind: 'named', length, named: { key, names: plan.named } });
    this.#pass(length);
    return true;
  }

  /** A value of which nothing or all matters. */
  #value(captured: Surroundings | undefined): boolean {
    const first = this.#line[this.#at];
    if (first === '"') {
      this.#at++;
      const quoted = captured && { ...captured, before: `${captured.before}"`, after: `"${captured.after}` };
      const length = this.#match(inside).length;
      this.#step('string', length, quoted);
      return this.#take('"');
    }
    const digits = this.#match(number);
    if (digits !== '' && captured === undefined)
      this.#step(/^[0-9]+$/.test(digits) ? 'whole' : 'number', digits.length);
    else {
      const length = this.#skip();
      if (length === 0) return false;
      this.#step('any', length, captured);
    }
    return true;
  }

  #step(kind: Step['kind'], length: number, captured?: Surroundings): void {
    this.steps.push({ text: this.#text(), kind, length, captured });
    this.#pass(length);
  }

  #text(): string {
    return this.#line.slice(this.#from, this.#at);
  }

  #pass(length: number): void {
    this.#at += length;
    this.#from = this.#at;
  }

  /** How long the value at the place is; 0 when it does not end. The line is valid JSON: brackets and strings suffice. */
  #skip(): number {
    const line = this.#line;
    let depth = 0;
    for (let at = this.#at; at < line.length; at++) {
      const byte = line[at];
      if (byte === '"') {
        inside.lastIndex = at + 1;
        at += 1 + (inside.exec(line)?.[0].length ?? 0);
      } else if (byte === '[' || byte === '{') depth++;
      else if (byte === ']' || byte === '}' || byte === ',' || byte === ' ' || byte === '\t') {
        if (depth === 0) return at - this.#at;
        if ((byte === ']' || byte === '}') && --depth === 0) return at + 1 - this.#at;
      }
    }
    return 0;
  }

  /** A key and its colon; undefined when an escape hides what it is. */
  #key(): string | undefined {
    if (!this.#take('"')) return undefined;
    const key = this.#match(inside);
    this.#at += key.length;
    if (!this.#take('"') || /[\\]/.test(key)) return undefined;
    this.#blanks();
    if (!this.#take(':')) return undefined;
    this.#blanks();
    return key;
  }

  #blanks(): void {
    this.#at += this.#match(blanks).length;
  }

  #take(character: string): boolean {
    if (this.#line[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#line)?.[0] ?? '';
  }
}
