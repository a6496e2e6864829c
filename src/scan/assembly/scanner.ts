// The core of src/scan: reads values of JSON, checking every byte against its grammar, and counts lines that say the same where
// it matters. The code that follows the shapes of lines is made at run time (shape-code.ts) and calls this for all that does
// not depend on them. Compiled to WebAssembly by scripts/generate-scanner.mjs; line-scanner.ts fills and reads its memory.
import { addErrno, addKnown, forgetCounts, noErrno } from './counting';
import { numberEnd, plainNumberEnd } from './json';
import { forgetSeen } from './seen';

export { begin, count, groupCount, groupSize, isFull, key, keyHash, lastGroup, linesTaken, valueSize } from './counting';
export { numberEnd, stringEnd } from './json';
export { groupBase, inputBase, inputLimit, keyBase, nameBase, valueBase } from './memory-map';
export { namedEnd, nameSize, setNameCount } from './named';
export { addRun, anyEnd, forgetSeen, jump, landing } from './seen';

/** Reads a whole number, of which its errno is added to the line. Returns the place behind it; 0 when it is none. */
export function errnoEnd(at: u32): u32 {
  const plain = plainNumberEnd(at);
  // No fraction, no exponent: what most calls return.
  if (plain != 0 && load<u8>(plain) == 0x2c) return addKnown(noErrno) ? plain : 0;
  const end = numberEnd(at);
  return end == 0 || !addErrno(at, end) ? 0 : end;
}

/** Forgets what was counted, and the runs, which stand for it. */
export function reset(): void {
  forgetCounts();
  forgetSeen();
}
