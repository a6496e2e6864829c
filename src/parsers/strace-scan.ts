import { hashByte } from './byte-interner.ts';
import { pidLimit, type StracePrefix } from './strace-prefix.ts';
import { resultAtEnd, returned, unclear, unfinished } from './strace-tail.ts';
import type { StraceTally } from './strace-tally.ts';

const space = 32;
const resumedStart = Buffer.from('<... ', 'latin1');
const resumedEnd = Buffer.from(' resumed>', 'latin1');

/** What a scan goes on with. */
export interface ScanState {
  readonly tally: StraceTally;
  readonly prefix: StracePrefix;
  /** The number of lines before the ones to scan. */
  line: number;
  /** Takes a line that the scan cannot count for certain. False: leave the scan. */
  other(bytes: Buffer, start: number, stop: number): boolean;
}

/**
 * Counts the calls of whole lines. This is where a large log spends its time: one native search for the newline, the
 * name hashed from the front, the result read from the back, nothing allocated, no byte between them looked at.
 * @returns where it stopped: `end`, or behind the line for which `other` said false
 */
export function scanCalls(state: ScanState, bytes: Buffer, start: number, end: number): number {
  const { tally, prefix } = state;
  const { names, errnos, returned: returnedCounts } = tally;
  for (let from = start, next = start; from < end; from = next) {
    const newline = bytes.indexOf(10, from);
    next = newline + 1;
    state.line++;
    let stop = newline;
    if (stop > from && bytes[stop - 1] === 13 /* \r */) stop--;

    // `1234  name(` without the detour; anything else before the name goes by the prefix reader.
    let at = from;
    let pid = 0;
    let byte = bytes[at] as number;
    while (byte >= 48 && byte <= 57) {
      pid = pid * 10 + byte - 48;
      byte = bytes[++at] as number;
    }
    const isPrefixed = at === from || byte === space;
    if (isPrefixed) while (byte === space) byte = bytes[++at] as number;
    if (!isPrefixed || pid >= pidLimit || !(isNameStart(byte) || byte === 60) /* < */) {
      at = prefix.skip(bytes, from);
      pid = prefix.pid;
      byte = bytes[at] as number;
    }

    const resumed = byte === 60;
    if (resumed) {
      if (!holds(bytes, at, resumedStart)) {
        if (state.other(bytes, from, stop)) continue;
        return next;
      }
      at += resumedStart.length;
      byte = bytes[at] as number;
    }
    const nameStart = at;
    let hash = 0;
    while (isNameByte(byte)) {
      hash = hashByte(hash, byte);
      byte = bytes[++at] as number;
    }
    const name = names.find(bytes, nameStart, at, hash);
    let result = unclear;
    if (name >= 0 && (resumed ? byte === space && holds(bytes, at, resumedEnd) : byte === 40) /* ( */)
      result = resultAtEnd(bytes, at + 1, stop, errnos);

    if (result === unclear) {
      if (!state.other(bytes, from, stop)) return next;
      continue;
    }
    if (resumed) tally.resumed(pid, name);
    if (result === unfinished) tally.entered(pid, name);
    else {
      const place = tally.place(pid, name);
      if (result === returned) returnedCounts[place] = (returnedCounts[place] as number) + 1;
      else tally.failed(place, result);
    }
  }
  return end;
}

function isNameStart(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || byte === 95;
}

function isNameByte(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || byte === 95 || (byte >= 48 && byte <= 57);
}

function holds(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}
