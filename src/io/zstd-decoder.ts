import * as zlib from 'node:zlib';
import { DamagedData } from './damaged-data.ts';
import { Xxh64 } from './xxh64.ts';
import { ZlibEngine, type ZlibStream } from './zlib-engine.ts';

/** Unpacks one frame of zstd. Throws where the data makes no sense. */
export interface ZstdDecoder {
  /** Gives what a block unpacks to. The header of the frame, then each block with its own header, in order. */
  push(bytes: Buffer): Promise<readonly Uint8Array[]>;
  /** Verifies the checksum that ends the frame. */
  verify(checksum: Buffer): Promise<void>;
  /** Lets go of the memory behind it. */
  close(): void;
}

/** A decoder for a frame: of node:zlib in Node 22.15 and newer, else the package fzstd. */
export async function zstdDecoder(): Promise<ZstdDecoder> {
  const create = (zlib as { createZstdDecompress?: () => ZlibStream }).createZstdDecompress;
  return create === undefined ? scriptDecoder((await import('fzstd')).Decompress) : nativeDecoder(create());
}

function nativeDecoder(stream: ZlibStream): ZstdDecoder {
  const engine = new ZlibEngine(stream);
  const push = async (bytes: Buffer): Promise<readonly Uint8Array[]> => {
    const out = await engine.push(bytes);
    if (engine.error !== undefined) throw new DamagedData(engine.error.message);
    return out;
  };
  return { push, verify: async (checksum) => void (await push(checksum)), close: () => engine.close() };
}

/** fzstd's decoder as far as it is used here. */
interface Decompress {
  push(bytes: Uint8Array, final: boolean): void;
}

function scriptDecoder(Decoder: new (take: (bytes: Uint8Array) => void) => Decompress): ZstdDecoder {
  let out: Uint8Array[] = [];
  const hash = new Xxh64();
  const decoder = new Decoder((bytes) => {
    // Its own copy goes on in the window.
    hash.update(bytes);
    out.push(bytes);
  });
  let header: Buffer | undefined;
  return {
    push(bytes) {
      out = [];
      if (header === undefined) {
        // The checksum is not its business: without the flag it does not wait for one.
        header = Buffer.from(bytes);
        header[4] = (header[4] ?? 0) & ~4;
        return Promise.resolve(out);
      }
      // It wants the header together with the first block, which may be short.
      const first = header.length > 0 ? Buffer.concat([header, bytes]) : bytes;
      header = Buffer.alloc(0);
      const isLast = ((bytes[0] ?? 0) & 1) === 1;
      try {
        decoder.push(first, isLast);
      } catch (error) {
        throw new DamagedData(error instanceof Error ? error.message : String(error));
      }
      return Promise.resolve(out);
    },
    verify(checksum) {
      if (checksum.readUInt32LE() !== hash.low32()) throw new DamagedData('the checksum differs');
      return Promise.resolve();
    },
    close() {},
  };
}
