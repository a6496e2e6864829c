import type { Problem } from '../model/problem.ts';

/** The first bytes of an input, to tell its format by. */
export interface Head {
  /** At most 64 KiB from the start. */
  readonly bytes: Uint8Array;
  /** The same, one character a byte (latin1). */
  readonly text: string;
  /** The whole input is in `bytes`. */
  readonly complete: boolean;
}

/**
 * Bytes to read once, in chunks of any size. A chunk is only valid until the next one is asked for: its memory may be
 * reused. `label` is for messages: a path as the user gave it, or `-`.
 */
export interface ByteSource {
  readonly label: string;
  /** Looks at the start without consuming it. */
  head(): Promise<Head>;
  chunks(): AsyncIterable<Uint8Array>;
  /** Why `head` or `chunks` ended early, once one has: what came before stands. */
  readonly failure?: Problem | undefined;
}
