import type { AuditStamp } from './audit-line.ts';
import type { AuditRecord } from './audit-record.ts';

/** How many events are remembered: 64 MiB at most. Of a longer log a duplicate may count, which changes no profile. */
const eventLimit = 4 * 1024 * 1024;
/** How many records may stand between the two that journald makes of one event. */
const pairLimit = 4096;

/**
 * Finds events that a log tells of twice: journald takes them from the kernel's log and from its audit socket, and logs
 * are joined that overlap. Of each event 64 bits are kept, no text.
 */
export class AuditDuplicates {
  readonly #seen = new HashSet();
  /** By the hash of the fields: how many more were told with a stamp than without, or, below 0, the other way round. */
  readonly #unpaired = new Map<number, number>();
  #low = 0;
  #high = 0;

  /** Whether an event has been told before, by this record or by a pair of it; remembers it. */
  isDuplicate(record: AuditRecord, stamp: AuditStamp | undefined): boolean {
    this.#low = 0x811c9dc5;
    this.#high = 0x9e3779b9;
    this.#hash(record.fields);
    // 53 bits, all that a number holds.
    const fields = (this.#low >>> 0) * 2 ** 21 + (this.#high >>> 11);
    if (stamp !== undefined) {
      this.#hash(stamp.time);
      this.#hash(stamp.node);
      if (!this.#seen.add(this.#low ^ stamp.serial, this.#high)) return true;
    }
    return this.#pair(fields, stamp === undefined ? -1 : 1);
  }

  /** Without a stamp (journald's text form) the other record of the event has the same fields, and stands close by. */
  #pair(fields: number, step: 1 | -1): boolean {
    const before = this.#unpaired.get(fields) ?? 0;
    this.#unpaired.delete(fields);
    if (before + step !== 0) this.#unpaired.set(fields, before + step);
    if (this.#unpaired.size > pairLimit) {
      const [oldest] = this.#unpaired.keys();
      if (oldest !== undefined) this.#unpaired.delete(oldest);
    }
    return before * step < 0;
  }

  /** Mixes a text in: FNV-1a, and the same with a multiplier of MurmurHash3 and a shift. */
  #hash(text: string): void {
    let low = this.#low;
    let high = this.#high;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
      high ^= high >>> 13;
    }
    this.#low = low;
    this.#high = high;
  }
}

/** A set of hashes in a table with open addressing. */
class HashSet {
  #low = new Uint32Array(1024);
  #high = new Uint32Array(1024);
  #size = 0;

  /** False where it was there. One that finds no more room is not kept. */
  add(low: number, high: number): boolean {
    // 0 is an empty place.
    return this.#put(low >>> 0 || 1, high >>> 0);
  }

  #put(low: number, high: number): boolean {
    const mask = this.#low.length - 1;
    for (let place = (low ^ high) & mask; ; place = (place + 1) & mask) {
      const there = this.#low[place];
      if (there === low && this.#high[place] === high) return false;
      if (there !== 0) continue;
      if (this.#size === eventLimit) return true;
      this.#low[place] = low;
      this.#high[place] = high;
      this.#size++;
      if (this.#size * 2 > this.#low.length) this.#grow();
      return true;
    }
  }

  #grow(): void {
    const [low, high] = [this.#low, this.#high];
    this.#low = new Uint32Array(low.length * 2);
    this.#high = new Uint32Array(high.length * 2);
    this.#size = 0;
    for (let place = 0; place < low.length; place++) {
      if (low[place] !== 0) this.#put(low[place] as number, high[place] as number);
    }
  }
}
