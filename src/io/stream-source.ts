import type { Problem } from '../model/problem.ts';
import type { ByteSource, Head } from './byte-source.ts';
import { DamagedData } from './damaged-data.ts';
import { headLimit } from './file-source.ts';

/** Reads bytes that come from elsewhere: standard input, whatever it is, or an unpacker, which may throw `DamagedData`. */
export class StreamSource implements ByteSource {
  readonly label: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Chunks that `head` has taken out. */
  readonly #taken: Uint8Array[] = [];
  #head: Head | undefined;
  #failure: Problem | undefined;

  constructor(label: string, stream: AsyncIterable<Uint8Array>) {
    this.label = label;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  get failure(): Problem | undefined {
    return this.#failure;
  }

  /** There is no file whose bytes these are. */
  get file(): undefined {
    return undefined;
  }

  async head(): Promise<Head> {
    if (this.#head !== undefined) return this.#head;
    let length = 0;
    let complete = false;
    while (length <= headLimit && !complete) {
      const chunk = await this.#next();
      if (chunk === undefined) complete = true;
      else {
        // The stream may use its memory again, and this chunk is kept.
        this.#taken.push(Uint8Array.from(chunk));
        length += chunk.length;
      }
    }
    const bytes = Buffer.concat(this.#taken).subarray(0, headLimit);
    this.#head = { bytes, text: bytes.toString('latin1'), complete: complete && length <= headLimit };
    return this.#head;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    try {
      for (let chunk = this.#taken.shift(); chunk !== undefined; chunk = this.#taken.shift()) yield chunk;
      for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) yield chunk;
    } finally {
      await this.close();
    }
  }

  /** Lets go of the stream; more than once does no harm. */
  async close(): Promise<void> {
    await this.#chunks.return?.().catch(() => undefined);
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.#failure = this.#problemOf(error);
      return undefined;
    }
  }

  #problemOf(error: unknown): Problem {
    const source = this.label;
    if (error instanceof DamagedData) return { kind: 'compressed-truncated', what: error.what, source };
    const what = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    return { kind: 'input-unreadable', what, source };
  }
}
