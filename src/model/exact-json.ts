/** What `parseExactJson` throws: where the text stops being JSON. */
export class JsonSyntaxError extends Error {
  /** The line, counted from 1. */
  readonly line: number;

  constructor(text: string, at: number) {
    super('not JSON');
    this.line = text.slice(0, at).split('\n').length;
  }
}

const maxDepth = 100;
const space = /[ \t\n\r]*/y;
// Unrolled, so that a string of megabytes does not fill the stack of the matcher.
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const word = /true|false|null/y;

/**
 * Parses JSON (RFC 8259) without losing digits: `JSON.parse` rounds 18446744073709551615, which profiles hold.
 * - An integer beyond the safe range is a `bigint`, any other integer a `number`.
 * - A number with a fraction or an exponent is `NaN`: Go, which reads profiles in the runtimes, takes neither where it
 *   wants an integer, not even `1e3`.
 * - Objects have no prototype, so any key is a plain key; the last of two equal ones counts, as in Go.
 * @throws JsonSyntaxError for anything else, and for nesting deeper than 100
 */
export function parseExactJson(text: string): unknown {
  let at = 0;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  }

  function punctuation(character: string): boolean {
    take(space);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }

  function expect<T>(value: T | undefined | false): T {
    if (value === undefined || value === false) throw new JsonSyntaxError(text, at);
    return value;
  }

  function key(): string {
    take(space);
    return JSON.parse(expect(take(string))[0]);
  }

  function value(depth: number): unknown {
    expect(depth < maxDepth);
    if (punctuation('{')) return object(depth + 1);
    if (punctuation('[')) return array(depth + 1);
    const quoted = take(string);
    if (quoted !== undefined) return JSON.parse(quoted[0]);
    const digits = take(number);
    if (digits !== undefined) return numberOf(digits);
    return JSON.parse(expect(take(word))[0]);
  }

  function object(depth: number): object {
    const result: Record<string, unknown> = Object.create(null);
    if (punctuation('}')) return result;
    do {
      const name = key();
      expect(punctuation(':'));
      result[name] = value(depth);
    } while (punctuation(','));
    expect(punctuation('}'));
    return result;
  }

  function array(depth: number): unknown[] {
    const result: unknown[] = [];
    if (punctuation(']')) return result;
    do result.push(value(depth));
    while (punctuation(','));
    expect(punctuation(']'));
    return result;
  }

  const result = value(0);
  take(space);
  expect(at === text.length);
  return result;
}

function numberOf([literal, fraction, exponent]: RegExpExecArray): number | bigint {
  if (fraction !== undefined || exponent !== undefined) return Number.NaN;
  const value = Number(literal);
  return Number.isSafeInteger(value) ? value : BigInt(literal);
}
