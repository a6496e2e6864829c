import { type FileHandle, open } from 'node:fs/promises';
import type { Problem } from '../model/problem.ts';
import type { ByteSource, Head } from './byte-source.ts';

/** How much `head` looks at. */
export const headLimit = 64 * 1024;
/** How much is read at a time: less costs calls, more costs cache. */
const chunkSize = 1024 * 1024;

/**
 * Reads a file of any kind from beginning to end, once: a regular file, a FIFO, a device. Memory is one chunk.
 * Failures become `failure`.
 */
export class FileSource implements ByteSource {
  readonly label: string;
  #handle: FileHandle | undefined;
  #head: Head | undefined;
  #failure: Problem | undefined;
  #ended = false;
  #size: number | undefined;

  /** A file by its path, which is its label; it is opened when it is first asked for something. */
  constructor(path: string) {
    this.label = path;
  }

  get failure(): Problem | undefined {
    return this.#failure;
  }

  get file(): ByteSource['file'] {
    return this.#size === undefined ? undefined : { path: this.label, size: this.#size };
  }

  /** Opens the file, to learn now whether it can be read; `failure` says. */
  async open(): Promise<void> {
    if (this.#handle !== undefined || this.#ended) return;
    try {
      this.#handle = await open(this.label, 'r');
      const found = await this.#handle.stat();
      if (found.isDirectory()) await this.#fail('EISDIR');
      else if (found.isFile()) this.#size = found.size;
    } catch (error) {
      await this.#fail(codeOf(error));
    }
  }

  async head(): Promise<Head> {
    if (this.#head !== undefined) return this.#head;
    const bytes = Buffer.allocUnsafeSlow(headLimit);
    let length = 0;
    while (length < headLimit) {
      const count = await this.#read(bytes, length, headLimit - length);
      if (count === 0) break;
      length += count;
    }
    const seen = bytes.subarray(0, length);
    this.#head = { bytes: seen, text: seen.toString('latin1'), complete: length < headLimit };
    return this.#head;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    try {
      if (this.#head !== undefined && this.#head.bytes.length > 0) yield this.#head.bytes;
      const buffer = Buffer.allocUnsafeSlow(chunkSize);
      for (
        let count = await this.#read(buffer, 0, chunkSize);
        count > 0;
        count = await this.#read(buffer, 0, chunkSize)
      )
        yield buffer.subarray(0, count);
    } finally {
      await this.close();
    }
  }

  /** Lets go of the file; more than once does no harm. */
  async close(): Promise<void> {
    this.#ended = true;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  /** 0 at the end, and where reading failed. */
  async #read(buffer: Buffer, offset: number, length: number): Promise<number> {
    await this.open();
    if (this.#handle === undefined) return 0;
    try {
      return (await this.#handle.read(buffer, offset, length, null)).bytesRead;
    } catch (error) {
      await this.#fail(codeOf(error));
      return 0;
    }
  }

  async #fail(code: string): Promise<void> {
    await this.close();
    if (code === 'EISDIR') this.#failure = { kind: 'input-is-directory', source: this.label };
    else if (code === 'ENOENT' || code === 'ENOTDIR') this.#failure = { kind: 'input-not-found', source: this.label };
    else this.#failure = { kind: 'input-unreadable', what: code, source: this.label };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO';
}
