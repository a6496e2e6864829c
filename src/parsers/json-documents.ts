import { lineLimit } from './lines.ts';

export { isDocumentStream } from './json-layout.ts';

/** What the values of a document stream are handed to. Lines are counted from 1. */
export interface DocumentConsumer {
  /** A whole value, brackets matched; only valid during the call. `line` is where it begins. */
  document(bytes: Uint8Array, line: number): void;
  /**
   * What is no JSON value, up to the end of its line; or a value that breaks off, up to where the next one may begin.
   * @param sample its first bytes as UTF-8, at most `garbageSample` of them
   */
  garbage(line: number, sample: string): void;
  /** A value over the limit, skipped. */
  overlong(line: number): void;
  /** The input ended within a value, or within the array: `line` is where the value begins, or the last line. */
  truncated(line: number): void;
}

/** How many bytes of garbage are shown. */
export const garbageSample = 200;

/** No event is nested as deep, and no memory is spent on what is. */
const deepest = 1000;

// What is expected next.
const between = 0;
const value = 1;
const valueOrEnd = 2;
const keyOrEnd = 3;
const key = 4;
const colon = 5;
const commaOrEnd = 6;
const inString = 7;
const inEscape = 8;
const inScalar = 9;
/** Garbage, up to the end of the line. */
const inGarbage = 10;
/** The rest of a line of a value that broke off. */
const inRemains = 11;

const newline = 0x0a;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** The bytes that numbers and literals are made of, and text that is neither. */
const isScalarByte = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._'))
  isScalarByte[byte] = 1;
/** The bytes that end a run within a string: quote, backslash, and the controls, which no string holds. */
const stopsString = new Uint8Array(256);
stopsString.fill(1, 0, 0x20);
stopsString[0x22] = 1;
stopsString[0x5c] = 1;

/**
 * Cuts JSON into values where they are not one a line: one array over any number of lines, pretty-printed values, values
 * one after the other (RFC 8259; `jq`, `jq -s`, `jq --seq`). Of an array outside any other the elements are the values. A
 * value that breaks off is given up at the first byte that JSON does not allow there; reading goes on at the next line
 * that is indented no more than it was, since what is left of it is indented more. The same calls for any
 * chunking. Holds at most one value within the limit.
 */
export class JsonDocuments {
  readonly #consumer: DocumentConsumer;
  readonly #limit: number;
  #state = between;
  /** Bytes of earlier chunks. */
  #consumed = 0;
  #line = 1;
  /** The offset of this line, and whether nothing but white space was on it yet. */
  #lineStart = 0;
  #isIndent = true;
  /** Within the array whose elements are the values; on which line it began. */
  #arrayLine = 0;
  /** The open brackets of the value: 1 an object, 0 an array. */
  readonly #open = new Uint8Array(deepest);
  #depth = 0;
  #stringIsKey = false;
  #start = 0;
  #startLine = 1;
  #startColumn = 0;
  /** The column of the last value that broke off, until the next one begins; -1 when none did. */
  #brokenColumn = -1;
  /** The value, or the garbage, as far as earlier chunks had it. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #isOverlong = false;

  /** @param limit the longest value in bytes, `lineLimit` when left out */
  constructor(consumer: DocumentConsumer, limit: number = lineLimit) {
    this.#consumer = consumer;
    this.#limit = limit;
  }

  /** How many newlines there were so far. */
  get newlines(): number {
    return this.#line - 1;
  }

