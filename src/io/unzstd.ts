import { ByteReader } from './byte-reader.ts';
import { DamagedData } from './damaged-data.ts';
import { type ZstdDecoder, zstdDecoder } from './zstd-decoder.ts';
import { headerRest, readFrame, zstdMagic } from './zstd-frame.ts';

/**
 * Unpacks zstd data of any number of frames, skippable ones among them, their checksums verified (RFC 8878). Frames are
 * taken apart here: the decoders of Node and of fzstd each stop, or recurse, behind the first. Holds one block and one
 * window of at most 128 MiB.
 * @throws DamagedData behind the last block that could be unpacked
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(chunks);
  try {
    for (;;) {
      const magic = await bytes.take(4);
      if (magic.length === 0) return;
      if (magic.length < 4) throw new DamagedData('something else behind its end');
      const number = magic.readUInt32LE();
      if (number === zstdMagic) yield* unpackFrame(magic, bytes);
      // 0x184D2A50 to 0x184D2A5F: a skippable frame (3.1.2).
      else if (number >>> 4 === 0x184d2a5) await skipFrame(bytes);
      else throw new DamagedData('something else behind its end');
    }
  } finally {
    await bytes.close();
  }
}

async function* unpackFrame(magic: Buffer, bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const descriptor = await all(bytes, 1);
  const rest = await all(bytes, headerRest(descriptor[0] ?? 0));
  const frame = readFrame(descriptor[0] ?? 0, rest);
  const decoder = await zstdDecoder();
  try {
    yield* await decoder.push(Buffer.concat([magic, descriptor, rest]));
    for (let isLast = false; !isLast; ) {
      const header = await all(bytes, 3);
      const number = header.readUIntLE(0, 3);
      isLast = (number & 1) === 1;
      yield* await unpackBlock(header, number, frame.blockLimit, bytes, decoder);
    }
    if (frame.hasChecksum) await decoder.verify(await all(bytes, 4));
  } finally {
    decoder.close();
  }
}

/** A block (3.1.1.2): its last-block bit, its type in two bits, its size. */
async function unpackBlock(
  header: Buffer,
  number: number,
  limit: number,
  bytes: ByteReader,
  decoder: ZstdDecoder,
): Promise<readonly Uint8Array[]> {
  const type = (number >> 1) & 3;
  const size = number >> 3;
  if (type === 3 || size > limit) throw new DamagedData('not a block');
  // A block of one byte repeated is that byte.
  const content = await all(bytes, type === 1 ? 1 : size);
  return decoder.push(Buffer.concat([header, content]));
}

async function skipFrame(bytes: ByteReader): Promise<void> {
  const size = (await all(bytes, 4)).readUInt32LE();
  if ((await bytes.skip(size)) < size) throw new DamagedData('it ends too early');
}

async function all(bytes: ByteReader, count: number): Promise<Buffer> {
  const taken = await bytes.take(count);
  if (taken.length < count) throw new DamagedData('it ends too early');
  return taken;
}
