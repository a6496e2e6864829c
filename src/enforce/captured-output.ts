import type { Readable } from 'node:stream';

/** What a stream gave, as far as it was kept. */
export interface CapturedOutput {
  readonly bytes: Buffer;
  /** The stream gave more than was kept. */
  readonly truncated: boolean;
}

/** Reads a stream to its end as it comes, so that its writer never waits, and keeps the first `limit` bytes. */
export function captureOutput(stream: Readable, limit: number): Promise<CapturedOutput> {
  const kept: Buffer[] = [];
  let length = 0;
  let truncated = false;
  return new Promise((resolve) => {
    const done = (): void => resolve({ bytes: Buffer.concat(kept), truncated });
    stream.once('close', done);
    stream.once('error', done);
    stream.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, limit - length);
      if (part.length > 0) kept.push(part);
      length += part.length;
      truncated ||= part.length < chunk.length;
    });
  });
}
