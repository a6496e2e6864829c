import { type CallResult, callResult } from './strace-result.ts';

/** What one line of a log says. */
export type StraceLine =
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly resumed: boolean;
      readonly result: CallResult;
      /** Further calls on the same line: strace lets go of several processes without a newline between. */
      readonly others: readonly CallOf[];
    }
  | { readonly kind: 'exited' }
  | { readonly kind: 'killed' }
  /** A thread called execve(2): it goes on under the process id of the line. */
  | { readonly kind: 'superseded'; readonly by: number }
  /** `strace: Process N detached` */
  | { readonly kind: 'detached' }
  /** The process runs under another ABI from here on, `mode` in strace's words. */
  | { readonly kind: 'mode'; readonly pid: number; readonly mode: string }
  /** A table of calls under another ABI follows. */
  | { readonly kind: 'heading'; readonly mode: string }
  /** strace says something about itself. */
  | { readonly kind: 'message'; readonly text: string }
  /** Explained, and nothing to count: a signal, a stack frame, dumped data, an empty line. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

/** A call and its process. */
export interface CallOf {
  readonly pid: number;
  readonly name: string;
}

// `ioctl#64` and the like are strace's x32 names; `????` is a call whose number strace could not read.
const call = /^([a-z_][a-z0-9_#]*|\?+)\(/;
const resumed = /^<\.\.\. ([a-z_][a-z0-9_#]*|\?+) resumed>/;
const quoted = /"(?:[^"\\]|\\.)*"/g;
const within = /(?<![^ ,(])(?:\[pid +(\d{1,7})\]|(\d{1,7})) +([a-z_][a-z0-9_#]*)\(/g;
const exited = /^\+\+\+ exited with \d+ \+\+\+$/;
const killed = /^\+\+\+ killed by [A-Z\d_+]+ (?:\(core dumped\) )?\+\+\+$/;
const superseded = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/;
const mode = /^\[ Process PID=(\d+) runs in ([A-Za-z0-9 ]{1,32}) mode\. \]$/;
const heading = /^System call usage summary for ([A-Za-z0-9 ]{1,32}) mode:$/;
// Before strace 5 the leading program name is missing from these messages.
const attached = /^(?:strace: )?Process \d+ (?:attached|suspended|resumed)/;
const detached = /^(?:strace: )?Process \d+ detached$/;
const message = /^strace: (.*)/;
const nothing: readonly RegExp[] = [
  /^$/,
  // Signals and stops: print_stopped(), print_event_exit() and their neighbours in src/strace.c.
  /^--- .* ---$/,
  // Stack frames of -k: src/unwind.c.
  /^ +> /,
  // Data of -e read and -e write: dumpstr() in src/util.c.
  /^ \| [\da-f]{5,} /,
  /^ \* \d+ bytes in buffer \d+$/,
  // What a call that execve(2) of another thread ends leaves behind; its beginning has been counted.
  /^<unfinished \.\.\.>\) += \?$/,
];

/**
 * Reads one line of a log: slow, exact, for what the byte scanner leaves.
 * @param whole the line without its end, one character a byte
 * @param start where the line proper begins, behind pid, time and so on
 */
export function readStraceLine(whole: string, start: number): StraceLine {
  const text = whole.slice(start);
  const resumedCall = resumed.exec(text);
  const name = (resumedCall ?? call.exec(text))?.[1];
  if (name !== undefined) {
    const from = resumedCall === null ? name.length + 1 : resumedCall[0].length;
    const result = callResult(text.slice(from));
    const others = result.kind === 'detached' ? callsWithin(text.slice(from)) : none;
    return { kind: 'call', name, resumed: resumedCall !== null, result, others };
  }
  return readEvent(text) ?? (nothing.some((known) => known.test(whole) || known.test(text)) ? noting : unknown);
}

/**
 * `wait4(-1, 21531 pause( <detached ...>`: with `-e status=`, strace 6.1 keeps back the beginnings of calls, and
 * writes them one behind the other when it detaches (droptcb() in src/strace.c).
 */
function callsWithin(text: string): CallOf[] {
  return [...text.replace(quoted, '""').matchAll(within)].map(([, inBrackets, plain, name = '']) => ({
    pid: Number(inBrackets ?? plain),
    name,
  }));
}

const none: readonly CallOf[] = [];
const noting: StraceLine = { kind: 'nothing' };
const unknown: StraceLine = { kind: 'unknown' };

function readEvent(text: string): StraceLine | undefined {
  if (exited.test(text)) return { kind: 'exited' };
  if (killed.test(text)) return { kind: 'killed' };
  const by = superseded.exec(text)?.[1];
  if (by !== undefined) return { kind: 'superseded', by: Number(by) };
  const [, pid, name] = mode.exec(text) ?? [];
  if (pid !== undefined && name !== undefined) return { kind: 'mode', pid: Number(pid), mode: name };
  const title = heading.exec(text)?.[1];
  if (title !== undefined) return { kind: 'heading', mode: title };
  if (detached.test(text)) return { kind: 'detached' };
  if (attached.test(text)) return noting;
  const said = message.exec(text)?.[1];
  return said === undefined ? undefined : { kind: 'message', text: said };
}
