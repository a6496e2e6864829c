import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import type { Place } from '../model/compared-source.ts';
import { type JsonEntry, type JsonNode, maxDepth, type ScalarNode } from '../model/json-tree.ts';

/** Why a text is not YAML that Kubernetes takes; thrown, and caught within this room. */
export class YamlFault extends Error {
  readonly line: number;
  readonly what: string;

  constructor(line: number, what: string) {
    super(what);
    this.line = line;
    this.what = what;
  }
}

/** Aliases let a few lines stand for any number of values. */
const mostNodes = 1_000_000;

/**
 * The documents of a YAML text as trees, empty ones left out. YAML 1.1, as sigs.k8s.io/yaml reads manifests; integers are
 * exact, other numbers are `NaN`.
 * @throws YamlFault for what is not YAML, and for nesting deeper than 100 or more than a million values
 */
export function parseYamlTrees(text: string): JsonNode[] {
  refuseDepth(text);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    intAsBigInt: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  if ('empty' in documents) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      // What the parser calls so when it runs out of stack: far deeper than is taken.
      const what = error.code === 'RESOURCE_EXHAUSTION' ? 'nested too deep' : `not YAML: ${error.message}`;
      throw new YamlFault(lines.linePos(error.pos[0]).line, what);
    }
    return document.contents === null ? [] : [new TreeMaker(lines).node(document.contents, 0)];
  });
}

/**
 * Refuses what is nested too deep by its brackets, or by the dashes of one line: the parser takes twenty seconds for each
 * million of them, and its lexer stops here at the first hundred.
 */
function refuseDepth(text: string): void {
  let [open, onLine, line] = [0, 0, 1];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open = Math.max(0, open - 1);
    else if (token === '-' || token === '?') onLine += 1;
    else if (token.includes('\n')) {
      onLine = 0;
      line += token.split('\n').length - 1;
    }
    if (open > maxDepth || onLine > maxDepth) throw new YamlFault(line, 'nested too deep');
  }
}

class TreeMaker {
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, ParsedNode>();
  #nodes = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  node(given: ParsedNode, depth: number): JsonNode {
    const place = this.#placeOf(given);
    this.#nodes += 1;
    if (this.#nodes > mostNodes) throw new YamlFault(place.line, 'more values than any profile has');
    if (depth >= maxDepth) throw new YamlFault(place.line, 'nested too deep');
    if (isAlias(given)) {
      const target = this.#anchors.get(given.source);
      if (target === undefined) throw new YamlFault(place.line, `no such anchor: ${given.source}`);
      return this.node(target, depth + 1);
    }
    if (given.anchor !== undefined) this.#anchors.set(given.anchor, given);
    if (isScalar(given)) {
      const value = scalarOf(given);
      return Number.isNaN(value)
        ? { kind: 'scalar', place, value, literal: given.source ?? String(given.value) }
        : { kind: 'scalar', place, value };
    }
    if (isSeq(given)) {
      return { kind: 'list', place, items: given.items.map((item) => this.node(item as ParsedNode, depth + 1)) };
    }
    if (!isMap(given)) throw new YamlFault(place.line, 'not a value');
    const entries = given.items.map(({ key, value }): JsonEntry => {
      const name = key as ParsedNode;
      if (!isScalar(name)) throw new YamlFault(this.#placeOf(name).line, 'a key that is not a string');
      const at = this.#placeOf(name);
      const child = value as ParsedNode | null;
      return {
        key: String(name.value),
        place: at,
        value: child === null ? { kind: 'scalar', place: at, value: null } : this.node(child, depth + 1),
      };
    });
    return { kind: 'object', place, entries };
  }

  #placeOf({ range }: ParsedNode): Place {
    const { line, col } = this.#lines.linePos(range[0]);
    return { line, column: col };
  }
}

function scalarOf({ value }: Scalar): ScalarNode['value'] {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === 'number') return Number.NaN;
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : String(value);
}
