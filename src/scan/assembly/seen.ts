// What was read before is compared as a whole when it comes again, and passed over.
import { bitsBelow, differences, firstBytes, sameBytes } from './bytes';
import { addKnown, addValue, BYTES, valueSize, WHERE } from './counting';
import { valueEnd } from './json';
import { headTable, jumpTable, valueBase, wholeTable } from './memory-map';

/**
 * Runs, by the place in the shapes and the first bytes. Where the shapes go on, which value it is, and the byte behind it,
 * without which it might be longer.
 */
const jumpCount: u32 = 4096;
const jumpSize: u32 = 16;
const OPENING: usize = 0; // 0: none
const VALUE: usize = 4;
const LANDING: usize = 8;
const BEHIND: usize = 12;
/** Where the shapes go on behind the run that `jump` passed over. */
export let landing: u32 = 0;

/**
 * Pieces, by their first bytes: how long they are, what was found out about them, their bytes. Whole arrays and objects, and
 * beginnings of elements: never one for the other.
 */
const seenCount: u32 = 1024;
const seenSize: u32 = 72;
export const WHAT: usize = 4;
const TEXT: usize = 8;
const seenLimit: u32 = 64;

/**
 * Passes over a run that begins at `at`, at this opening of the shapes, when it is one that was read before: adds its value
 * to the line, sets `landing` and returns the place behind. 0 when it has to be read.
 */
export function jump(at: u32, opening: u32): u32 {
  const entry = jumpOf(at, opening);
  if (load<u32>(entry, OPENING) != opening) return 0;
  const value = load<u32>(entry, VALUE);
  const place = valueBase + value * valueSize;
  const length = load<u32>(place, BYTES);
  const end = at + length;
  if (!sameBytes(load<u32>(place, WHERE), at, length) || load<u8>(end) != load<u32>(entry, BEHIND)) return 0;
  if (!addKnown(value)) return 0;
  landing = load<u32>(entry, LANDING);
  return end;
}

/** Adds a run that was read to the line, and remembers it for `jump`. False when there is no room. */
export function addRun(from: u32, to: u32, run: u32, opening: u32, next: u32): bool {
  const entry = jumpOf(from, opening);
  if (load<u32>(entry, OPENING) == opening && load<u32>(entry, LANDING) == next) {
    const value = load<u32>(entry, VALUE);
    const place = valueBase + value * valueSize;
    const length = load<u32>(place, BYTES);
    if (length == to - from && sameBytes(load<u32>(place, WHERE), from, length)) {
      return addKnown(value);
    }
  }
  const value = addValue(from, to, run);
  if (value == 0) return false;
  store<u32>(entry, opening, OPENING);
  store<u32>(entry, value, VALUE);
  store<u32>(entry, next, LANDING);
  store<u32>(entry, load<u8>(to), BEHIND);
  return true;
}

/** Shapes were added: runs may end elsewhere now, and names matter that did not. */
export function forgetSeen(): void {
  memory.fill(jumpTable, 0, jumpCount * jumpSize);
  memory.fill(headTable, 0, seenCount * seenSize);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function jumpOf(at: u32, opening: u32): u32 {
  return jumpTable + ((firstBytes(at) + opening * 0x9e3779b1) & (jumpCount - 1)) * jumpSize;
}

/** Behind the value that begins at `at`; 0 when it is none, or nested too deep. */
export function anyEnd(at: u32): u32 {
  const byte = load<u8>(at);
  if (byte != 0x7b && byte != 0x5b) return valueEnd(at, 0);
  // Arrays and objects often are what they were before; their last bracket says that they end.
  const entry = seenOf(wholeTable, at);
  const length = seenLength(entry, at);
  if (length != 0) return at + length;
  const end = valueEnd(at, 0);
  if (end != 0) remember(entry, at, end, 0);
  return end;
}

/** The entry for a piece with these first bytes. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function seenOf(table: u32, at: u32): u32 {
  return table + (firstBytes(at) & (seenCount - 1)) * seenSize;
}

/** The length of the piece of an entry, when the same bytes are at `at`; else 0. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function seenLength(entry: u32, at: u32): u32 {
  const length = load<u32>(entry);
  return (differences(entry + TEXT, at) & bitsBelow(length)) == 0 ? length : 0;
}

/** Keeps a piece that is not too long. */
export function remember(entry: u32, from: u32, to: u32, what: u32): void {
  const length = to - from;
  if (length > seenLimit) return;
  store<u32>(entry, length);
  store<u32>(entry, what, WHAT);
  memory.copy(entry + TEXT, from, length);
}
