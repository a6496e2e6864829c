import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestMs, parseDuration } from '../../src/record/duration.ts';

describe('durations', () => {
  it.each([
    ['5s', 5000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['10', 10_000],
    ['1.5m', 90_000],
    ['0.001', 1],
    ['24h', 86_400_000],
  ])('reads %s', (text, value) => {
    expect(parseDuration(text)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    '0',
    '0s',
    '-5s',
    '5 s',
    '5S',
    '5d',
    's',
    '1e3',
    '1.',
    '.5',
    '0.4ms',
    '25000h',
    '9999999999999',
    '५s',
    'ms5',
    '1h30m',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toEqual({ ok: false, problem: { kind: 'duration-invalid', what: text } });
  });

  it('gives whole milliseconds that a timer can hold, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,14}(\.\d{1,7})?(ms|s|m|h|d)?$/)), (text) => {
        const result = parseDuration(text);
        if (!result.ok) return;
        expect(Number.isInteger(result.value)).toBe(true);
        expect(result.value).toBeGreaterThanOrEqual(1);
        expect(result.value).toBeLessThanOrEqual(longestMs);
      }),
    );
  });
});
