import type { Problem } from '../model/problem.ts';
import type { IgnoreRule } from '../model/record-fate.ts';
import type { ContainerStream } from './tracee-envelope.ts';
import type { OpenLine } from './tracee-pieces.ts';
import type { TraceeRowTable } from './tracee-rows.ts';

/** A range of an input that was read (`RangeSource`), and how many lines it has. */
export interface TalliedRange {
  readonly range: number;
  readonly lines: number;
}

/**
 * What reading a stream, or ranges of it, has found; nothing is decided yet. Plain data. Lines are counted from the
 * beginning of what was read, through all ranges: the first is 1.
 */
export interface TraceeTally {
  /** What was read, in order; the whole is range 0. */
  readonly ranges: readonly TalliedRange[];
  /** Each different event once. */
  readonly rows: TraceeRowTable;
  /** What the rows hold, as `TraceeRows` measures it. */
  readonly size: number;
  /** How many lines there were (in a JSON array or pretty-printed JSON: how many newlines). */
  readonly lines: number;
  /** Records that no event stands behind. */
  readonly ignored: readonly { readonly rule: IgnoreRule; readonly times: number }[];
  /** How many records were counted among the problems. */
  readonly unusable: number;
  readonly problems: readonly Problem[];
  /** The lines of container logs whose rest had not come at the end. */
  readonly open: readonly OpenLine[];
  /** The streams of which a line that was open at the end of the input before went on here. */
  readonly continued: readonly ContainerStream[];
}
