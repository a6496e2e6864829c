import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSignal } from '../../src/record/signal.ts';

describe('signals', () => {
  it.each([
    ['TERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['quit', 'SIGQUIT'],
    ['sighup', 'SIGHUP'],
    ['15', 'SIGTERM'],
    ['9', 'SIGKILL'],
    ['KILL', 'SIGKILL'],
  ])('reads %s', (text, value) => {
    expect(parseSignal(text)).toEqual({ ok: true, value });
  });

  it.each(['', '0', '99', 'SIG', 'SIGSIGTERM', 'TERM ', 'toString', '__proto__', 'constructor', '-15', '1.5'])(
    'refuses %j',
    (text) => {
      expect(parseSignal(text)).toEqual({ ok: false, problem: { kind: 'signal-invalid', what: text } });
    },
  );

  it('gives a signal of this system or none, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...Object.keys(constants.signals))), (text) => {
        const result = parseSignal(text);
        if (result.ok) expect(Object.hasOwn(constants.signals, result.value)).toBe(true);
      }),
    );
  });

  it('reads each number as the signal that has it', () => {
    for (const [name, number] of Object.entries(constants.signals)) {
      const result = parseSignal(String(number));
      expect(result.ok && constants.signals[result.value]).toBe(number);
      expect(parseSignal(name)).toEqual({ ok: true, value: name });
    }
  });
});
