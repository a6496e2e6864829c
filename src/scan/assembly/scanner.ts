// The core of src/scan: reads lines of JSON whose shape (keys, order, spacing) it was taught, checks every byte of them
// against the grammar of JSON (RFC 8259), and counts lines that say the same where it matters. A line that fits no
// shape is handed back. Compiled to WebAssembly by scripts/generate-scanner.mjs; everything lies at fixed places of one
// memory that never grows, and src/scan/scanner.ts fills and reads them.
//
// A shape is a path through a tree of nodes. A node is a piece of text that has to be there (keys and punctuation), then
// one value of a kind. Values that matter lie in runs: the bytes from the beginning of one value to the end of another,
// with only fixed text between the values of a run. What a line says is the list of its runs; equal lists are one group, and
// counted together. Nothing is kept of a line until all of it has been accepted.

/** Nodes: 32 bytes of text, then u32 fields. Node 0 is none. */
export const nodeBase: u32 = 0x1000;
export const nodeSize: u32 = 80;
export const nodeLimit: u32 = 4096;
// Offsets of the fields in a node.
const MASK: usize = 32; // a bit for each byte of the text
const LENGTH: usize = 36; // of the text
const KIND: usize = 40;
const NEXT: usize = 44; // the node behind the value
const OTHER: usize = 48; // the node to try when the text is not there
const OPENS: usize = 52; // not 0: a run begins with the value
const RUN: usize = 56; // not 0: a run ends with the value, and this is its number
const NAMES: usize = 60; // a bit for each name that matters in a NAMED array

/** Kinds of values. */
// 0: none, the node is only its text
const STRING = 1; // the inside of a string; the quotes belong to the texts around it
const NUMBER = 2;
const ERRNO = 3; // a whole number, of which only -4095 to -1 matter (MAX_ERRNO, include/linux/err.h)
const ANY = 4;
const NAMED = 5; // an array of {"name":…}, or null; elements with a name that matters are runs of their own
const END = 6; // the text ends the line

/** The first node. */
export let root: u32 = 0;

/** Names that matter in NAMED arrays: u32 length, u32 1 for one whose value is an errno, 16 bytes of text. */
export const nameBase: u32 = 0x800;
export const nameSize: u32 = 24;
export let nameCount: u32 = 0;

/** The runs of the line at hand: where, end, number, seed. */
const spanBase: u32 = 0x60000;
const spanSize: u32 = 16;
const spanLimit: u32 = spanBase + 15 * spanSize;
/** The values of the line at hand: what a group is found by. */
const keyBase: u32 = 0x60200;

/** What runs were found to hold, each once. Value 0 is none. */
export const valueBase: u32 = 0x180000;
export const valueSize: u32 = 24;
const valueLimit: u32 = 65536;
const RUN_NUMBER: usize = 0;
const SEED: usize = 4; // 1 + an errno that was told before the run, or 0
const BYTES: usize = 8; // how many
const WHERE: usize = 12;
const HASH: usize = 16;
export let valueCount: u32 = 1;

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

/** Where to look for values and groups, by hash: their numbers, 0 for none. */
const valueTable: u32 = 0x80000;
const groupTable: u32 = 0x100000;
const tableSize: u32 = 131072;
/** Beyond this many places with others a table counts as full: strangers may choose what is hashed. */
const probeLimit: u32 = 64;

/** Where the lines are put, with at least 64 bytes behind them that may be read. */
export const inputBase: u32 = 0xa00000;
export const inputLimit: u32 = 0xe00000;

/** A longer line, its newline not counted, is handed back. */
export let lineLimit: u32 = 0;

/** The group that the last line was counted in. */
export let lastGroup: u32 = 0;
/** `scan` stopped because there was no room for what a line says. */
export let isFull: bool = false;
/** How many lines the last `scan` took. */
export let linesTaken: u32 = 0;

const NONE: u32 = 0xffffffff;
/** How deep values of no interest may be nested; deeper ones are handed back. */
const depthLimit: u32 = 60;

let spans: u32 = spanBase;
let seed: u32 = 0;

/**
 * Reads lines from `from`, the beginning of one, up to `to`, behind a newline. `line` is the number of the first.
 * Returns where it stopped: `to`, or the beginning of a line that is not for it.
 */
