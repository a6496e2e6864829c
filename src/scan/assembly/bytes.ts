// Bytes compared and hashed, 16 at a time.

/** Without branches on the length where it is at most 64: those would often be guessed wrong. */
export function sameBytes(a: u32, b: u32, length: u32): bool {
  if (length <= 64) return (differences(a, b) & bitsBelow(length)) == 0;
  const end = a + length - 64;
  for (; a < end; a += 64, b += 64) if (differences(a, b) != 0) return false;
  return differences(end, b - (a - end)) == 0;
}

/** A bit for each of 64 bytes in which two places differ. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function differences(a: u32, b: u32): u64 {
  const first: u32 = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
  const second: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 16), v128.load(b, 16)));
  const third: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 32), v128.load(b, 32)));
  const fourth: u32 = i8x16.bitmask(i8x16.eq(v128.load(a, 48), v128.load(b, 48)));
  return ~(<u64>(first | (second << 16)) | (<u64>(third | (fourth << 16)) << 32));
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
export function bitsBelow(count: u32): u64 {
  return count == 64 ? 0xffffffffffffffff : (<u64>1 << count) - 1;
}

/** A hash of the 16 bytes there, found quickly. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function firstBytes(at: u32): u32 {
  return <u32>((load<u64>(at) * 0xff51afd7ed558ccd + load<u64>(at, 8) * 0x9e3779b97f4a7c15) >> 44);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function mix(hash: u64, a: u64, b: u64): u64 {
  const mixed = (hash ^ a) * 0xff51afd7ed558ccd;
  return ((mixed ^ (mixed >> 29)) + b) * 0xc4ceb9fe1a85ec53;
}

/** The first and the last 32 bytes and the length: ids are at the beginning of what is interned, names at the end. */
export function hashOf(from: u32, length: u32): u32 {
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
