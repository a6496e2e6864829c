import type { Transform } from 'node:stream';

/** What the streams of node:zlib have in common. */
export interface ZlibStream extends Transform {
  /** How many bytes of input were used. */
  readonly bytesWritten: number;
}

/**
 * Feeds a stream of node:zlib piece by piece and takes out what each piece gives: piped, a stream that fails would throw
 * away what it has already unpacked. An error is kept, not thrown.
 */
export class ZlibEngine {
  readonly #stream: ZlibStream;
  #out: Buffer[] = [];
  #error: Error | undefined;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(stream: ZlibStream) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => this.#out.push(chunk));
    stream.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    stream.on('error', (error: Error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Why the stream can go on no more. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The stream has met the end of its data, whatever may follow. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many bytes of what was pushed were used. */
  get used(): number {
    return this.#stream.bytesWritten;
  }

  /** Gives all that `piece` unpacks to; the piece may be overwritten then. */
  push(piece: Uint8Array): Promise<Buffer[]> {
    // A stream that meets its end never calls back.
    return this.#until((done) => this.#stream.write(piece, done));
  }

  /** No more input. Gives what is left. */
  finish(): Promise<Buffer[]> {
    return this.#until(() => this.#stream.end());
  }

  /** Lets go of the memory behind it. */
  close(): void {
    this.#stream.destroy();
  }

  async #until(start: (done: () => void) => void): Promise<Buffer[]> {
    if (!this.#ended && this.#error === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        start(resolve);
      });
    }
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
