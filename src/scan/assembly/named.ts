// Arrays of objects whose first key is `name`, of which those with some names matter.
import { sameBytes } from './bytes';
import { addErrno, addValue } from './counting';
import { blanksEnd, keyEnd, numberEnd, plainNumberEnd, plainStringEnd, stringEnd, valueEnd } from './json';
import { headTable, nameBase } from './memory-map';
import { remember, seenLength, seenOf, WHAT } from './seen';

/** A name: u32 length, u32 1 for one whose value is an errno, 16 bytes of text. */
export const nameSize: u32 = 24;
let nameCount: u32 = 0;
/** Between the runs of two names. */
const runStep: u32 = 4;
/** The number of a name that does not matter. */
const none: u32 = 31;

/** For the one that writes the names. */
export function setNameCount(count: u32): void {
  nameCount = count;
}

/**
 * Behind an array of objects whose first key is `name`, or behind `null`. An element with a name that matters becomes a
 * run, with number `firstRun` and up in steps of four by the name; what cannot be told for sure gives 0.
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
    // ,{ as Tracee writes it
    if (load<u16>(at) == 0x7b2c) {
      at++;
      continue;
    }
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
    const value = start + length;
    let end = plainNumberEnd(value);
    if (end == 0) end = valueEnd(value, 0);
    if (end == 0) return 0;
    if (load<u8>(end) == 0x7d) {
      if (which == none) return end + 1;
      if (!isErrno(which, names)) return matters(which, names) ? addElement(start, end + 1, firstRun + which * runStep) : end + 1;
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
  if (!isErrno(which, names)) return addElement(start, at + 1, firstRun + which * runStep);
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

/** Which of the names that matter the string there is, 31 for any other. */
function nameOf(from: u32, to: u32): u32 {
  const length = to - from;
  for (let which: u32 = 0; which < nameCount; which++) {
    const at = nameBase + which * nameSize;
    if (load<u32>(at) == length && sameBytes(at + 8, from, length)) return which;
  }
  return none;
}
