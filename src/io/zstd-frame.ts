import { DamagedData } from './damaged-data.ts';

/** The magic number of a frame, little endian (RFC 8878, 3.1.1). */
export const zstdMagic = 0xfd2fb528;
/** The largest window that is unpacked, as for zstd(1) without `--long`: it has to be kept in memory. */
const windowLimit = 128 * 1024 * 1024;

/** The header of a frame (RFC 8878, 3.1.1.1). */
export interface ZstdFrame {
  /** A checksum of four bytes follows the last block. */
  readonly hasChecksum: boolean;
  /** The largest content of a block, in bytes, packed or not. */
  readonly blockLimit: number;
}

/** How many bytes follow the magic number and the descriptor in a header. */
export function headerRest(descriptor: number): number {
  return windowBytes(descriptor) + dictionaryBytes(descriptor) + sizeBytes(descriptor);
}

/**
 * Reads a frame header.
 * @param descriptor the byte behind the magic number
 * @param rest the bytes behind that, as many as `headerRest` says
 * @throws DamagedData for a frame that cannot be unpacked here
 */
export function readFrame(descriptor: number, rest: Buffer): ZstdFrame {
  if ((descriptor & 8) !== 0) throw new DamagedData('a reserved bit is set');
  const dictionary = rest.subarray(windowBytes(descriptor), windowBytes(descriptor) + dictionaryBytes(descriptor));
  if (dictionary.some((byte) => byte !== 0)) throw new DamagedData('it needs a dictionary');
  const window = windowSize(descriptor, rest);
  if (window > windowLimit) throw new DamagedData(`it needs a window of ${Math.ceil(window / 2 ** 20)} MiB`);
  return { hasChecksum: (descriptor & 4) !== 0, blockLimit: Math.min(window, 128 * 1024) };
}

function windowSize(descriptor: number, rest: Buffer): number {
  if (windowBytes(descriptor) === 1) {
    const base = 2 ** (10 + ((rest[0] ?? 0) >> 3));
    return base + (base / 8) * ((rest[0] ?? 0) & 7);
  }
  // One segment: the window is the whole content.
  const size = rest.subarray(dictionaryBytes(descriptor));
  if (size.length === 8) return Number(size.readBigUInt64LE());
  return size.readUIntLE(0, size.length) + (size.length === 2 ? 256 : 0);
}

function windowBytes(descriptor: number): number {
  return (descriptor & 32) === 0 ? 1 : 0;
}

function dictionaryBytes(descriptor: number): number {
  return [0, 1, 2, 4][descriptor & 3] ?? 0;
}

function sizeBytes(descriptor: number): number {
  return [1 - windowBytes(descriptor), 2, 4, 8][descriptor >> 6] ?? 0;
}
