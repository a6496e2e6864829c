// What JSON.stringify lets through and a terminal or a reviewer would act on: DEL and the C1 range (U+009B begins an escape
// sequence), zero-width characters, line and paragraph separators, bidi controls. And `##[`, which GitHub Actions takes
// as the start of a command wherever it stands in a line of a log (actions/runner src/Runner.Common/ActionCommand.cs).
const unsafe = /#(?=#\[)|[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * A value as JSON that is safe to look at: the same value to a parser, with such characters as `\uXXXX`. A `bigint` is a
 * string of its digits: a number would lose some of them in most readers.
 */
export function jsonText(value: unknown, indent = 0): string {
  return safeJson(JSON.stringify(value, digits, indent));
}

function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** JSON that is safe to look at, of JSON: all at once costs less than piece by piece. */
export function safeJson(json: string): string {
  return json.replace(unsafe, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
