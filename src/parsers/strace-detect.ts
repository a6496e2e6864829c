import type { Head } from '../io/byte-source.ts';
import { isKnownSyscall } from '../kernel/syscalls.ts';
import { readStraceLine } from './strace-line.ts';
import { StracePrefix } from './strace-prefix.ts';
import { StraceTable } from './strace-table.ts';

/** How many lines of the head are looked at for a log. */
const lineSample = 400;

/** How sure it is that the head holds a table of `strace -c`: a header with a rule below it is certain. */
export function summaryScore(head: Head): number {
  const lines = linesOf(head);
  const isTable = lines.some((line, index) => StraceTable.fromHeader(line)?.add(lines[index + 1] ?? '') === 'rule');
  return isTable ? 1 : 0;
}

/**
 * How sure it is that the head is a log of strace. Calls whose name is in a table of the kernel's, with arguments and a
 * result, are hard to meet elsewhere: a few of them are enough, even among lines of the traced program's own.
 */
export function logScore(head: Head): number {
  const lines = linesOf(head).slice(0, lineSample);
  const prefix = new StracePrefix();
  let explained = 0;
  let certain = 0;
  let all = 0;
  for (const line of lines) {
    if (line === '') continue;
    all++;
    const bytes = Buffer.from(`${line}\n`, 'latin1');
    const read = readStraceLine(line, prefix.skip(bytes, 0));
    if (read.kind === 'unknown') continue;
    explained++;
    if (read.kind === 'exited' || read.kind === 'killed') certain++;
    if (read.kind === 'call' && read.result.kind !== 'cut' && isKnownSyscall(read.name)) certain++;
  }
  if (certain === 0) return 0;
  return Math.max(certain >= 3 ? 0.5 : 0, (0.9 * explained) / all);
}

/** The lines of a head, without a last one that may be cut. */
function linesOf(head: Head): string[] {
  const text = head.text.startsWith('\u00EF\u00BB\u00BF') ? head.text.slice(3) : head.text;
  const lines = text.split(/\r?\n/);
  if (!head.complete && lines.length > 1) lines.pop();
  return lines;
}
