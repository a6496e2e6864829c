/**
 * A key as Go's encoding/json compares it with those of a struct, without regard to case: by Unicode's simple folding
 * (fold.go), in which the kelvin sign is a `k`, as in small letters, and the long s an `s`.
 */
export function foldedKey(key: string): string {
  return key.toLowerCase().replaceAll('\u017f', 's');
}
