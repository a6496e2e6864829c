import { fail, ok, type Result } from '../model/problem.ts';

const milliseconds: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['', 1000],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** What a Node timer can hold (`setTimeout`), about 24 days. */
export const longestMs = 2 ** 31 - 1;

/**
 * Reads a duration: `500ms`, `5s`, `1.5m`, `1h`, or a plain number of seconds. Gives whole milliseconds, at least 1 and at most
 * `longestMs`; anything else is `duration-invalid`.
 */
export function parseDuration(text: string): Result<number> {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|)$/.exec(text);
  const unit = milliseconds.get(match?.[2] ?? 'none');
  const value = Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  return value >= 1 && value <= longestMs ? ok(value) : fail({ kind: 'duration-invalid', what: text });
}
