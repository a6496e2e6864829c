// Counts lines that say the same where it matters. Values that matter lie in runs: the bytes from the beginning of one value to
// the end of another, with only fixed text between the values of a run. What a line says is the list of its runs; equal lists
// are one group, and counted together. A line is counted only when all of it has been accepted.
import { hashOf, sameBytes } from './bytes';
import { errnoOf, isWhole } from './json';
import {
  arenaBase,
  arenaLimit,
  contentKeyBase,
  groupBase,
  groupTable,
  keyBase,
  sourceKeyBase,
  valueBase,
  valueTable,
} from './memory-map';

/** The values of a line, u16: what a group is found by. There are 0 behind the last: 15 at most. */
const keyLimit: u32 = keyBase + 30;
/** Where the next goes. */
export let key: u32 = keyBase;
/** Of the values so far. Kept as they come: they are stored one by one, and so cannot be loaded as a whole at once. */
export let keyHash: u32 = 0;

/**
 * What runs were found to hold, each once. Value 0 is none; up to 4096 stand for an errno, one more than it. The number of a
 * run says which parts of a line it is of.
 */
export const valueSize: u32 = 16;
export const noErrno: u32 = 1;
const lastErrno: u32 = 4096;
const valueFirst: u32 = 4097;
const valueLimit: u32 = 65534;
const ofSource: u32 = 1;
const ofContent: u32 = 2;
const RUN: usize = 0;
export const BYTES: usize = 4; // how many
export const WHERE: usize = 8;
const HASH: usize = 12;
let valueCount: u32 = valueFirst;

let arenaTop: u32 = arenaBase;

/**
 * What lines were found to say: up to 15 values (16 with a mark) (u16), how often (u64), the first line (u32), the groups that their source
 * and their content are (u16), and the value for the errno, 0 for none (u16). Sources and contents are groups of no lines,
 * whose first value is a mark: many lines have the same, and what they are is found out once.
 */
export const groupSize: u32 = 64;
const sourceMark: u32 = 65534;
const contentMark: u32 = 65535;
const groupLimit: u32 = 65536;
const COUNT: usize = 32;
const LINE: usize = 40;
const SOURCE: usize = 44;
const CONTENT: usize = 46;
const ERRNO: usize = 48;
export let groupCount: u32 = 1;

/** The tables hold numbers (u16), 0 for none. They begin small, so that caches hold them, and double when half full. */
const tableLimit: u32 = 131072;
const tableFirst: u32 = 4096;
let valueRoom: u32 = tableFirst;
let groupRoom: u32 = tableFirst;
/** Beyond this many places with others a table counts as full: strangers may choose what is hashed. */
const probeLimit: u32 = 64;

/** The group that the last line was counted in. */
export let lastGroup: u32 = 0;
/** There is no room for what the line at hand says. */
export let isFull: bool = false;
/** How many lines were counted since `begin`. */
export let linesTaken: u32 = 0;
let firstLine: u32 = 0;

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

/** Forgets what was counted. */
export function forgetCounts(): void {
  valueRoom = tableFirst;
  groupRoom = tableFirst;
  memory.fill(valueTable, 0, valueRoom * 2);
  memory.fill(groupTable, 0, groupRoom * 2);
  valueCount = valueFirst;
  groupCount = 1;
  arenaTop = arenaBase;
}

/** Adds the errno that the number there stands for to the line. False when it is no whole number, or there is no room. */
export function addErrno(at: u32, end: u32): bool {
  if (!isWhole(at, end) || key >= keyLimit) return false;
  addKey(1 + errnoOf(at, end));
  return true;
}

/** Adds what a run holds to the line. Returns the value's number, 0 when there is no room. */
export function addValue(from: u32, to: u32, run: u32): u32 {
  if (key >= keyLimit) return 0;
  const value = valueOf(from, to - from, run);
  isFull = value == 0;
  addKey(value);
  return value;
}

/** Adds a value to the line. False when there is no room. */
export function addKnown(value: u32): bool {
  if (key >= keyLimit) return false;
  addKey(value);
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
  const slot = groupSlot(keyBase, keyHash);
  if (slot == 0) return 0;
  const group = <u32>load<u16>(slot);
  return group == 0 ? makeGroup() : group;
}

/** The slot of the group with the values there, or the free one where it would be; 0 when there is none. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function groupSlot(keys: u32, hash: u32): u32 {
  const low = v128.load(keys);
  const high = v128.load(keys, 16);
  let slot = slotOf(groupTable, hash, groupRoom);
  for (let probe: u32 = 0; probe < probeLimit; probe++) {
    const group = <u32>load<u16>(slot);
    if (group == 0) return slot;
    const at = groupBase + group * groupSize;
    const differs = v128.or(v128.xor(v128.load(at), low), v128.xor(v128.load(at, 16), high));
    if (!v128.any_true(differs)) return slot;
    slot = slotBehind(slot, groupTable, groupRoom);
  }
  return 0;
}

/** Makes the group with the values at `keyBase`, and those of its parts. */
function makeGroup(): u32 {
  let errno: u32 = 0;
  let source = beginPart(sourceKeyBase, sourceMark);
  let content = beginPart(contentKeyBase, contentMark);
  for (let at = keyBase; at < key; at += 2) {
    const value: u32 = load<u16>(at);
    if (value <= lastErrno) {
      if (errno == 0) errno = value;
      continue;
    }
    const parts = load<u32>(valueBase + value * valueSize, RUN);
    if ((parts & ofSource) != 0) {
      store<u16>(source, value);
      source += 2;
    }
    if ((parts & ofContent) != 0) {
      store<u16>(content, value);
      content += 2;
    }
  }
  const sourceGroup = placeOf(sourceKeyBase);
  const contentGroup = placeOf(contentKeyBase);
  if (sourceGroup == 0 || contentGroup == 0) return 0;
  const group = placeOf(keyBase);
  if (group == 0) return 0;
  const fresh = groupBase + group * groupSize;
  store<u16>(fresh, sourceGroup, SOURCE);
  store<u16>(fresh, contentGroup, CONTENT);
  store<u16>(fresh, errno, ERRNO);
  return group;
}

/** Nothing but the mark. Gives the place behind it. */
function beginPart(keys: u32, mark: u32): u32 {
  memory.fill(keys, 0, 32);
  store<u16>(keys, mark);
  return keys + 2;
}

/** Finds or makes the group with the values there; 0 when there is no room. */
function placeOf(keys: u32): u32 {
  const slot = groupSlot(keys, hashOfKeys(keys));
  if (slot == 0) return 0;
  const group = <u32>load<u16>(slot);
  if (group != 0) return group;
  if (groupCount >= groupLimit) return 0;
  store<u16>(slot, groupCount);
  const fresh = groupBase + groupCount * groupSize;
  memory.copy(fresh, keys, 32);
  store<u64>(fresh, 0, COUNT);
  const made = groupCount++;
  if (made * 2 > groupRoom && groupRoom < tableLimit) growGroups();
  return made;
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
