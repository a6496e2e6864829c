import { type JsonNode, parseJsonTree } from './json-tree.ts';

/**
 * Parses JSON (RFC 8259) without losing digits: `JSON.parse` rounds 18446744073709551615, which profiles hold.
 * - An integer beyond the safe range is a `bigint`, any other integer a `number`.
 * - A number with a fraction or an exponent is `NaN`: Go, which reads profiles in the runtimes, takes neither where it
 *   wants an integer, not even `1e3`.
 * - Objects have no prototype, so any key is a plain key; the last of two equal ones counts, as in Go.
 * @throws JsonSyntaxError for anything else, and for nesting deeper than 100
 */
export function parseExactJson(text: string): unknown {
  return plain(parseJsonTree(text));
}

function plain(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const result: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) result[key] = plain(value);
  return result;
}