export function scan(from: u32, to: u32, line: u32): u32 {
  let start = from;
  const first = line;
  isFull = false;
  while (start < to) {
    const next = walk(start);
    if (next == 0 || next - 1 - start > lineLimit) break;
    const group = commit();
    if (group == NONE) {
      isFull = true;
      break;
    }
    const at = groupBase + group * groupSize;
    const count = load<u64>(at, COUNT);
    if (count == 0) store<u32>(at, line, LINE);
    store<u64>(at, count + 1, COUNT);
    lastGroup = group;
    line++;
    start = next;
  }
  linesTaken = line - first;
  return start;
}

/** Follows one line through the shapes. Returns the place behind its newline, 0 when it fits none. */
function walk(start: u32): u32 {
  let at = start;
  let node = root;
  let open: u32 = 0;
  spans = spanBase;
  seed = 0;
  while (node != 0) {
    const found =
      i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(node))) |
      (i8x16.bitmask(i8x16.eq(v128.load(at, 16), v128.load(node, 16))) << 16);
    if ((~found & load<u32>(node, MASK)) != 0) {
      node = load<u32>(node, OTHER);
      continue;
    }
    at += load<u32>(node, LENGTH);
    if (load<u32>(node, OPENS) != 0) open = at;
    const kind = load<u32>(node, KIND);
    if (kind == STRING) {
      at = stringEnd(at);
      if (at == 0) return 0;
    } else if (kind == NUMBER) {
      at = numberEnd(at);
      if (at == 0) return 0;
    } else if (kind == ANY) {
      at = valueEnd(at, 0);
      if (at == 0) return 0;
    } else if (kind == ERRNO) {
      const end = numberEnd(at);
      if (end == 0) return 0;
      if (!isWhole(at, end)) return 0;
      seed = 1 + errnoOf(at, end);
      at = end;
    } else if (kind == NAMED) {
      at = namedEnd(at, load<u32>(node, RUN), load<u32>(node, NAMES));
      if (at == 0) return 0;
    } else if (kind == END) {
      return at;
    }
    const run = load<u32>(node, RUN);
    if (run != 0 && kind != NAMED) {
      if (!addSpan(open, at, run)) return 0;
      seed = 0;
    }
    node = load<u32>(node, NEXT);
  }
  return 0;
}

function addSpan(from: u32, to: u32, run: u32): bool {
  if (spans >= spanLimit) return false;
  store<u32>(spans, from);
  store<u32>(spans, to, 4);
  store<u32>(spans, run, 8);
  store<u32>(spans, seed, 12);
  spans += spanSize;
  return true;
}

/** Finds or makes the group of the line at hand; NONE when there is no room. */
function commit(): u32 {
  v128.store(keyBase, i64x2.splat(0));
  v128.store(keyBase, i64x2.splat(0), 16);
  let key = keyBase;
  for (let span = spanBase; span < spans; span += spanSize) {
    const from = load<u32>(span);
    const value = valueOf(from, load<u32>(span, 4) - from, load<u32>(span, 8), load<u32>(span, 12));
    if (value == NONE) return NONE;
    store<u16>(key, value);
    key += 2;
  }
  if (seed != 0) {
    // An errno that no run comes after.
    const value = valueOf(0, 0, 0, seed);
    if (value == NONE) return NONE;
    store<u16>(key, value);
  }
  return groupOf();
}

/** Finds or makes the value with these bytes; NONE when there is no room. */
function valueOf(from: u32, length: u32, run: u32, seed: u32): u32 {
  const hash = hashOf(from, length) ^ ((run * 0x85ebca6b) ^ (seed * 0xc2b2ae35));
  let place = (hash ^ (hash >> 15)) & (tableSize - 1);
  for (let probe: u32 = 0; probe < probeLimit; probe++) {
    const slot = valueTable + place * 4;
    const value = load<u32>(slot);
    if (value == 0) {
      if (valueCount >= valueLimit || arenaTop + length + 16 > arenaLimit) return NONE;
      store<u32>(slot, valueCount);
      const fresh = valueBase + valueCount * valueSize;
      store<u32>(fresh, run, RUN_NUMBER);
      store<u32>(fresh, seed, SEED);
      store<u32>(fresh, length, BYTES);
      store<u32>(fresh, arenaTop, WHERE);
      store<u32>(fresh, hash, HASH);
      memory.copy(arenaTop, from, length);
      arenaTop += length;
      return valueCount++;
    }
    const at = valueBase + value * valueSize;
    if (
      load<u32>(at, HASH) == hash &&
      load<u32>(at, RUN_NUMBER) == run &&
      load<u32>(at, SEED) == seed &&
      load<u32>(at, BYTES) == length &&
      sameBytes(load<u32>(at, WHERE), from, length)
    ) {
      return value;
    }
    place = (place + 1) & (tableSize - 1);
  }
  return NONE;
}

