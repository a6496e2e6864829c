import type { ByteSource, Head } from '../../src/io/byte-source.ts';

/** Bytes from memory, in chunks of a size, under a label; each chunk's memory is overwritten when the next is asked for. */
export function bytesSource(bytes: Uint8Array | string, chunkSize = 64 * 1024, label = 'unknown'): ByteSource {
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
  return {
    label,
    head(): Promise<Head> {
      const head = all.subarray(0, 64 * 1024);
      return Promise.resolve({ bytes: head, text: head.toString('latin1'), complete: all.length <= head.length });
    },
    async *chunks() {
      const memory = Buffer.alloc(Math.min(chunkSize, all.length));
      for (let at = 0; at < all.length; at += chunkSize) {
        const count = all.copy(memory, 0, at, at + chunkSize);
        yield memory.subarray(0, count);
        memory.fill(0xaa);
      }
    },
  };
}
