import type { ByteSource, Head } from '../io/byte-source.ts';
import type { Abi } from '../model/abi.ts';
import type { Sink } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';

/** What a parser is told beside the bytes. */
export interface ParseContext {
  /** Whom calls belong to in a format that does not say. */
  readonly subject: Subject;
  /** The ABI of calls in a format that does not say. */
  readonly abi: Abi;
  /** Leave when it fires; what was found so far stands. */
  readonly signal?: AbortSignal;
}

/**
 * One input format. The same findings for any chunking of the same bytes; no throw for any bytes; what cannot be used
 * becomes a counted problem with its first line.
 */
export interface Parser {
  /** The value of `--format`. */
  readonly id: string;
  readonly title: string;
  /** How sure it is that the head is its format: 0 not at all, 1 certain. */
  detect(head: Head): number;
  parse(source: ByteSource, sink: Sink, context: ParseContext): Promise<void>;
  /** Reads one run that its tool wrote into several files, in order; where the format does that. */
  parseParts?(parts: readonly ByteSource[], sink: Sink, context: ParseContext): Promise<void>;
}
