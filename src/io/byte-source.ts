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
  /** The regular file behind it, when its bytes are what `chunks` gives: it may be read in ranges instead. */
  readonly file?: { readonly path: string; readonly size: number } | undefined;
}

/**
 * The lines of a file that begin in some ranges of its bytes, the last one of each to its end, read at once (no promises:
 * there is nothing else to do in a thread of its own).
 */
export interface RangeSource {
  readonly label: string;
  /** Looks at the beginning of the file, whichever ranges come: at most `length` bytes. */
  head(length: number): Uint8Array;
  /** Which range the bytes that were read last are of: 0 for the one that begins where the file does. They come in order. */
  readonly range: number;
  /** Reads the next bytes, of one range: at most `length`, to `offset` in `into`. Gives their number, 0 at the end. */
  read(into: Uint8Array, offset: number, length: number): number;
  /** Why `read` ended early, once it has. */
  readonly failure?: Problem | undefined;
}