  /** Takes the next bytes. They are not kept. */
  push(bytes: Uint8Array): void {
    this.#start = 0;
    const length = bytes.length;
    let at = 0;
    while (at < length) {
      const state = this.#state;
      if (state === inString) {
        while (at < length && stopsString[bytes[at] as number] === 0) at++;
        if (at < length) at = this.#stringStop(bytes, at);
      } else if (state === inEscape) {
        // A newline is no escape either.
        if ((bytes[at] as number) < 0x20) at = this.#breakOff(bytes, at);
        else {
          this.#state = inString;
          at++;
        }
      } else if (state === inScalar) {
        while (at < length && isScalarByte[bytes[at] as number] === 1) at++;
        if (at < length) at = this.#scalarEnd(bytes, at);
      } else if (state >= inGarbage) {
        const end = bytes.indexOf(newline, at);
        at = end < 0 ? length : end;
        if (end >= 0) this.#skipped(bytes, end);
      } else {
        const byte = bytes[at] as number;
        if (byte === newline) {
          this.#line++;
          this.#isIndent = true;
          at++;
          this.#lineStart = this.#consumed + at;
        } else if (byte === 0x20 || byte === 0x09 || byte === 0x0d) at++;
        else if (state === between) at = this.#next(at, byte);
        else at = this.#within(bytes, at, byte);
      }
    }
    if (this.#state !== between && this.#state !== inRemains) this.#keep(bytes, this.#start, length);
    this.#consumed += length;
  }

  /** The input is at its end. */
  end(): void {
    const none = new Uint8Array(0);
    this.#start = 0;
    if (this.#state === inGarbage) this.#skipped(none, 0);
    else if (this.#state === inScalar && this.#depth === 0) this.#scalarEnd(none, 0);
    else if (this.#state !== between && this.#state !== inRemains) {
      // That it is over the limit has been told.
      if (!this.#isOverlong) this.#consumer.truncated(this.#startLine);
      this.#arrayLine = 0;
    }
    if (this.#arrayLine > 0) this.#consumer.truncated(this.#line);
  }

  /** A byte outside any value, no white space. */
  #next(at: number, byte: number): number {
    const isFirst = this.#isIndent;
    if (byte === byteOrderMark[this.#consumed + at]) return at + 1;
    this.#isIndent = false;
    const isBroken = this.#brokenColumn >= 0;
    if (isBroken && isFirst && this.#column(at) > this.#brokenColumn) {
      this.#state = inRemains;
      return at + 1;
    }
    switch (byte) {
      case 0x2c /* , */:
      case 0x1e /* the record separator of `jq --seq` */:
        return at + 1;
      case 0x5d /* ] */:
        this.#arrayLine = 0;
        return at + 1;
      case 0x5b /* [ */:
        if (this.#arrayLine > 0) return this.#begin(at, valueOrEnd, 0);
        this.#arrayLine = this.#line;
        this.#brokenColumn = -1;
        return at + 1;
      case 0x7b /* { */:
        return this.#begin(at, keyOrEnd, 1);
      case 0x7d /* } */:
        // The end of the value that broke off.
        if (isBroken) return at + 1;
    }
    if (!isBroken) {
      if (byte === 0x22 /* " */) {
        this.#begin(at, inString, -1);
        this.#stringIsKey = false;
        return at + 1;
      }
      if (isScalarByte[byte] === 1) return this.#begin(at, inScalar, -1);
    }
    this.#begin(at, inGarbage, -1);
    return at + 1;
  }

  /** Begins a value; `bracket` opens it, unless negative. */
  #begin(at: number, state: number, bracket: number): number {
    this.#start = at;
    this.#startLine = this.#line;
    this.#startColumn = this.#column(at);
    this.#carried = 0;
    this.#isOverlong = false;
    this.#state = state;
    this.#depth = 0;
    if (bracket < 0) return at;
    this.#brokenColumn = -1;
    this.#open[0] = bracket;
    this.#depth = 1;
    return at + 1;
  }

  /** A byte of a value's structure, no white space. */
  #within(bytes: Uint8Array, at: number, byte: number): number {
    const state = this.#state;
    switch (byte) {
      case 0x22 /* " */:
        if (state === colon || state === commaOrEnd) break;
        this.#isIndent = false;
        this.#stringIsKey = state === key || state === keyOrEnd;
        this.#state = inString;
        return at + 1;
      case 0x3a /* : */:
        if (state !== colon) break;
        this.#isIndent = false;
        this.#state = value;
        return at + 1;
      case 0x2c /* , */:
        if (state !== commaOrEnd) break;
        this.#isIndent = false;
        this.#state = this.#open[this.#depth - 1] === 1 ? key : value;
        return at + 1;
      case 0x5b /* [ */:
      case 0x7b /* { */:
        if ((state !== value && state !== valueOrEnd) || this.#depth === deepest) break;
        this.#isIndent = false;
        this.#open[this.#depth++] = byte === 0x7b ? 1 : 0;
        this.#state = byte === 0x7b ? keyOrEnd : valueOrEnd;
        return at + 1;
      case 0x5d /* ] */:
      case 0x7d /* } */:
        {
          const opened = this.#open[this.#depth - 1];
          const mayEnd = state === commaOrEnd || state === (opened === 1 ? keyOrEnd : valueOrEnd);
          if (!mayEnd || opened !== (byte === 0x7d ? 1 : 0)) break;
          this.#isIndent = false;
          this.#depth--;
          return this.#ended(bytes, at + 1);
        }
      default:
        if (isScalarByte[byte] === 0 || (state !== value && state !== valueOrEnd)) break;
        this.#isIndent = false;
        this.#state = inScalar;
        return at + 1;
    }
    return this.#breakOff(bytes, at);
  }

  /** A quote, a backslash or a control character within a string. */
  #stringStop(bytes: Uint8Array, at: number): number {
    if (bytes[at] === 0x5c) {
      this.#state = inEscape;
      return at + 1;
    }
    if (bytes[at] !== 0x22) return this.#breakOff(bytes, at);
    if (!this.#stringIsKey) return this.#ended(bytes, at + 1);
    this.#state = colon;
    return at + 1;
  }

  /** The first byte behind a number or literal. */
  #scalarEnd(bytes: Uint8Array, at: number): number {
    // What it is matters only outside of brackets: within, whoever parses the value sees it.
    if (this.#depth > 0) {
      this.#state = commaOrEnd;
      return at;
    }
    const byte = bytes[at];
    const isEnd = byte === undefined || byte <= 0x20 || byte === 0x2c || byte === 0x5d;
    const text = this.#carried + at - this.#start > garbageSample ? '' : this.#textUpTo(bytes, at);
    if (isEnd && scalar.test(text)) return this.#ended(bytes, at);
    if (byte === undefined) this.#tellGarbage(bytes, at);
    else this.#state = inGarbage;
    return at;
  }

  /** A string, a scalar or a bracket ended before `at`. */
  #ended(bytes: Uint8Array, at: number): number {
    if (this.#depth > 0) {
      this.#state = commaOrEnd;
      return at;
    }
    this.#state = between;
    if (this.#tellOverlong(at)) return at;
    let whole = bytes.subarray(this.#start, at);
    if (this.#carried > 0) {
      this.#keep(bytes, this.#start, at);
      whole = this.#carry.subarray(0, this.#carried);
      this.#carried = 0;
    }
    this.#consumer.document(whole, this.#startLine);
    return at;
  }

  /** A byte that the value does not allow where it is: gives the value up. */
  #breakOff(bytes: Uint8Array, at: number): number {
    if (!this.#tellOverlong(at)) this.#tellGarbage(bytes, at);
    this.#brokenColumn = this.#startColumn;
    // Behind a newline, or where the next value begins, nothing is left of this one.
    const isNext = bytes[at] === newline || (this.#isIndent && this.#column(at) <= this.#startColumn);
    this.#state = isNext ? between : inRemains;
    return at;
  }

  /** Garbage, or the remains of a value, up to the newline at `end`. */
  #skipped(bytes: Uint8Array, end: number): void {
    if (this.#state === inGarbage) this.#tellGarbage(bytes, end);
    this.#state = between;
  }

  #tellGarbage(bytes: Uint8Array, end: number): void {
    const sample = this.#textUpTo(bytes, Math.min(end, this.#start + Math.max(0, garbageSample - this.#carried)));
    this.#state = between;
    this.#carried = 0;
    // A line like `[2026-08-03 01:02:03] text` had opened no array.
    if (this.#arrayLine === this.#startLine) this.#arrayLine = 0;
    this.#consumer.garbage(this.#startLine, sample.trimEnd());
  }

  /** Whether the value that ends before `at` is over the limit; tells it once. */
  #tellOverlong(at: number): boolean {
    if (!this.#isOverlong && this.#carried + at - this.#start > this.#limit) {
      this.#isOverlong = true;
      this.#carried = 0;
      this.#consumer.overlong(this.#startLine);
    }
    return this.#isOverlong;
  }

  #column(at: number): number {
    return this.#consumed + at - this.#lineStart;
  }

  #textUpTo(bytes: Uint8Array, end: number): string {
    const before = Buffer.from(this.#carry.buffer, 0, Math.min(this.#carried, garbageSample));
    return Buffer.concat([before, bytes.subarray(this.#start, end)]).toString('utf8');
  }

  /** Keeps bytes of a value, or the first bytes of garbage, that goes on in the next chunk. */
  #keep(bytes: Uint8Array, start: number, end: number): void {
    // Outside of brackets, what looks like a number or a literal is short, or text after all.
    const mayBeText = this.#state === inScalar && this.#depth === 0;
    if (mayBeText && this.#carried + end - start > garbageSample) this.#state = inGarbage;
    const isGarbage = this.#state === inGarbage;
    if (!isGarbage && !mayBeText && this.#tellOverlong(end)) return;
    const last = isGarbage ? Math.min(end, start + Math.max(0, garbageSample - this.#carried)) : end;
    const needed = this.#carried + last - start;
    if (needed > this.#carry.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#carry.length));
      grown.set(this.#carry.subarray(0, this.#carried));
      this.#carry = grown;
    }
    if (last > start) this.#carry.set(bytes.subarray(start, last), this.#carried);
    this.#carried = needed;
  }
}
