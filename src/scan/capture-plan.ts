/**
 * What a value belongs to: the `source` of a line or its `content`, which vary apart: few sources tell of few contents. What
 * varies with either, or stands between values of the other, is of `both`.
 */
export type CapturePart = 'source' | 'content' | 'both';

/**
 * What of a JSON object matters, by key:
 * - a part: the value, as that part of the line;
 * - `errno`: a whole number, of which only -1 to -4095 matter, as an errno;
 * - a plan: an object, of which this matters;
 * - names: an array of objects that each begin with the key `name`, of which those with these names matter, as content. Of
 *   `returnValue` only the errno matters.
 */
export interface CapturePlan {
  readonly keys: ReadonlyMap<string, CapturePart | 'errno' | CapturePlan | NamedElements>;
}

/** @see CapturePlan */
export interface NamedElements {
  readonly named: readonly string[];
}
