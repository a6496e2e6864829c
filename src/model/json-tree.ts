import type { Place } from './compared-source.ts';

/** Part of a text: offsets in UTF-16 code units, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of a JSON or YAML text, and where it stands. Spans are there in JSON, whose text can be mended. */
export type JsonNode = ScalarNode | ListNode | ObjectNode;

/** A string, a number, true, false or null. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly span?: Span;
  /** An integer beyond the safe range is a `bigint`; a number with a fraction or an exponent, and `-0`, is `NaN`. */
  readonly value: string | number | bigint | boolean | null;
  /** What is written where the value is `NaN`. */
  readonly literal?: string;
}

/** A list. */
export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly span?: Span;
  readonly items: readonly JsonNode[];
}

/** An object, its keys as they come: one may be there twice. */
export interface ObjectNode {
  readonly kind: 'object';
  readonly place: Place;
  readonly span?: Span;
  readonly entries: readonly JsonEntry[];
}

/** A key and its value. */
export interface JsonEntry {
  readonly key: string;
  /** Of the key. */
  readonly place: Place;
  /** Of the key, with its quotes. */
  readonly span?: Span;
  readonly value: JsonNode;
}

/** What `parseJsonTree` throws: where the text stops being JSON. */
export class JsonSyntaxError extends Error {
  /** The line, counted from 1. */
  readonly line: number;

  constructor(line: number) {
    super('not JSON');
    this.line = line;
  }
}

/** Deeper values are refused, here and in YAML. */
export const maxDepth = 100;

const plainString = /"[^"\\\u0000-\u001f]*"/y;
// Unrolled, so that a string of megabytes does not fill the stack of the matcher.
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const word = /true|false|null/y;
const blank = /[ \t\r\n]*/y;

/**
 * Parses JSON (RFC 8259) without losing digits or places: `JSON.parse` rounds 18446744073709551615, which profiles hold,
 * and tells neither lines nor keys given twice.
 * @throws JsonSyntaxError for anything else, and for nesting deeper than 100
 */
export function parseJsonTree(text: string): JsonNode {
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let nextLine = lineAfter(0);

  // Where the line after the one that a place is in begins: a string holds no line feed as such.
  function lineAfter(from: number): number {
    const end = text.indexOf('\n', from);
    return end < 0 ? Number.POSITIVE_INFINITY : end + 1;
  }

  function space(): void {
    if (text.charCodeAt(at) > 0x20) return;
    blank.lastIndex = at;
    blank.test(text);
    at = blank.lastIndex;
  }

  function place(): Place {
    while (nextLine <= at) {
      line += 1;
      lineStart = nextLine;
      nextLine = lineAfter(nextLine);
    }
    return { line, column: at - lineStart + 1 };
  }

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  }

  function punctuation(character: string): boolean {
    space();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }

  function expect<T>(value: T | undefined | false): T {
    if (value === undefined || value === false) throw new JsonSyntaxError(place().line);
    return value;
  }

  function quoted(): string | undefined {
    const start = at;
    plainString.lastIndex = at;
    if (plainString.test(text)) {
      at = plainString.lastIndex;
      return text.slice(start + 1, at - 1);
    }
    const escaped = take(string);
    return escaped === undefined ? undefined : JSON.parse(escaped[0]);
  }

  function value(depth: number): JsonNode {
    expect(depth < maxDepth);
    space();
    const from = place();
    const start = at;
    // Most values are names.
    if (text[at] === '"') {
      const name = expect(quoted());
      return { kind: 'scalar', place: from, span: { start, end: at }, value: name };
    }
    if (text[at] === '{') {
      const found = entries(depth + 1);
      return { kind: 'object', place: from, span: { start, end: at }, entries: found };
    }
    if (text[at] === '[') {
      const found = items(depth + 1);
      return { kind: 'list', place: from, span: { start, end: at }, items: found };
    }
    const found = scalar();
    const span = { start, end: at };
    if (!Number.isNaN(found)) return { kind: 'scalar', place: from, span, value: found };
    return { kind: 'scalar', place: from, span, value: found, literal: text.slice(start, at) };
  }

  function scalar(): ScalarNode['value'] {
    const digits = take(number);
    if (digits !== undefined) return numberOf(digits);
    return JSON.parse(expect(take(word))[0]);
  }

  function entries(depth: number): JsonEntry[] {
    at += 1;
    const found: JsonEntry[] = [];
    if (punctuation('}')) return found;
    do {
      space();
      const from = place();
      const start = at;
      const key = expect(quoted());
      const span = { start, end: at };
      expect(punctuation(':'));
      found.push({ key, place: from, span, value: value(depth) });
    } while (punctuation(','));
    expect(punctuation('}'));
    return found;
  }

  function items(depth: number): JsonNode[] {
    at += 1;
    const found: JsonNode[] = [];
    if (punctuation(']')) return found;
    do found.push(value(depth));
    while (punctuation(','));
    expect(punctuation(']'));
    return found;
  }

  const result = value(0);
  space();
  expect(at === text.length);
  return result;
}

function numberOf([literal, fraction, exponent]: RegExpExecArray): number | bigint {
  // Go takes no sign where it reads an unsigned number, not even before a 0.
  if (fraction !== undefined || exponent !== undefined || literal === '-0') return Number.NaN;
  const value = Number(literal);
  return Number.isSafeInteger(value) ? value : BigInt(literal);
}
