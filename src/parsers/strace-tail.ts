import { type ByteInterner, hashByte } from './byte-interner.ts';

/** What `resultAtEnd` may say instead of the number of an errno. */
export const returned = -1;
/** @see returned */
export const unfinished = -2;
/** @see returned */
export const unclear = -3;

const space = 32;
const unfinishedMark = Buffer.from(' <unfinished ...>', 'latin1');

/**
 * How a call ended, read from the end of its line: the number of its errno in `errnos`, or `returned`, `unfinished`,
 * `unclear`. It says `unclear` wherever the bytes before the end could mean something else (a quote, a parenthesis
 * within another, `?`): then the line has to be read from its beginning.
 * @param from behind the opening parenthesis of the call
 * @param to behind the last byte of the line
 */
export function resultAtEnd(bytes: Uint8Array, from: number, to: number, errnos: ByteInterner): number {
  let end = to;
  let last = bytes[end - 1] as number;
  if (last === 62 /* > */) {
    if (endsUnfinished(bytes, from, end)) return unfinished;
    // `-T` adds ` <0.000123>`.
    let at = end - 2;
    for (let byte = bytes[at] as number; (byte >= 48 && byte <= 57) || byte === 46; byte = bytes[--at] as number);
    if (bytes[at] !== 60 /* < */) return openedFile(bytes, from, end);
    if (bytes[at - 1] !== space || at === end - 2) return unclear;
    end = at - 1;
    if (end <= from) return unclear;
    last = bytes[end - 1] as number;
    if (last === 62) return openedFile(bytes, from, end);
  }
  if (last === 41 /* ) */) return withComment(bytes, from, end, errnos);
  return isHexDigit(last) && isValue(bytes, from, end) ? returned : unclear;
}

/** ` <unfinished ...>`: strace went on with another process, or this one died. */
function endsUnfinished(bytes: Uint8Array, from: number, end: number): boolean {
  const start = end - unfinishedMark.length;
  if (start < from || bytes[start + 2] !== 117 /* u */) return false;
  for (let index = 0; index < unfinishedMark.length; index++)
    if (bytes[start + index] !== unfinishedMark[index]) return false;
  return true;
}

/** `= 3</etc/passwd>` (`-y`): only a call that returned shows a file. Within a path strace escapes `<` and `>`. */
function openedFile(bytes: Uint8Array, from: number, end: number): number {
  let at = end - 2;
  while (at > from && bytes[at] !== 60 /* < */ && bytes[at] !== 62 && bytes[at] !== 34 /* " */) at--;
  return bytes[at] === 60 && isValue(bytes, from, at) ? returned : unclear;
}

/** `= -1 ENOENT (No such file or directory)` or `= 1 ([{fd=3, revents=POLLIN}])`. */
function withComment(bytes: Uint8Array, from: number, end: number, errnos: ByteInterner): number {
  let at = end - 2;
  for (; at > from; at--) {
    const byte = bytes[at] as number;
    if (byte === 40 /* ( */) break;
    if (byte === 41 || byte === 34 /* " */ || byte === 92 /* \ */) return unclear;
  }
  if (at <= from || bytes[at - 1] !== space) return unclear;
  const nameEnd = at - 1;
  let nameStart = nameEnd;
  for (let byte = bytes[nameStart - 1] as number; isErrnoByte(byte); byte = bytes[nameStart - 1] as number) nameStart--;
  // `-1 ENOENT`: a success has a value where the name is, which may start with a digit but never with an E.
  if (bytes[nameStart] !== 69 /* E */) return isValue(bytes, from, nameEnd) ? returned : unclear;
  if (
    nameStart - 4 <= from ||
    bytes[nameStart - 1] !== space ||
    bytes[nameStart - 2] !== 49 /* 1 */ ||
    bytes[nameStart - 3] !== 45 /* - */ ||
    !isBehindEquals(bytes, from, nameStart - 3)
  )
    return unclear;
  let hash = 0;
  for (let index = nameStart; index < nameEnd; index++) hash = hashByte(hash, bytes[index] as number);
  const id = errnos.find(bytes, nameStart, nameEnd, hash);
  return id < 0 ? unclear : id;
}

/** Whether `) = 12` or `) = 0x7f12` ends at `end`. */
function isValue(bytes: Uint8Array, from: number, end: number): boolean {
  let at = end - 1;
  let decimal = true;
  for (let byte = bytes[at] as number; isHexDigit(byte); byte = bytes[--at] as number) if (byte > 57) decimal = false;
  if (at === end - 1) return false;
  if (bytes[at] === 120 /* x */) {
    if (bytes[at - 1] !== 48 /* 0 */) return false;
    at -= 2;
  } else if (!decimal) return false;
  return isBehindEquals(bytes, from, at + 1);
}

/** Whether `) = ` with any number of spaces before the `=` ends at `end`. */
function isBehindEquals(bytes: Uint8Array, from: number, end: number): boolean {
  let at = end - 3;
  if (bytes[at + 2] !== space || bytes[at + 1] !== 61 /* = */ || bytes[at] !== space) return false;
  while (bytes[at] === space) at--;
  return at >= from && bytes[at] === 41 /* ) */;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}

function isErrnoByte(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95;
}
