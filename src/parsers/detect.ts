import type { Head } from '../io/byte-source.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Parser } from './parser.ts';

/** Below this a format is not taken for granted. */
const threshold = 0.3;

// The first bytes that tell what a file is when it is nothing for us (file(1), and RFC 1952, RFC 8878 and so on).
const magic: readonly (readonly [string, string])[] = [
  ['\u007FELF', 'an ELF binary'],
  // What was packed once is unpacked before it comes here.
  ['\u001F\u008B', 'gzip-compressed data, packed twice'],
  ['\u0028\u00B5\u002F\u00FD', 'zstd-compressed data, packed twice'],
  ['\u00FD7zXZ\u0000', 'xz-compressed data'],
  ['BZh', 'bzip2-compressed data'],
  ['PK\u0003\u0004', 'a zip archive'],
  ['PERFILE2', 'a perf.data file'],
  ['\u00FF\u00FE', 'UTF-16 text'],
  ['\u00FE\u00FF', 'UTF-16 text'],
];

/**
 * The parser whose format the head is, by content alone: file names lie. The surest wins; of equals, the first.
 * @param candidates the parsers to choose from
 * @param label for the problem
 * @returns `input-empty`, or `format-unknown` with what the head looks like instead
 */
export function detectParser(candidates: readonly Parser[], head: Head, label: string): Result<Parser> {
  if (head.bytes.length === 0) return fail({ kind: 'input-empty', source: label });
  let best: Parser | undefined;
  let bestScore = threshold;
  for (const parser of candidates) {
    const score = parser.detect(head);
    if (best === undefined ? score >= bestScore : score > bestScore) {
      best = parser;
      bestScore = score;
    }
  }
  if (best !== undefined) return ok(best);
  return fail({ kind: 'format-unknown', what: lookOf(head), source: label });
}

/** What a head looks like, in a few words. */
export function lookOf(head: Head): string {
  const { text } = head;
  for (const [start, look] of magic) if (text.startsWith(start)) return look;
  const start = text.replace(/^\u00EF\u00BB\u00BF/, '').trimStart();
  if (/^\{\s*"format":\s*"seccinch-recording"/.test(start)) return 'a seccinch recording';
  if (start.startsWith('{') && start.includes('"defaultAction"')) return 'a seccomp profile';
  if (/^[{[]/.test(start)) return 'JSON';
  if (start === '') return 'blank lines';
  return isText(text) ? 'text' : 'binary data';
}

/** No control characters save tab, newline, return, form feed and escape. */
function isText(text: string): boolean {
  return !/[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F\u007F]/.test(text);
}
