import * as zlib from 'node:zlib';

/** The remainders of each byte, and of each followed by one, two and three zeros (RFC 1952, 8). */
const tables = ((): readonly Int32Array[] => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  const all = [first];
  for (let zeros = 1; zeros < 4; zeros++) {
    all.push((all[zeros - 1] ?? first).map((value) => (first[value & 0xff] ?? 0) ^ (value >>> 8)));
  }
  return all;
})();

/** The CRC-32 of bytes behind others whose CRC-32 is `start`, as `zlib.crc32` of Node 22.2 and newer. */
export const crc32: (bytes: Uint8Array, start: number) => number =
  (zlib as { crc32?: (bytes: Uint8Array, start: number) => number }).crc32 ?? scriptCrc32;

/** The same in JavaScript, four bytes at a time. */
export function scriptCrc32(bytes: Uint8Array, start: number): number {
  const [t0, t1, t2, t3] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length & ~3;
  let crc = ~start;
  for (let at = 0; at < whole; at += 4) {
    crc ^= view.getInt32(at, true);
    crc =
      (t3[crc & 0xff] ?? 0) ^ (t2[(crc >>> 8) & 0xff] ?? 0) ^ (t1[(crc >>> 16) & 0xff] ?? 0) ^ (t0[crc >>> 24] ?? 0);
  }
  for (let at = whole; at < bytes.length; at++) crc = (t0[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
