/** How a call ended, as its line says. */
export type CallResult =
  | { readonly kind: 'returned' }
  | { readonly kind: 'failed'; readonly errno: string | undefined }
  /** `= ?`: the process ended in the call. */
  | { readonly kind: 'unreturned' }
  /** `= ? <unavailable>`: the process ended before strace could ask for the result. */
  | { readonly kind: 'unavailable' }
  /** `<unfinished ...>`: the result is on a later line, if it comes. */
  | { readonly kind: 'unfinished' }
  /** `<detached ...>`: strace let go of the process. */
  | { readonly kind: 'detached' }
  /** `<pid changed to N ...>`: goes on in another file of `-ff`. */
  | { readonly kind: 'moved' }
  /** The line ends before the result. */
  | { readonly kind: 'cut' };

const openings: readonly (readonly [string, CallResult])[] = [
  ['<unfinished ...>', { kind: 'unfinished' }],
  ['<detached ...>', { kind: 'detached' }],
];
const pidChanged = / <pid changed to \d+ \.\.\.>$/;
// What may follow the last parenthesis of a call: printed by syscall_exiting_trace() in src/syscall.c.
const grammar = /^ += (?:-?\d|0x[\da-f]|\?$|\? )/;
const errno = /^-1 (E[A-Z\d_]{1,31}) \(/;

/**
 * The result of a call, read forward through its arguments: strings, comments and the file names of `-y` may hold
 * anything that looks like a result.
 *
 * A call that a signal interrupted, `= ? ERESTARTSYS (…)`, counts as failed without an errno, as it does in the table
 * of `strace -c`: its process sees either EINTR or, restarted, the result of another line; nobody can say which.
 * @param text behind the opening parenthesis of the call, behind `resumed>`, or what a broken line goes on with; without the line's end
 */
export function callResult(text: string): CallResult {
  for (const [mark, result] of openings) if (text.endsWith(mark)) return result;
  if (pidChanged.test(text)) return { kind: 'moved' };
  const end = argumentsEnd(text);
  const rest = end < 0 ? lastResult(text) : text.slice(end);
  return rest === undefined ? { kind: 'cut' } : resultOf(rest);
}

/** From what follows the closing parenthesis: ` = -1 ENOENT (…)`. */
function resultOf(rest: string): CallResult {
  if (!grammar.test(rest)) return { kind: 'cut' };
  const value = rest.slice(rest.indexOf('=') + 2);
  if (value.startsWith('?')) {
    if (value.startsWith('? <unavailable>')) return { kind: 'unavailable' };
    return value.startsWith('? E') ? { kind: 'failed', errno: undefined } : { kind: 'unreturned' };
  }
  const name = errno.exec(value)?.[1];
  if (name !== undefined) return { kind: 'failed', errno: name };
  return value.startsWith('-1 (errno ') ? { kind: 'failed', errno: undefined } : { kind: 'returned' };
}

/** Behind the parenthesis that ends the arguments; -1 when there is none, or what follows is no result. */
function argumentsEnd(text: string): number {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = stringEnd(text, at);
        break;
      case '(':
        depth++;
        break;
      case ')':
        if (--depth === 0) return grammar.test(text.slice(at + 1, at + 4096)) ? at + 1 : -1;
        break;
      case '/':
        if (text[at + 1] === '*') at = behind(text, '*/', at + 2);
        break;
      case '<':
        if (annotates(text, at)) at = annotationEnd(text, at);
        break;
    }
  }
  return -1;
}

/** The last thing on the line that reads as a result, where the way to it does not make sense. */
function lastResult(text: string): string | undefined {
  for (let at = text.lastIndexOf(')'); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(')', at - 1)) {
    const rest = text.slice(at + 1, at + 4096);
    if (grammar.test(rest)) return rest;
  }
  return undefined;
}

/** At the closing quote: within, strace escapes quotes and backslashes. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** At the last character of the next `mark`, or the end. */
function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length - 1;
}

/** `3<`, `AT_FDCWD<`: a file name (`-y`) or a process name (`-Y`) follows; `1<<3` does not. */
function annotates(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  return ((before >= '0' && before <= '9') || before === 'D') && text[at + 1] !== '<' && text[at + 1] !== '=';
}

/**
 * At the closing `>`. Paths escape `<` and `>` but hold quotes and parentheses as they are; a device comes within
 * (`<char 1:3>`), and addresses have an arrow (`<TCP:[127.0.0.1:80->127.0.0.1:9]>`).
 */
function annotationEnd(text: string, start: number): number {
  const isPath = text[start + 1] === '/';
  let depth = 1;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"' && !isPath) at = stringEnd(text, at);
    else if (char === '<') depth++;
    else if (char === '>' && (isPath || text[at - 1] !== '-') && --depth === 0) return at;
  }
  return text.length;
}
