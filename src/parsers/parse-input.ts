import type { ByteSource } from '../io/byte-source.ts';
import type { Input } from '../io/input.ts';
import type { Sink } from '../model/sink.ts';
import { detectParser } from './detect.ts';
import { parsers } from './index.ts';
import type { ParseContext, Parser } from './parser.ts';

/** What the user says about an input. */
export interface ParseInputContext extends ParseContext {
  /** The formats to choose from, as `parsersFor` gives them; all when left out. */
  readonly candidates?: readonly Parser[] | undefined;
}

/**
 * Reads one input into a sink: finds its format, reads all its files as one run, reports what could not be read. A
 * single candidate is taken at its word. Closes the input.
 * @returns the parser that was used; undefined when a problem of severity `error` told the sink why there is none
 */
export async function parseInput(input: Input, sink: Sink, context: ParseInputContext): Promise<Parser | undefined> {
  try {
    const candidates = context.candidates ?? parsers;
    const only = candidates.length === 1 ? candidates[0] : undefined;
    const parser = await chooseParser(input.parts, only === undefined ? candidates : [only], only, sink);
    if (parser === undefined) return undefined;
    if (parser.parseParts !== undefined) await parser.parseParts(input.parts, sink, context);
    else for (const part of input.parts) await parser.parse(part, sink, context);
    for (const part of input.parts) if (part.failure !== undefined) sink.problem(part.failure);
    return parser;
  } finally {
    await input.close();
  }
}

/** By the first file that says something: with `-ff` a process that was attached late may have left an empty one. */
async function chooseParser(
  parts: readonly ByteSource[],
  candidates: readonly Parser[],
  only: Parser | undefined,
  sink: Sink,
): Promise<Parser | undefined> {
  let problem = parts[0]?.failure;
  for (const part of parts) {
    const head = await part.head();
    if (part.failure !== undefined) {
      problem ??= part.failure;
      continue;
    }
    if (only !== undefined && head.bytes.length > 0) return only;
    const found = detectParser(candidates, head, part.label);
    if (found.ok) return found.value;
    if (problem === undefined || problem.kind === 'input-empty') problem = found.problem;
  }
  if (problem !== undefined) sink.problem(problem);
  return undefined;
}
