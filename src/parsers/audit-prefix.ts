import type { AuditStamp } from './audit-line.ts';

/** A message of a log, and who said it. */
export interface LoggedLine {
  /** The program, or `kernel`; `''` where the line does not say: then it has only a message. */
  readonly source: string;
  readonly message: string;
  /** Something says that this is a line of a log: a time, a program, a field of the journal. */
  readonly isLogged: boolean;
  /** When and as what it was logged, where that is told beside the message. */
  readonly stamp?: AuditStamp | undefined;
}

// dmesg -r, and what syslog puts before a message.
const priority = /<\d{1,3}>/y;
// dmesg -x: `kern  :notice: `.
const level = /(?:kern|user|mail|daemon|auth|syslog|lpr|news) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/y;
// RFC 5424: `1 TIME HOST APP PROCID MSGID STRUCTURED-DATA `.
const modernSyslog = /1 (?:-|\d{4}-\S+) \S+ (\S+) \S+ \S+ (?:-|(?:\[[^\]]*\])+)(?: |$)\uFEFF?/y;
// dmesg: `[ 1621.161003]`, -T `[Mon Nov 23 14:08:10 2026]`, -d `[ 1621.161003 <    0.000012>]`, `[Nov23 14:08]`,
// `[  +0.000011]`; journalctl -o short-monotonic. With CONFIG_PRINTK_CALLER the thread or processor follows: `[    T1]`.
const bracketed =
  /\[(?: *\+?\d{1,10}\.\d{1,9}(?: <[^>]{0,24}>)?|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}|[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d)\](?:\[ *[TC]\d{1,10}\])? ?/y;
// syslog and journalctl; `-o short-iso`, `-o short-full`, `dmesg --time-format iso`; `-o short-unix`.
const times = [
  /[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}(?:\.\d{1,9})? /y,
  /(?:[A-Z][a-z]{2} )?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[^ ]{0,16} (?:[A-Z]{2,5} )?/y,
  /\d{9,11}\.\d{1,9} /y,
];
const hostAndProgram = /[^ ]{0,254}[^ :] ([^ :=[\]]{1,255})(?:\[[^\]]{0,20}\])?: /y;
const programOnly = /(kernel|audit|auditd|audispd|audisp-syslog)(?:\[\d{1,10}\])?: /y;
// rsyslog keeps the time that the kernel gives.
const kernelTime = /\[ *\d{1,10}\.\d{1,9}\] /y;

/**
 * Takes what tools put before a message off a line of text: times, priorities, host and program, in the forms of dmesg,
 * journalctl and syslog. What the message quotes of other messages is not looked at: a program that logs an audit record
 * stays the one who said it. An indented line goes on with a message of several lines (dmesg, journalctl), whoever wrote it.
 */
export function loggedLine(text: string): LoggedLine {
  // Most lines of auditd's log.
  if (text.startsWith('type=')) return { source: '', message: text, isLogged: false };
  let at = skip(priority, text, 0);
  const modern = match(modernSyslog, text, at);
  if (modern !== undefined) return said(modern[1] ?? '', text, at + modern[0].length);
  at = skip(level, text, at);
  const isDecorated = at > 0;
  const behindBracket = skip(bracketed, text, at);
  const behindTime = times.reduce((end, time) => (end > at ? end : skip(time, text, at)), behindBracket);
  if (behindTime === at && !isDecorated) {
    const program = match(programOnly, text, at);
    if (isKernelMessage(text, at)) return said('kernel', text, at);
    if (program !== undefined) return said(program[1] ?? '', text, at + program[0].length);
    return { source: '', message: text.slice(at), isLogged: false };
  }
  // dmesg tells neither host nor program, but messages begin like that: `usb 1-1: `.
  const program = isKernelMessage(text, behindTime) ? undefined : match(hostAndProgram, text, behindTime);
  if (program === undefined) return said('kernel', text, behindTime);
  return said(program[1] ?? '', text, behindTime + program[0].length);
}

/** The kernel's `audit: type=1326 …`, and `type=SECCOMP …` of auditd's log, look like a program and its message. */
function isKernelMessage(text: string, at: number): boolean {
  return text.startsWith('audit: type=', at) || text.startsWith('type=', at);
}

function said(source: string, text: string, at: number): LoggedLine {
  return { source, message: text.slice(skip(kernelTime, text, at)), isLogged: true };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}
