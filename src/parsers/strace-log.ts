import type { Parser } from './parser.ts';
import { logScore } from './strace-detect.ts';
import { parseStrace } from './strace-parse.ts';

/** The log of `strace`, with any of the options that decorate it: every line one call, signal or exit. */
export const straceLog: Parser = {
  id: 'strace-log',
  title: 'log of strace (-f, -ff, with or without -C)',
  detect: logScore,
  parse: (source, sink, context) => parseStrace([source], sink, context),
  parseParts: parseStrace,
};
