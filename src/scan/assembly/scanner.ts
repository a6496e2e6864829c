// The core of src/scan: reads values of JSON, checking every byte against its grammar (RFC 8259), and counts lines that say
// the same where it matters. The code that follows the shapes of lines is made at run time (shape-code.ts) and calls this for
// all that does not depend on them. Compiled to WebAssembly by scripts/generate-scanner.mjs; everything lies at fixed places
// of one memory that never grows, and line-scanner.ts fills and reads it.
//
// Values that matter lie in runs: the bytes from the beginning of one value to the end of another, with only fixed text
// between the values of a run. What a line says is the list of its runs; equal lists are one group, and counted together.
// A line is counted only when all of it has been accepted.

/** Names that matter in arrays: u32 length, u32 1 for one whose value is an errno, 16 bytes of text. */
export const nameBase: u32 = 0x800;
export const nameSize: u32 = 24;
export let nameCount: u32 = 0;

/** The values of the line at hand, u16: what a group is found by. There are 0 behind the last. */
export const keyBase: u32 = 0x1000;
export const keyLimit: u32 = keyBase + 32;
/** Where the next goes. */
export let key: u32 = keyBase;
/** Of the values so far. Kept as they come: they are stored one by one, and so cannot be loaded as a whole at once. */
export let keyHash: u32 = 0;

/**
 * Runs read before, to be passed over at once when they come again: by the place in the shapes and the first bytes. Where
 * the shapes go on, which value it is, and the byte behind it, without which it might be longer.
 */
const jumpTable: u32 = 0x2000;
const jumpCount: u32 = 4096;
const jumpSize: u32 = 16;
const OPENING: usize = 0; // 0: none
const VALUE: usize = 4;
const LANDING: usize = 8;
const BEHIND: usize = 12;
/** Where the shapes go on behind the run that `jump` passed over. */
export let landing: u32 = 0;

/**
 * Pieces that were read before, to be passed over at once when they come again, by their first bytes: how long they are, what
 * was found out about them, their bytes. Whole arrays and objects, and beginnings of elements: never one for the other.
 */
const wholeTable: u32 = 0x20000;
const headTable: u32 = 0x40000;
const seenCount: u32 = 1024;
const seenSize: u32 = 72;
const WHAT: usize = 4;
const TEXT: usize = 8;
const seenLimit: u32 = 64;

/** What runs were found to hold, each once. Value 0 is none; up to 4096 stand for an errno, one more than it. */
export const valueBase: u32 = 0x180000;
export const valueSize: u32 = 16;
const valueFirst: u32 = 4097;
const valueLimit: u32 = 65536;
const RUN: usize = 0;
const BYTES: usize = 4; // how many
const WHERE: usize = 8;
const HASH: usize = 12;
let valueCount: u32 = valueFirst;

/** The bytes of the values. */
const arenaBase: u32 = 0x600000;
const arenaLimit: u32 = 0x9fff00;
let arenaTop: u32 = arenaBase;

/** What lines were found to say: up to 16 values (u16), how often (u64), the first line (u32). */
export const groupBase: u32 = 0x300000;
export const groupSize: u32 = 48;
const groupLimit: u32 = 65536;
const COUNT: usize = 32;
const LINE: usize = 40;
export let groupCount: u32 = 1;

/** Where to look for values and groups, by hash: their numbers (u16), 0 for none. */
const valueTable: u32 = 0x80000;
const groupTable: u32 = 0x100000;
const tableLimit: u32 = 131072;
/** The tables begin small, so that caches hold them, and double when they are half full. */
const tableFirst: u32 = 4096;
let valueRoom: u32 = tableFirst;
let groupRoom: u32 = tableFirst;
/** Beyond this many places with others a table counts as full: strangers may choose what is hashed. */
const probeLimit: u32 = 64;

/** Where the lines are put, with at least 64 bytes behind them that may be read. */
export const inputBase: u32 = 0xa00000;
export const inputLimit: u32 = 0xe00000;

/** The group that the last line was counted in. */
export let lastGroup: u32 = 0;
/** There is no room for what the line at hand says. */
export let isFull: bool = false;
/** How many lines were counted since `begin`. */
export let linesTaken: u32 = 0;
let firstLine: u32 = 0;

