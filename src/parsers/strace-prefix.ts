/** Process ids are below 2^22 on 64-bit Linux (proc(5), kernel.pid_max). */
export const pidLimit = 1 << 22;

const space = 32;
const newline = 10;
const processLine = Buffer.from('[ Process PID=', 'latin1');

/**
 * Skips what strace puts before a line, as printleader() in src/strace.c and its callees do:
 * `1234 ` (`-f -o`), `[pid  1234] ` (`-f`), either with `<comm>` (`-Y`), `[context] ` (`--secontext`), a time (`-t`),
 * a relative time, in `(+ )` beside another (`-r`), `[ 59] ` (`-n`), `[00007f…] ` (`-i`).
 */
export class StracePrefix {
  /** The process id the last prefix held, 0 when there was none. */
  pid = 0;

  /**
   * Where the line proper begins.
   * @param start the first byte of a line that a newline ends
   */
  skip(bytes: Uint8Array, start: number): number {
    let at = start;
    let pid = 0;
    for (let token = 0; token < 8; token++) {
      while (bytes[at] === space) at++;
      const from = at;
      const first = bytes[at] as number;
      if (first >= 48 && first <= 57) {
        at = digitsEnd(bytes, at);
        const next = bytes[at];
        if (next === space || next === 60 /* < */) {
          // A number right at the start is a pid, unless it is too big: seconds since 1970. Padded, it is a duration.
          if (from === start) pid = numberBetween(bytes, from, at);
          if (next === 60) at = behind(bytes, at, 62 /* > */);
        } else if (next === 46 /* . */ || next === 58 /* : */) {
          at = timeEnd(bytes, at);
        }
        if (bytes[at] !== space) return this.#found(from, pid);
      } else if (first === 40 /* ( */ && bytes[at + 1] === 43 /* + */) {
        at = behind(bytes, at, 41);
      } else if (first === 91 /* [ */ && !startsWith(bytes, at, processLine)) {
        if (from === start && bytes[at + 1] === 112 && bytes[at + 2] === 105 && bytes[at + 3] === 100) {
          let digits = at + 4;
          while (bytes[digits] === space) digits++;
          pid = numberBetween(bytes, digits, digitsEnd(bytes, digits));
        }
        at = behind(bytes, at, 93);
      } else return this.#found(at, pid);
    }
    return this.#found(at, pid);
  }

  #found(at: number, pid: number): number {
    this.pid = pid < pidLimit ? pid : 0;
    return at;
  }
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  for (let byte = bytes[end] as number; byte >= 48 && byte <= 57; byte = bytes[++end] as number);
  return end;
}

function timeEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  for (let byte = bytes[end] as number; (byte >= 48 && byte <= 58) || byte === 46; byte = bytes[++end] as number);
  return end;
}

function numberBetween(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to && number < pidLimit; at++) number = number * 10 + (bytes[at] as number) - 48;
  return number;
}

/** Behind the next `closing` byte of the line, or its end. */
function behind(bytes: Uint8Array, at: number, closing: number): number {
  let end = at;
  while (bytes[end] !== closing && bytes[end] !== newline) end++;
  return bytes[end] === closing ? end + 1 : end;
}

function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}
