import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactJson } from '../../src/model/exact-json.ts';
import { JsonSyntaxError } from '../../src/model/json-tree.ts';

/** JSON values whose numbers are safe integers: where both parsers agree. */
const { value: integerJson } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(true, false, null),
    fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}));

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(integerJson, fc.constantFrom(0, 1, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(JSON.stringify(parseExactJson(text))).toBe(text.length === 0 ? '' : JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('refuses what JSON.parse refuses, and nothing else', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '01',
    '1.5',
    'true',
    'nul',
    ' ',
    '\n',
    '\u0000',
    "'a'",
    '//',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if (valid) parseExactJson(text);
      else expect(() => parseExactJson(text)).toThrow(JsonSyntaxError);
    }),
    { numRuns: 2000 },
  );
});

test('keeps every digit of an integer', () => {
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      const parsed = parseExactJson(` ${value} `);
      expect(BigInt(parsed as number | bigint)).toBe(value);
      expect(typeof parsed === 'number').toBe(Number.isSafeInteger(Number(value)) && BigInt(Number(value)) === value);
    }),
  );
  expect(parseExactJson('18446744073709551615')).toBe(18446744073709551615n);
});

test('takes no number with a fraction or an exponent for an integer', () => {
  expect(parseExactJson('[1e3, 1.0, 2.5]')).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test('keys are only keys', () => {
  const parsed = parseExactJson('{"__proto__": {"x": 1}, "constructor": 2}') as Record<string, unknown>;
  expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor']);
  expect(parsed.x).toBeUndefined();
});

test('bounds the depth, not the length', () => {
  expect(() => parseExactJson('['.repeat(100_000))).toThrow(JsonSyntaxError);
  const long = 'x\\n'.repeat(3_000_000);
  expect((parseExactJson(`"${long}"`) as string).length).toBe(6_000_000);
});

test('names the line', () => {
  expect.assertions(1);
  try {
    parseExactJson('{\n"a": 1,\n}');
  } catch (error) {
    expect((error as JsonSyntaxError).line).toBe(3);
  }
});
