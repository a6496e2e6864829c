import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/model/json-text.ts';

const characters = fc.string({ unit: fc.integer({ min: 0, max: 0x206f }).map((code) => String.fromCharCode(code)) });

describe('jsonText', () => {
  it('shows a C1 control instead of sending it', () => {
    expect(jsonText({ name: 'a\u009b31m' })).toBe('{"name":"a\\u009b31m"}');
  });

  it('is the same to a parser, and holds nothing that a terminal acts on', () => {
    fc.assert(
      fc.property(characters, (text) => {
        expect(JSON.parse(jsonText(text))).toBe(text);
        expect(jsonText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
      }),
    );
  });
});
