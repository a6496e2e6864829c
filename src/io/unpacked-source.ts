import type { Problem } from '../model/problem.ts';
import type { ByteSource, Head } from './byte-source.ts';
import type { FileSource } from './file-source.ts';
import { StreamSource } from './stream-source.ts';

/**
 * A file or stream as it is or, when its first bytes say that it is gzip or zstd data, what it unpacks to. Which is found
 * out when it is first looked at: until then a file is not opened.
 */
export class UnpackedSource implements ByteSource {
  readonly label: string;
  readonly #packed: FileSource | StreamSource;
  #source: FileSource | StreamSource | undefined;

  constructor(packed: FileSource | StreamSource) {
    this.label = packed.label;
    this.#packed = packed;
  }

  get failure(): Problem | undefined {
    // What cannot be read is cut short as well: the reason is told.
    return this.#packed.failure ?? this.#source?.failure;
  }

  get file(): ByteSource['file'] {
    return this.#source === this.#packed ? this.#packed.file : undefined;
  }

  async head(): Promise<Head> {
    return (await this.#open()).head();
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    yield* (await this.#open()).chunks();
  }

  /** Lets go of the file or stream; more than once does no harm. */
  async close(): Promise<void> {
    await this.#source?.close();
    await this.#packed.close();
  }

  async #open(): Promise<FileSource | StreamSource> {
    this.#source ??= await unpacked(this.#packed);
    return this.#source;
  }
}

async function unpacked(packed: FileSource | StreamSource): Promise<FileSource | StreamSource> {
  const { text } = await packed.head();
  // RFC 1952, 2.3.1: the magic number and the one compression method there is.
  if (text.startsWith('\u001F\u008B\u0008')) {
    const { gunzip } = await import('./gunzip.ts');
    return new StreamSource(packed.label, gunzip(packed.chunks()));
  }
  // RFC 8878, 3.1.1 and 3.1.2: a frame, or a skippable one.
  if (/^(?:\u0028\u00B5\u002F\u00FD|[\u0050-\u005F]\u002A\u004D\u0018)/.test(text)) {
    const { unzstd } = await import('./unzstd.ts');
    return new StreamSource(packed.label, unzstd(packed.chunks()));
  }
  return packed;
}
