import { createInflateRaw } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { crc32 } from './crc32.ts';
import { DamagedData } from './damaged-data.ts';
import { ZlibEngine } from './zlib-engine.ts';

/** How much is fed at a time: it unpacks to 1032 times as much at the most (zlib's "maximum compression factor"). */
const pieceSize = 16 * 1024;
/** The fixed part of a member's header (RFC 1952, 2.3). */
const headerSize = 10;
/** Flags of a header: FHCRC, FEXTRA, FNAME, FCOMMENT, and those that are reserved. */
const flag = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * Unpacks gzip data of any number of members (RFC 1952), their checksums verified. Zeros behind the last one are padding,
 * as for gzip(1). Members are taken apart here: zlib's own reader of them throws away the end of the last one when
 * something else follows.
 * @throws DamagedData behind the last bytes that could be unpacked
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(chunks);
  try {
    for (;;) {
      const header = await bytes.take(headerSize);
      if (header[0] === 0) return await passZeros(header, bytes);
      if (header.length === 0) return;
      const isMember = header[0] === 0x1f && (header[1] ?? 0x8b) === 0x8b && (header[2] ?? 8) === 8;
      if (!isMember) throw new DamagedData('something else behind its end');
      await passHeader(header, bytes);
      yield* unpackMember(bytes);
    }
  } finally {
    await bytes.close();
  }
}

async function* unpackMember(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const engine = new ZlibEngine(createInflateRaw());
  let crc = 0;
  let length = 0;
  let fed = 0;
  try {
    while (!engine.ended) {
      const piece = await bytes.next(pieceSize);
      fed += piece.length;
      for (const out of piece.length === 0 ? await engine.finish() : await engine.push(piece)) {
        crc = crc32(out, crc);
        length += out.length;
        yield out;
      }
      if (engine.error !== undefined)
        throw new DamagedData(piece.length === 0 ? 'it ends too early' : engine.error.message);
    }
    bytes.back(fed - engine.used);
    const trailer = await all(bytes, 8);
    if (trailer.readUInt32LE(0) !== crc) throw new DamagedData('the checksum differs');
    if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw new DamagedData('the length differs');
  } finally {
    engine.close();
  }
}

/** Passes over what a header has behind its fixed part. */
async function passHeader(header: Buffer, bytes: ByteReader): Promise<void> {
  if (header.length < headerSize) throw new DamagedData('it ends too early');
  const flags = header[3] ?? 0;
  if ((flags & flag.reserved) !== 0) throw new DamagedData('a reserved bit is set');
  if ((flags & flag.extra) !== 0) await all(bytes, (await all(bytes, 2)).readUInt16LE());
  // Text of any length, ended by a zero.
  for (const text of [flag.name, flag.comment]) {
    if ((flags & text) !== 0) while ((await all(bytes, 1))[0] !== 0);
  }
  if ((flags & flag.checksum) !== 0) await all(bytes, 2);
}

async function passZeros(first: Buffer, bytes: ByteReader): Promise<void> {
  for (let piece: Uint8Array = first; piece.length > 0; piece = await bytes.next(pieceSize)) {
    if (piece.some((byte) => byte !== 0)) throw new DamagedData('something else behind its end');
  }
}

async function all(bytes: ByteReader, count: number): Promise<Buffer> {
  const taken = await bytes.take(count);
  if (taken.length < count) throw new DamagedData('it ends too early');
  return taken;
}