/** How deep values of no interest may be nested; deeper ones are handed back. */
const depthLimit: u32 = 60;

/** Before lines are scanned; `line` is the number of the first. */
export function begin(line: u32): void {
  firstLine = line;
  linesTaken = 0;
  isFull = false;
}

/** Counts the line with the values at `keyBase`, which is accepted. False when there is no room. */
export function count(): bool {
  const group = groupOf();
  if (group == 0) {
    isFull = true;
    return false;
  }
  const at = groupBase + group * groupSize;
  const times = load<u64>(at, COUNT);
  if (times == 0) store<u32>(at, firstLine + linesTaken, LINE);
  store<u64>(at, times + 1, COUNT);
  lastGroup = group;
  linesTaken++;
  return true;
}

/**
 * Passes over a run that begins at `at`, at this opening of the shapes, when it is one that was read before: adds its value
 * to the line, sets `landing` and returns the place behind. 0 when it has to be read.
 */
export function jump(at: u32, opening: u32): u32 {
  const entry = jumpOf(at, opening);
  if (load<u32>(entry, OPENING) != opening || key >= keyLimit) return 0;
  const value = load<u32>(entry, VALUE);
  const place = valueBase + value * valueSize;
  const length = load<u32>(place, BYTES);
  const end = at + length;
  if (!sameBytes(load<u32>(place, WHERE), at, length) || load<u8>(end) != load<u32>(entry, BEHIND)) return 0;
  addKey(value);
  landing = load<u32>(entry, LANDING);
  return end;
}

