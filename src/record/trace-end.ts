import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What the end of a trace file says. */
export interface TraceEnd {
  /** Strace got as far as its table; without one the trace holds only calls that never returned. */
  readonly table: boolean;
  /** The command was never executed: its execve failed, and nothing else was called. */
  readonly failedExec: boolean;
}

/** More than a table of all system calls, and than the last lines of exits that are of interest. */
const tailBytes = 64 * 1024;

/** Reads the end of a trace file made with `straceArgv`. */
export function readTraceEnd(path: string): TraceEnd {
  const text = tail(path);
  return { table: hasTable(text), failedExec: isFailedExec(text) };
}

/** Whether the text ends with the `total` line of a table: its first column with `-U name,…`, its last one without. */
export function hasTable(text: string): boolean {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return /^total\s+\d/.test(last) || /\d\s+total$/.test(last);
}

/** Whether the table has one row, an execve that failed. Any program that runs makes more calls. */
export function isFailedExec(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const rules = lines.flatMap((line, index) => (/^-[- ]+$/.test(line) ? [index] : []));
  const [first = 0, last] = rules;
  // `-U name,calls,errors` puts the name first, the usual columns put it last.
  const row = lines[first + 1] ?? '';
  return rules.length === 2 && last === first + 2 && /^execve +1 +1$| 1 +1 execve$/.test(row);
}

/**
 * The exit status of a process, from its line `PID +++ exited with N +++`; `undefined` when there is none: a signal ended it
 * (that line is suppressed with `-e signal=none`), or it lies too far back.
 */
export function exitStatusOf(pid: number, path: string): number | undefined {
  const match = new RegExp(`^${pid} +\\+\\+\\+ exited with (\\d{1,3}) \\+\\+\\+$`, 'm').exec(tail(path));
  return match ? Number(match[1]) : undefined;
}

function tail(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    const length = readSync(file, buffer, 0, buffer.length, Math.max(0, size - tailBytes));
    return buffer.toString('latin1', 0, length);
  } finally {
    closeSync(file);
  }
}
