/** What the values of a document stream are handed to. Lines are counted from 1. */
export interface DocumentConsumer {
  /** A whole value, brackets matched; only valid during the call. `line` is where it begins. */
  document(bytes: Uint8Array, line: number): void;
  /**
   * What is no JSON value, up to the end of its line; or a value that breaks off, up to where the next one may begin.
   * @param sample its first bytes as UTF-8, at most `garbageSample` of them
   */
  garbage(line: number, sample: string): void;
  /** A value over the limit, skipped; `sample` as above. */
  overlong(line: number, sample: string): void;
  /** The input ended within a value, or within the array: `line` is where the value begins, or the last line. */
  truncated(line: number): void;
}

/** How many bytes of garbage are shown. */
export const garbageSample = 200;
