/**
 * What of a JSON object matters, by key:
 * - `value`: the value;
 * - `apart`: the same, where what comes before varies on its own: both are then found faster;
 * - `errno`: a whole number, of which only -1 to -4095 matter, as an errno;
 * - a plan: an object, of which this matters;
 * - names: an array of objects that each begin with the key `name`, of which those with these names matter. Of
 *   `returnValue` only the errno matters.
 */
export interface CapturePlan {
  readonly keys: ReadonlyMap<string, 'value' | 'apart' | 'errno' | CapturePlan | NamedElements>;
}

/** @see CapturePlan */
export interface NamedElements {
  readonly named: readonly string[];
}
