// The grammar of JSON (RFC 8259): functions that check a value byte by byte and give the place behind it, 0 when it is none. A
// newline ends the line and is no blank here, so each stops there at the latest.

/** How deep values of no interest may be nested; deeper ones are handed back. */
const depthLimit: u32 = 60;

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

/** As `stringEnd`; 0 for a string with an escape too. */
export function plainStringEnd(at: u32): u32 {
  let special = specialIn(at);
  while (special == 0) {
    at += 16;
    special = specialIn(at);
  }
  at += ctz(special);
  return load<u8>(at) == 0x22 ? at : 0;
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

/** Behind up to 15 digits that begin at `at`, of which no first one of several is 0; else 0. What is behind is not looked at. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function plainNumberEnd(at: u32): u32 {
  const digits = i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(9)));
  const count: u32 = ctz(~digits);
  return count - 1 < 15 && (count == 1 || load<u8>(at) != 0x30) ? at + count : 0;
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
export function isWhole(at: u32, end: u32): bool {
  if (load<u8>(at) == 0x2d) at++;
  return digitsEnd(at) == end;
}

/** The errno that the whole number there stands for, 0 for none. */
export function errnoOf(at: u32, end: u32): u32 {
  if (load<u8>(at) != 0x2d || end - at > 5) return 0;
  let value: u32 = 0;
  for (at++; at < end; at++) value = value * 10 + (load<u8>(at) - 0x30);
  return value > 4095 ? 0 : value;
}

/** Behind the blanks at `at`. A newline is none here: it ends the line. */
export function blanksEnd(at: u32): u32 {
  let byte = load<u8>(at);
  while (byte == 0x20 || byte == 0x09 || byte == 0x0d) byte = load<u8>(++at);
  return at;
}

export function valueEnd(at: u32, depth: u32): u32 {
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
export function keyEnd(at: u32): u32 {
  if (load<u8>(at) != 0x22) return 0;
  at = stringEnd(at + 1);
  if (at == 0) return 0;
  at = blanksEnd(at + 1);
  if (load<u8>(at) != 0x3a) return 0;
  return blanksEnd(at + 1);
}