/** Adds a run that was read to the line, and remembers it for `jump`. False when there is no room. */
export function addRun(from: u32, to: u32, run: u32, opening: u32, next: u32): bool {
  const entry = jumpOf(from, opening);
  if (load<u32>(entry, OPENING) == opening && load<u32>(entry, LANDING) == next && key < keyLimit) {
    const value = load<u32>(entry, VALUE);
    const place = valueBase + value * valueSize;
    const length = load<u32>(place, BYTES);
    if (length == to - from && sameBytes(load<u32>(place, WHERE), from, length)) {
      addKey(value);
      return true;
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

/** Reads a whole number, of which its errno is added to the line. Returns the place behind it; 0 when it is none. */
export function errnoEnd(at: u32): u32 {
  const end = numberEnd(at);
  return end == 0 || !addErrno(at, end) ? 0 : end;
}

/** Adds the errno that the number there stands for to the line. False when it is no whole number, or there is no room. */
function addErrno(at: u32, end: u32): bool {
  if (!isWhole(at, end) || key >= keyLimit) return false;
  addKey(1 + errnoOf(at, end));
  return true;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function addKey(value: u32): void {
  store<u16>(key, value);
  key += 2;
  keyHash = hashWith(keyHash, value);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function hashWith(hash: u32, value: u32): u32 {
  return (rotl(hash, 7) ^ value) * 0x9e3779b1;
}

function addValue(from: u32, to: u32, run: u32): u32 {
  if (key >= keyLimit) return 0;
  const value = valueOf(from, to - from, run);
  isFull = value == 0;
  addKey(value);
  return value;
}

/** A hash of the 16 bytes there, found quickly. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function firstBytes(at: u32): u32 {
  return <u32>((load<u64>(at) * 0xff51afd7ed558ccd + load<u64>(at, 8) * 0x9e3779b97f4a7c15) >> 44);
}

/** Finds or makes the value with these bytes; 0 when there is no room. */
function valueOf(from: u32, length: u32, run: u32): u32 {
  const hash = hashOf(from, length) ^ (run * 0x85ebca6b);
  let slot = slotOf(valueTable, hash, valueRoom);
  for (let probe: u32 = 0; probe < probeLimit; probe++) {
    const value = <u32>load<u16>(slot);
    if (value == 0) {
      if (valueCount >= valueLimit || arenaTop + length + 16 > arenaLimit) return 0;
      store<u16>(slot, valueCount);
      const fresh = valueBase + valueCount * valueSize;
      store<u32>(fresh, run, RUN);
      store<u32>(fresh, length, BYTES);
      store<u32>(fresh, arenaTop, WHERE);
      store<u32>(fresh, hash, HASH);
      memory.copy(arenaTop, from, length);
      arenaTop += length;
      const made = valueCount++;
      if ((made - valueFirst) * 2 > valueRoom && valueRoom < tableLimit) growValues();
      return made;
    }
    const at = valueBase + value * valueSize;
    if (
      load<u32>(at, HASH) == hash &&
      load<u32>(at, RUN) == run &&
      load<u32>(at, BYTES) == length &&
      sameBytes(load<u32>(at, WHERE), from, length)
    ) {
      return value;
    }
    slot = slotBehind(slot, valueTable, valueRoom);
  }
  return 0;
}

/** Finds or makes the group with the values at `keyBase`; 0 when there is no room. */
function groupOf(): u32 {
  const low = v128.load(keyBase);
  const high = v128.load(keyBase, 16);
  let slot = slotOf(groupTable, keyHash, groupRoom);
  for (let probe: u32 = 0; probe < probeLimit; probe++) {
    const group = <u32>load<u16>(slot);
    if (group == 0) {
      if (groupCount >= groupLimit) return 0;
      store<u16>(slot, groupCount);
      const fresh = groupBase + groupCount * groupSize;
      v128.store(fresh, low);
      v128.store(fresh, high, 16);
      store<u64>(fresh, 0, COUNT);
      const made = groupCount++;
      if (made * 2 > groupRoom && groupRoom < tableLimit) growGroups();
      return made;
    }
    const at = groupBase + group * groupSize;
    const differs = v128.or(v128.xor(v128.load(at), low), v128.xor(v128.load(at, 16), high));
    if (!v128.any_true(differs)) return group;
    slot = slotBehind(slot, groupTable, groupRoom);
  }
  return 0;
}

function growValues(): void {
  valueRoom *= 2;
  memory.fill(valueTable, 0, valueRoom * 2);
  for (let value = valueFirst; value < valueCount; value++) {
    put(value, valueTable, load<u32>(valueBase + value * valueSize, HASH), valueRoom);
  }
}

function growGroups(): void {
  groupRoom *= 2;
  memory.fill(groupTable, 0, groupRoom * 2);
  for (let group: u32 = 1; group < groupCount; group++) {
    put(group, groupTable, hashOfKeys(groupBase + group * groupSize), groupRoom);
  }
}

/** Puts what was in a smaller table into one that is at most a quarter full. */
function put(number: u32, table: u32, hash: u32, room: u32): void {
  let slot = slotOf(table, hash, room);
  while (load<u16>(slot) != 0) slot = slotBehind(slot, table, room);
  store<u16>(slot, number);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function slotOf(table: u32, hash: u32, room: u32): u32 {
  return table + ((hash ^ (hash >> 15)) & (room - 1)) * 2;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function slotBehind(slot: u32, table: u32, room: u32): u32 {
  return table + ((slot - table + 2) & (room * 2 - 1));
}

function hashOfKeys(keys: u32): u32 {
  let hash: u32 = 0;
  for (let at = keys; at < keys + 32 && load<u16>(at) != 0; at += 2) hash = hashWith(hash, load<u16>(at));
  return hash;
}

/** The first and the last 32 bytes and the length: ids are at the beginning of what is interned, names at the end. */
function hashOf(from: u32, length: u32): u32 {
  let hash: u64 = <u64>length * 0x9e3779b97f4a7c15;
  if (length >= 16) {
    hash = mix(hash, load<u64>(from), load<u64>(from, 8));
    const last = from + length - 16;
    hash = mix(hash, load<u64>(last), load<u64>(last, 8));
    if (length > 32) {
      hash = mix(hash, load<u64>(from, 16), load<u64>(from, 24));
      hash = mix(hash, load<u64>(last - 16), load<u64>(last - 16, 8));
    }
  } else {
    for (let at: u32 = 0; at < length; at++) hash = (hash ^ load<u8>(from + at)) * 0x100000001b3;
  }
  return <u32>(hash ^ (hash >> 32));
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function mix(hash: u64, a: u64, b: u64): u64 {
  const mixed = (hash ^ a) * 0xff51afd7ed558ccd;
  return ((mixed ^ (mixed >> 29)) + b) * 0xc4ceb9fe1a85ec53;
}

/** Without branches on the length where it is at most 64: those would often be guessed wrong. */
function sameBytes(a: u32, b: u32, length: u32): bool {
  if (length <= 64) return (differences(a, b) & bitsBelow(length)) == 0;
  const end = a + length - 64;
  for (; a < end; a += 64, b += 64) if (differences(a, b) != 0) return false;
  return differences(end, b - (a - end)) == 0;
}

/** A bit for each of 64 bytes in which two places differ. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function differences(a: u32, b: u32): u64 {
  const first: u32 = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
  const second: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 16), v128.load(b, 16)));
  const third: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 32), v128.load(b, 32)));
  const fourth: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 48), v128.load(b, 48)));
  return ~(<u64>(first | (second << 16)) | (<u64>(third | (fourth << 16)) << 32));
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function bitsBelow(count: u32): u64 {
  return count == 64 ? 0xffffffffffffffff : (<u64>1 << count) - 1;
}

/** A bit for each of the 16 bytes there that cannot just stand in a string: quote, backslash, control characters. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function specialIn(at: u32): i32 {
  const bytes = v128.load(at);
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    ),
  );
}

/** The place of the quote that ends a string whose inside begins at `at`; 0 for what no string may hold. */
export function stringEnd(at: u32): u32 {
  let end: u32 = 0;
  while (end == 0) {
    const special = specialIn(at);
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    const byte = load<u8>(at);
    if (byte == 0x22) end = at;
    else {
      if (byte != 0x5c) return 0;
      at = escapeEnd(at);
      if (at == 0) return 0;
    }
  }
  return end;
}

/** Behind the escape that begins with the backslash at `at`; 0 when it is none. */
function escapeEnd(at: u32): u32 {
  const byte = load<u8>(at + 1);
  // " \ / b f n r t
  if (
    byte == 0x22 ||
    byte == 0x5c ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74
  ) {
    return at + 2;
  }
  if (byte != 0x75) return 0;
  for (let digit = at + 2; digit < at + 6; digit++) {
    const hex = load<u8>(digit);
    const isHex = (hex >= 0x30 && hex <= 0x39) || ((hex | 0x20) >= 0x61 && (hex | 0x20) <= 0x66);
    if (!isHex) return 0;
  }
  return at + 6;
}

/** Behind the digits that begin at `at`. */
function digitsEnd(at: u32): u32 {
  let other = 0;
  while (other == 0) {
    other = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(9)));
    if (other == 0) at += 16;
  }
  return at + ctz(other);
}

/** Behind the number that begins at `at`; 0 when it is none. */
export function numberEnd(at: u32): u32 {
  if (load<u8>(at) == 0x2d) at++;
  let end = digitsEnd(at);
  if (end == at || (load<u8>(at) == 0x30 && end != at + 1)) return 0;
  let byte = load<u8>(end);
  if (byte == 0x2e) {
    at = end + 1;
    end = digitsEnd(at);
    if (end == at) return 0;
    byte = load<u8>(end);
  }
  if ((byte | 0x20) == 0x65) {
    at = end + 1;
    byte = load<u8>(at);
    if (byte == 0x2b || byte == 0x2d) at++;
    end = digitsEnd(at);
    if (end == at) return 0;
  }
  return end;
}

/** Whether the number there has no fraction and no exponent. */
function isWhole(at: u32, end: u32): bool {
  if (load<u8>(at) == 0x2d) at++;
  return digitsEnd(at) == end;
}

/** The errno that the whole number there stands for, 0 for none. */
function errnoOf(at: u32, end: u32): u32 {
  if (load<u8>(at) != 0x2d || end - at > 5) return 0;
  let value: u32 = 0;
  for (at++; at < end; at++) value = value * 10 + (load<u8>(at) - 0x30);
  return value > 4095 ? 0 : value;
}

/** Behind the blanks at `at`. A newline is none here: it ends the line. */
function blanksEnd(at: u32): u32 {
  let byte = load<u8>(at);
  while (byte == 0x20 || byte == 0x09 || byte == 0x0d) byte = load<u8>(++at);
  return at;
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

// @ts-expect-error: a decorator of AssemblyScript
@inline
function seenOf(table: u32, at: u32): u32 {
  return table + (firstBytes(at) & (seenCount - 1)) * seenSize;
}

/** The length of the piece of an entry, when the same bytes are at `at`; else 0. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function seenLength(entry: u32, at: u32): u32 {
  const length = load<u32>(entry);
  return sameBytes(entry + TEXT, at, length) ? length : 0;
}

function remember(entry: u32, from: u32, to: u32, what: u32): void {
  const length = to - from;
  if (length > seenLimit) return;
  store<u32>(entry, length);
  store<u32>(entry, what, WHAT);
  memory.copy(entry + TEXT, from, length);
}

function valueEnd(at: u32, depth: u32): u32 {
  const byte = load<u8>(at);
  if (byte == 0x22) {
    const end = stringEnd(at + 1);
    return end == 0 ? 0 : end + 1;
  }
  if (byte == 0x7b) return objectEnd(at, depth);
  if (byte == 0x5b) return arrayEnd(at, depth);
  const word = load<u32>(at);
  if (word == 0x6c6c756e || word == 0x65757274) return at + 4; // null, true
  if (word == 0x736c6166 && load<u8>(at, 4) == 0x65) return at + 5; // false
  return numberEnd(at);
}

function arrayEnd(at: u32, depth: u32): u32 {
  if (depth >= depthLimit) return 0;
  at = blanksEnd(at + 1);
  if (load<u8>(at) == 0x5d) return at + 1;
  let end: u32 = 0;
  while (end == 0) {
    at = valueEnd(at, depth + 1);
    if (at == 0) return 0;
    at = blanksEnd(at);
    const byte = load<u8>(at);
    if (byte == 0x5d) end = at + 1;
    else if (byte != 0x2c) return 0;
    else at = blanksEnd(at + 1);
  }
  return end;
}

function objectEnd(at: u32, depth: u32): u32 {
  if (depth >= depthLimit) return 0;
  at = blanksEnd(at + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  let end: u32 = 0;
  while (end == 0) {
    at = keyEnd(at);
    if (at == 0) return 0;
    at = valueEnd(at, depth + 1);
    if (at == 0) return 0;
    at = blanksEnd(at);
    const byte = load<u8>(at);
    if (byte == 0x7d) end = at + 1;
    else if (byte != 0x2c) return 0;
    else at = blanksEnd(at + 1);
  }
  return end;
}

/** Where the value of the key at `at` begins. */
function keyEnd(at: u32): u32 {
  if (load<u8>(at) != 0x22) return 0;
  at = stringEnd(at + 1);
  if (at == 0) return 0;
  at = blanksEnd(at + 1);
  if (load<u8>(at) != 0x3a) return 0;
  return blanksEnd(at + 1);
}

/**
 * Behind an array of objects whose first key is `name`, or behind `null`. An element with a name that matters becomes a
 * run, with number `firstRun` and up by the name; what cannot be told for sure gives 0.
 */
export function namedEnd(at: u32, firstRun: u32, names: u32): u32 {
  if (load<u32>(at) == 0x6c6c756e) return at + 4;
  if (load<u8>(at) != 0x5b) return 0;
  at = blanksEnd(at + 1);
  if (load<u8>(at) == 0x5d) return at + 1;
  let end: u32 = 0;
  while (end == 0) {
    at = elementEnd(at, firstRun, names);
    if (at == 0) return 0;
    at = blanksEnd(at);
    const byte = load<u8>(at);
    if (byte == 0x5d) end = at + 1;
    else if (byte != 0x2c) return 0;
    else at = blanksEnd(at + 1);
  }
  return end;
}

function elementEnd(start: u32, firstRun: u32, names: u32): u32 {
  // A beginning that was seen before, up to the value: {"name":"…","type":"…","value":
  const entry = seenOf(headTable, start + 8);
  const length = seenLength(entry, start);
  if (length != 0) {
    const which = load<u32>(entry, WHAT);
    const end = valueEnd(start + length, 0);
    if (end == 0) return 0;
    if (load<u8>(end) == 0x7d && !isErrno(which, names)) {
      return matters(which, names) ? addElement(start, end + 1, firstRun + which) : end + 1;
    }
  }
  // {"name":"
  let name: u32;
  if (load<u64>(start) == 0x3a22656d616e227b && load<u8>(start, 8) == 0x22) name = start + 9;
  else {
    if (load<u8>(start) != 0x7b) return 0;
    const key = blanksEnd(start + 1);
    if (!isName(key)) return 0;
    name = keyEnd(key) + 1;
    if (name == 1 || load<u8>(name - 1) != 0x22) return 0;
  }
  const nameStop = plainStringEnd(name);
  if (nameStop == 0) return 0;
  let at = nameStop + 1;
  const which = nameOf(name, nameStop);
  // ,"type":"…","value":…}
  if (load<u64>(at) == 0x3a2265707974222c && load<u8>(at, 8) == 0x22) {
    const stop = stringEnd(at + 9) + 1;
    if (stop == 1) return 0;
    if (load<u64>(stop) == 0x2265756c6176222c && load<u8>(stop, 8) == 0x3a) {
      remember(entry, start, stop + 9, which);
    }
  }
  at = blanksEnd(at);
  let keys: u32 = 0;
  let key: u32 = 0;
  let value: u32 = 0;
  let valueStop: u32 = 0;
  while (load<u8>(at) == 0x2c) {
    key = blanksEnd(at + 1);
    // A second name would win (last key wins); an escape might spell one.
    if (isName(key) || load<u8>(key) != 0x22 || plainStringEnd(key + 1) == 0) return 0;
    value = keyEnd(key);
    if (value == 0) return 0;
    valueStop = valueEnd(value, 0);
    if (valueStop == 0) return 0;
    at = blanksEnd(valueStop);
    keys++;
  }
  if (load<u8>(at) != 0x7d) return 0;
  if (!matters(which, names)) return at + 1;
  if (!isErrno(which, names)) return addElement(start, at + 1, firstRun + which);
  if (keys != 1) return 0;
  if (load<u32>(key) == 0x746e6922 && load<u32>(key, 3) == 0x22343674 && load<u8>(value) == 0x22) {
    // "int64":"-2"
    value++;
    valueStop--;
  } else if (load<u32>(key) != 0x6c617622 || load<u32>(key, 3) != 0x2265756c) {
    // not "value":-2 either
    return 0;
  }
  const stop = numberEnd(value);
  return stop == valueStop && addErrno(value, stop) ? at + 1 : 0;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function matters(which: u32, names: u32): bool {
  return ((1 << which) & names) != 0;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function isErrno(which: u32, names: u32): bool {
  return matters(which, names) && load<u32>(nameBase + which * nameSize, 4) != 0;
}

/** Adds an element as a run. */
function addElement(from: u32, to: u32, run: u32): u32 {
  return addValue(from, to, run) == 0 ? 0 : to;
}

/** Whether `"name"` stands there. */
function isName(at: u32): bool {
  return load<u32>(at) == 0x6d616e22 && load<u16>(at, 4) == 0x2265;
}

/** As `stringEnd`; 0 for a string with an escape too. */
function plainStringEnd(at: u32): u32 {
  let special = specialIn(at);
  while (special == 0) {
    at += 16;
    special = specialIn(at);
  }
  at += ctz(special);
  return load<u8>(at) == 0x22 ? at : 0;
}

/** Which of the names that matter the string there is, 31 for any other. */
function nameOf(from: u32, to: u32): u32 {
  const length = to - from;
  for (let which: u32 = 0; which < nameCount; which++) {
    const at = nameBase + which * nameSize;
    if (load<u32>(at) == length && sameBytes(at + 8, from, length)) return which;
  }
  return 31;
}

/** Forgets what was counted. */
export function reset(): void {
  valueRoom = tableFirst;
  groupRoom = tableFirst;
  memory.fill(valueTable, 0, valueRoom * 2);
  memory.fill(groupTable, 0, groupRoom * 2);
  valueCount = valueFirst;
  groupCount = 1;
  arenaTop = arenaBase;
  forgetSeen();
}

/** For the one that writes the names. */
export function setNameCount(count: u32): void {
  nameCount = count;
}
