import type { ByteSource } from '../io/byte-source.ts';
import type { Input } from '../io/input.ts';
import type { Problem } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import type { Sink } from '../model/sink.ts';
import { detectParser } from './detect.ts';
import { parsers } from './index.ts';
import type { GatheredInput, ParseContext, Parser, RangeParser } from './parser.ts';

/** What the user says about an input. */
export interface ParseInputContext extends ParseContext {
  /** The formats to choose from, as `parsersFor` gives them; all when left out. */
  readonly candidates?: readonly Parser[] | undefined;
  /** Reads files in ranges side by side; all are read in order when left out. */
  readonly readRanges?: ReadRanges | undefined;
  /** The inputs that were read before it with the same parser, in order; where inputs are told together. */
  readonly before?: ((parser: Parser) => readonly GatheredInput[]) | undefined;
}

/**
 * Reads the ranges of a file with `parser.ranges`, wherever it likes.
 * @returns their findings; undefined when the file is to be read in order instead
 */
export type ReadRanges = (
  parser: Parser,
  part: ByteSource,
  context: ParseContext,
) => Promise<readonly unknown[] | undefined>;

/** An input that was read. */
export interface ReadInput {
  /** The parser that was used. */
  readonly parser: Parser;
  /** What is to be told with `parser.ranges`; empty when the sink was told all of it. */
  readonly gathered: readonly GatheredInput[];
}

/**
 * Reads one input into a sink, and tells it what the input holds, as `readInput` does.
 * @returns the parser that was used; undefined when a problem of severity `error` told the sink why there is none
 */
export async function parseInput(input: Input, sink: Sink, context: ParseInputContext): Promise<Parser | undefined> {
  const read = await readInput(input, sink, context);
  if (read !== undefined && read.gathered.length > 0) await read.parser.ranges?.tell(read.gathered, sink, context);
  return read?.parser;
}

/**
 * Reads one input: finds its format, reads all its files as one run, reports what could not be read. A single candidate
 * is taken at its word. Closes the input. Findings of a format whose inputs belong together are given back, to be told
 * with those of others; the sink is told those of other formats.
 * @returns undefined when a problem of severity `error` told the sink why it was not read
 */
export async function readInput(input: Input, sink: Sink, context: ParseInputContext): Promise<ReadInput | undefined> {
  try {
    const candidates = context.candidates ?? parsers;
    const only = candidates.length === 1 ? candidates[0] : undefined;
    const parser = await chooseParser(input.parts, only === undefined ? candidates : [only], only, sink);
    if (parser === undefined) return undefined;
    const problem = notTold(parser, input.label, context);
    if (problem !== undefined) {
      sink.problem(problem);
      return undefined;
    }
    const gathered: GatheredInput[] = [];
    if (parser.ranges !== undefined) {
      const before = context.before?.(parser) ?? [];
      for (const part of input.parts)
        gathered.push(await gather(parser, parser.ranges, part, [...before, ...gathered], context));
    } else if (parser.parseParts !== undefined) await parser.parseParts(input.parts, sink, context);
    else for (const part of input.parts) await parser.parse(part, sink, context);
    for (const part of input.parts) if (part.failure !== undefined) sink.problem(part.failure);
    return { parser, gathered };
  } finally {
    await input.close();
  }
}

/** What is asked of a format that does not tell it. */
function notTold({ tells }: Parser, source: string, { by, select }: ParseContext): Problem | undefined {
  if (by !== undefined && by !== 'all' && tells?.by.includes(by) !== true)
    return { kind: 'by-not-told', what: `--by ${by}`, source };
  const first = select?.find(({ key }) => tells?.select.includes(key) !== true);
  return first && { kind: 'by-not-told', what: `--select ${first.key}=${first.value}`, source };
}

async function gather(
  parser: Parser,
  ranges: RangeParser,
  part: ByteSource,
  before: readonly GatheredInput[],
  context: ParseInputContext,
): Promise<GatheredInput> {
  const last = before.at(-1);
  const how = { ...context, held: ranges.held(before) };
  const standsAlone = part.file !== undefined && (last === undefined || !ranges.isOpen(last));
  const inRanges = standsAlone ? await context.readRanges?.(parser, part, how) : undefined;
  const findings = inRanges ?? [await ranges.gather(part, how, last)];
  return { label: part.label, subject: context.subject, findings };
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
    const { failure } = part;
    if (failure !== undefined && (head.bytes.length === 0 || isError(failure))) {
      problem ??= isError(failure) ? failure : { kind: 'input-empty', source: part.label };
      continue;
    }
    if (only !== undefined && head.bytes.length > 0) return only;
    const found = detectParser(candidates, head, part.label);
    if (found.ok) return found.value;
    if (problem === undefined || problem.kind === 'input-empty') problem = found.problem;
  }
  if (problem !== undefined) sink.problem(problem);
  for (const { failure } of parts) if (failure !== undefined && !isError(failure)) sink.problem(failure);
  return undefined;
}

/** Nothing can be made of the input; of data that is cut short, what comes before the cut stands. */
function isError(problem: Problem): boolean {
  return severityOf(problem) === 'error';
}
