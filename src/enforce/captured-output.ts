import type { Readable } from 'node:stream';

/** What a stream gave, as far as it was kept. */
export interface CapturedOutput {
  readonly bytes: Buffer;
  /** The stream gave more than was kept. */
  readonly truncated: boolean;
}

/** Reads a stream as it comes, so that its writer never waits, and keeps the first `limit` bytes. */
export function captureOutput(stream: Readable | null, limit: number): () => CapturedOutput {
  const kept: Buffer[] = [];
  let length = 0;
  let truncated = false;
  stream?.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, limit - length);
    if (part.length > 0) kept.push(part);
    length += part.length;
    truncated ||= part.length < chunk.length;
  });
  return () => ({ bytes: Buffer.concat(kept), truncated });
}
