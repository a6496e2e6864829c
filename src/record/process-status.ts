import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** What /proc/PID/status says about a process (proc_pid_status(5)). */
export interface ProcessStatus {
  readonly pid: number;
  /** Its comm: whatever the process calls itself. Raw, at most 15 bytes. */
  readonly name: string;
  /** One letter; `Z` has ended and waits for its parent. */
  readonly state: string;
  readonly parent: number;
  /** The process that traces it, 0 for none. */
  readonly tracer: number;
  /** Its real user id. */
  readonly user: number;
  /** Its process group. */
  readonly group: number;
}

const buffer = Buffer.allocUnsafe(8192);

/** Reads the status of a process; `undefined` when it is gone or hidden (hidepid). */
export function readProcessStatus(pid: number): ProcessStatus | undefined {
  const text = statusText(pid);
  return text === undefined ? undefined : parseStatus(pid, text);
}

/** The text of /proc/PID/status; short of a process in thousands of groups, its first 8 KiB are all of it. */
export function statusText(pid: number | string): string | undefined {
  try {
    const file = openSync(`/proc/${pid}/status`, 'r');
    try {
      const length = readSync(file, buffer, 0, buffer.length, 0);
      return length < buffer.length ? buffer.toString('utf8', 0, length) : readFileSync(`/proc/${pid}/status`, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Takes the fields out of the text of a status file. */
export function parseStatus(pid: number, text: string): ProcessStatus {
  return {
    pid,
    // The kernel escapes a newline and a backslash in it (proc_task_name, fs/proc/array.c).
    name: field(text, 'Name').replace(/\\([n\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\')),
    state: field(text, 'State').charAt(0),
    parent: number(text, 'PPid'),
    tracer: number(text, 'TracerPid'),
    user: number(text, 'Uid'),
    // In a PID namespace it has one column for each; the first is the one of this /proc.
    group: number(text, 'NSpgid'),
  };
}

function field(text: string, name: string): string {
  const start = text.startsWith(`${name}:\t`) ? 0 : text.indexOf(`\n${name}:\t`) + 1;
  if (start === 0 && !text.startsWith(`${name}:\t`)) return '';
  const end = text.indexOf('\n', start);
  return text.slice(start + name.length + 2, end < 0 ? undefined : end);
}

function number(text: string, name: string): number {
  return Number.parseInt(field(text, name), 10) || 0;
}

/** When a process began, in clock ticks since boot (field 22 of proc_pid_stat(5)): tells it from a later one of its id. */
export function startTime(pid: number): string | undefined {
  try {
    return statFields(readFileSync(`/proc/${pid}/stat`, 'latin1'))[19];
  } catch {
    return undefined;
  }
}

/** The fields of a /proc/PID/stat line from the third one on: the second is the name, and may hold anything. */
export function statFields(line: string): readonly string[] {
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** The arguments a process shows, each ended by NUL; empty when it is gone or has none. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
