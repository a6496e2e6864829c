import type { ByteSource } from '../io/byte-source.ts';
import type { Sink } from '../model/sink.ts';
import type { ParseContext } from './parser.ts';

/**
 * Reads the files of one run of strace. One reader serves both formats: which it is cannot be told from the head of a
 * long log that ends in a table.
 */
export async function parseStrace(parts: readonly ByteSource[], sink: Sink, context: ParseContext): Promise<void> {
  // Loaded now: to ask whether a trace is of strace takes less.
  const { StraceEngine } = await import('./strace-engine.ts');
  const engine = new StraceEngine(sink, context);
  for (const part of parts) await engine.read(part, { signal: context.signal });
  engine.finish();
}
