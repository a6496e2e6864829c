import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, scriptCrc32 } from '../../src/io/crc32.ts';

describe('crc32', () => {
  it('is what zlib writes at the end of gzip data, taken at once or in two parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        const expected = gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8);
        for (const one of [crc32, scriptCrc32]) {
          expect(one(bytes, 0)).toBe(expected);
          expect(one(bytes.subarray(cut), one(bytes.subarray(0, cut), 0))).toBe(expected);
        }
      }),
    );
  });
});
