import type { Parser } from './parser.ts';
import { summaryScore } from './strace-detect.ts';
import { parseStrace } from './strace-parse.ts';

/** The tables of `strace -c` or `-C`, with the log above them if there is one. */
export const straceSummary: Parser = {
  id: 'strace-summary',
  title: 'summary of strace (-c or -C)',
  detect: summaryScore,
  parse: (source, sink, context) => parseStrace([source], sink, context),
  parseParts: parseStrace,
};
