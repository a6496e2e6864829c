import { type DocumentConsumer, garbageSample } from './document-consumer.ts';
import { lineLimit } from './lines.ts';
import { recordKeys } from './tracee-record-keys.ts';
import { ValueBytes } from './value-bytes.ts';

export { isDocumentStream } from './json-layout.ts';

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
/** The rest of a line of a value that broke off, or of garbage, until a record begins on it. */
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

const longestRecordKey = Math.max(...recordKeys.map((one) => one.length)) + 2;

/**
 * Cuts JSON into values where they are not one a line: one array over any number of lines, pretty-printed values, values
 * one after the other (RFC 8259; `jq`, `jq -s`, `jq --seq`). Of an array outside any other the elements are the values. A
 * value that breaks off is given up at the first byte that JSON does not allow there, or where a record begins that
 * cannot be within it. Reading goes on at the next record on the line, or at the next line that is indented no more than
 * the value was, since what is left of it is indented more. The same calls for any chunking. Holds at most one value
 * within the limit.
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
  /** An object was met in it: no log line begins like that. */
  #arrayIsSure = false;
  /** The open brackets of the value: 1 an object, 0 an array. */
  readonly #open = new Uint8Array(deepest);
  #depth = 0;
  #stringIsKey = false;
  #startLine = 1;
  #startColumn = 0;
  /** The column of the last value that broke off, until the next one begins; -1 when none did. */
  #brokenColumn = -1;
  /** The value, or the garbage. */
  readonly #value = new ValueBytes();
  #isOverlong = false;
  /** How far into the value an object began that may be another record, as its first key tells; -1 when none did. */
  #recordAt = -1;
  #recordLine = 0;
  #recordColumn = 0;
  #keyAt = 0;
  /** The value began in the remains of another: it is none unless it is a record. */
  #isTentative = false;

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
    this.#value.goOn();
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
        const next = this.#mayResume() ? bytes.subarray(at, end < 0 ? length : end).indexOf(0x7b) : -1;
        if (next >= 0) at = this.#resume(bytes, at + next);
        else {
          at = end < 0 ? length : end;
          if (end >= 0) this.#skipped(bytes, end);
        }
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
    if (this.#state !== between && this.#state !== inRemains) this.#keep(bytes, length);
    this.#consumed += length;
  }

  /** The input is at its end. */
  end(): void {
    const none = new Uint8Array(0);
    this.#value.goOn();
    if (this.#state === inGarbage) this.#skipped(none, 0);
    else if (this.#state === inScalar && this.#depth === 0) this.#scalarEnd(none, 0);
    else if (this.#state !== between && this.#state !== inRemains) {
      // That it is over the limit, or breaks off, has been told.
      if (!this.#isOverlong && !this.#isTentative) this.#consumer.truncated(this.#startLine);
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
      return at;
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
        this.#arrayIsSure = false;
        this.#brokenColumn = -1;
        return at + 1;
      case 0x7b /* { */:
        this.#arrayIsSure = true;
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
    this.#value.begin(at);
    this.#startLine = this.#line;
    this.#startColumn = this.#column(at);
    this.#isOverlong = false;
    this.#recordAt = -1;
    this.#isTentative = false;
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
        this.#keyAt = this.#value.lengthTo(at);
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
        if (byte === 0x7b && this.#mayBeNext(at)) this.#suspect(at);
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
          this.#recordAt = -1;
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
    if (this.#recordAt >= 0) this.#firstKey(bytes, at + 1);
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
    const text = this.#value.lengthTo(at) > garbageSample ? '' : this.#value.text(bytes, at, garbageSample);
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
    if (this.#isTentative) return this.#noRecord(at);
    this.#state = between;
    if (this.#tellOverlong(bytes, at)) return at;
    this.#consumer.document(this.#value.whole(bytes, at), this.#startLine);
    return at;
  }

  /** A byte that the value does not allow where it is: gives the value up. */
  #breakOff(bytes: Uint8Array, at: number): number {
    if (this.#isTentative) return this.#noRecord(at);
    const isString = this.#state === inString || this.#state === inEscape;
    const isOverlong = this.#tellOverlong(bytes, at);
    // The end of its last string was missing: what ended it began the first key of the next value. Not where no such key
    // begins: then the string had its end, and just one that looks like that.
    const mayBeKey = recordKeys.some((key) => key.charCodeAt(0) === bytes[at]);
    const opening = isString || isOverlong || !mayBeKey ? '' : this.#value.last(bytes, at, 2).toString('latin1');
    const isOpening = opening === '{"';
    if (!isOverlong) this.#tellGarbage(bytes, isOpening ? at - 2 : at);
    this.#brokenColumn = this.#startColumn;
    if (isOpening) {
      this.#beginRecord(at, Buffer.from(opening));
      this.#keyAt = 1;
      this.#stringIsKey = true;
      this.#state = inString;
      return at;
    }
    // Behind a newline, or where the next value begins, nothing is left of this one.
    const isNext = bytes[at] === newline || (this.#isIndent && this.#column(at) <= this.#startColumn);
    this.#state = isNext ? between : inRemains;
    return at;
  }

  /**
   * Whether an object that the value allows here may be another that follows: on a line indented no more than the value,
   * or among the elements of an array within an object, where the end of both would be missing.
   */
  #mayBeNext(at: number): boolean {
    const isElement = this.#open[0] === 1 && this.#open[this.#depth - 1] === 0;
    return isElement || (this.#isIndent && this.#column(at) <= this.#startColumn);
  }

  #suspect(at: number): void {
    if (!this.#isWithinLimit(at)) return;
    this.#recordAt = this.#value.lengthTo(at);
    this.#recordLine = this.#line;
    this.#recordColumn = this.#column(at);
  }

  /** The first key ended before `at` of an object that may be a record. */
  #firstKey(bytes: Uint8Array, at: number): void {
    const length = this.#value.lengthTo(at) - this.#keyAt;
    const isRecord =
      this.#isWithinLimit(at) &&
      length <= longestRecordKey &&
      recordKeys.includes(this.#value.last(bytes, at, length).toString('latin1').slice(1, -1));
    if (this.#isTentative) {
      if (!isRecord) this.#noRecord(at);
      else this.#isRecord();
    } else if (isRecord) {
      const begun = this.#value.last(bytes, at, this.#value.lengthTo(at) - this.#recordAt);
      this.#tellGarbage(bytes, at - begun.length);
      this.#beginRecord(at, begun);
      this.#startLine = this.#recordLine;
      this.#startColumn = this.#recordColumn;
      this.#state = colon;
      this.#isRecord();
    } else this.#recordAt = -1;
  }

  /** Whether a record may begin on the line that is skipped: in a line of text it would be something that is quoted. */
  #mayResume(): boolean {
    return this.#state === inRemains || (this.#arrayLine > 0 && !this.#isNoArray());
  }

  /** Begins what may be a record at a bracket in remains or garbage. */
  #resume(bytes: Uint8Array, at: number): number {
    if (this.#state === inGarbage) this.#tellGarbage(bytes, at);
    this.#beginRecord(at + 1, bytes.subarray(at, at + 1));
    return at + 1;
  }

  /** Begins what may be a record, of which `begun` lies before `at`. */
  #beginRecord(at: number, begun: Uint8Array): void {
    const brokenColumn = this.#brokenColumn;
    this.#begin(at, keyOrEnd, 1);
    this.#brokenColumn = brokenColumn;
    this.#startColumn -= begun.length;
    this.#isTentative = true;
    this.#recordAt = 0;
    this.#value.begin(at, begun);
  }

  #isRecord(): void {
    this.#isTentative = false;
    this.#recordAt = -1;
    this.#brokenColumn = -1;
  }

  /** It was none: goes on with the remains before it. */
  #noRecord(at: number): number {
    this.#isTentative = false;
    this.#recordAt = -1;
    this.#state = inRemains;
    return at;
  }

  /** Garbage, or the remains of a value, up to the newline at `end`. */
  #skipped(bytes: Uint8Array, end: number): void {
    if (this.#state === inGarbage) this.#tellGarbage(bytes, end);
    this.#state = between;
  }

  #tellGarbage(bytes: Uint8Array, end: number): void {
    const sample = this.#value.text(bytes, end, garbageSample);
    this.#state = between;
    if (this.#isNoArray()) this.#arrayLine = 0;
    this.#consumer.garbage(this.#startLine, sample.trimEnd());
  }

  /** A line like `[2026-08-03 01:02:03] text` had opened no array. */
  #isNoArray(): boolean {
    return this.#arrayLine === this.#startLine && !this.#arrayIsSure;
  }

  /** Whether the value that ends before `at` is over the limit; tells it once. */
  #tellOverlong(bytes: Uint8Array, at: number): boolean {
    if (!this.#isOverlong && this.#value.lengthTo(at) > this.#limit) {
      this.#isOverlong = true;
      const sample = this.#value.text(bytes, at, Math.min(garbageSample, this.#limit));
      this.#value.drop();
      if (!this.#isTentative) this.#consumer.overlong(this.#startLine, sample);
    }
    return this.#isOverlong;
  }

  #column(at: number): number {
    return this.#consumed + at - this.#lineStart;
  }

  #isWithinLimit(at: number): boolean {
    return !this.#isOverlong && this.#value.lengthTo(at) <= this.#limit;
  }

  /** Keeps a value, or the first bytes of garbage, that goes on in the next chunk. */
  #keep(bytes: Uint8Array, end: number): void {
    // Outside of brackets, what looks like a number or a literal is short, or text after all.
    const mayBeText = this.#state === inScalar && this.#depth === 0;
    if (mayBeText && this.#value.lengthTo(end) > garbageSample) this.#state = inGarbage;
    if (this.#state === inGarbage) this.#value.keep(bytes, end, garbageSample);
    else if (mayBeText || !this.#tellOverlong(bytes, end)) this.#value.keep(bytes, end);
  }
}