/** Finds or makes the group with the values at `keyBase`; NONE when there is no room. */
function groupOf(): u32 {
  const low = v128.load(keyBase);
  const high = v128.load(keyBase, 16);
  const hash = mix(mix(0, load<u64>(keyBase), load<u64>(keyBase, 8)), load<u64>(keyBase, 16), load<u64>(keyBase, 24));
  let place = <u32>(hash ^ (hash >> 32)) & (tableSize - 1);
  for (let probe: u32 = 0; probe < probeLimit; probe++) {
    const slot = groupTable + place * 4;
    const group = load<u32>(slot);
    if (group == 0) {
      if (groupCount >= groupLimit) return NONE;
      store<u32>(slot, groupCount);
      const fresh = groupBase + groupCount * groupSize;
      v128.store(fresh, low);
      v128.store(fresh, high, 16);
      store<u64>(fresh, 0, COUNT);
      return groupCount++;
    }
    const at = groupBase + group * groupSize;
    const differs = v128.or(v128.xor(v128.load(at), low), v128.xor(v128.load(at, 16), high));
    if (!v128.any_true(differs)) return group;
    place = (place + 1) & (tableSize - 1);
  }
  return NONE;
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

function sameBytes(a: u32, b: u32, length: u32): bool {
  let at: u32 = 0;
  for (; at + 16 <= length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  if (at == length) return true;
  const left: u32 = (1 << (length - at)) - 1;
  return (~i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at))) & left) == 0;
}

/** A bit for each of the 16 bytes there that cannot just stand in a string: quote, backslash, control characters. */
// @ts-ignore: a decorator of AssemblyScript
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
function stringEnd(at: u32): u32 {
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
function numberEnd(at: u32): u32 {
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
function namedEnd(at: u32, firstRun: u32, names: u32): u32 {
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
  const matters = ((1 << which) & names) != 0;
  const isErrno = matters && load<u32>(nameBase + which * nameSize, 4) != 0;
  // ,"type":"…","value":…}
  if (load<u64>(at) == 0x3a2265707974222c && load<u8>(at, 8) == 0x22 && !isErrno) {
    const stop = stringEnd(at + 9) + 1;
    if (stop == 1) return 0;
    if (load<u64>(stop) == 0x2265756c6176222c && load<u8>(stop, 8) == 0x3a) {
      const end = valueEnd(stop + 9, 0);
      if (end == 0) return 0;
      if (load<u8>(end) == 0x7d) return matters ? addElement(start, end + 1, firstRun + which) : end + 1;
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
  if (!matters) return at + 1;
  if (!isErrno) return addElement(start, at + 1, firstRun + which);
  if (keys != 1 || seed != 0) return 0;
  if (load<u32>(key) == 0x746e6922 && load<u32>(key, 3) == 0x22343674 && load<u8>(value) == 0x22) {
    // "int64":"-2"
    value++;
    valueStop--;
  } else if (load<u32>(key) != 0x6c617622 || load<u32>(key, 3) != 0x2265756c) {
    // not "value":-2 either
    return 0;
  }
  const stop = numberEnd(value);
  if (stop != valueStop || !isWhole(value, stop)) return 0;
  seed = 1 + errnoOf(value, stop);
  return at + 1;
}

/** Adds an element as a run; the errno told before it stays for the next. */
function addElement(from: u32, to: u32, run: u32): u32 {
  const errno = seed;
  seed = 0;
  const added = addSpan(from, to, run);
  seed = errno;
  return added ? to : 0;
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

/** Forgets what was counted; the shapes stay. */
export function reset(): void {
  memory.fill(valueTable, 0, tableSize * 4);
  memory.fill(groupTable, 0, tableSize * 4);
  valueCount = 1;
  groupCount = 1;
  arenaTop = arenaBase;
}

/** For the one that writes the shapes and names. */
export function setRoot(node: u32): void {
  root = node;
}
export function setLineLimit(limit: u32): void {
  lineLimit = limit;
}
export function setNameCount(count: u32): void {
  nameCount = count;
}
