import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableMiddle } from '../../src/report/printable.ts';
import { shellQuote } from '../../src/report/shell-quote.ts';

// All of ASCII, C1 and the general punctuation: among all code points these would hardly be met.
const low = fc.integer({ min: 0, max: 0x206f }).map((code) => String.fromCharCode(code));

describe('printable', () => {
  it('shows control characters instead of sending them', () => {
    expect(printable('a\u001b[31mb\nc\td\u0000')).toBe('a\\x1b[31mb\\x0ac\\x09d\\x00');
  });

  it('shows what reorders or hides text', () => {
    expect(printable('a\u202eb\u200bc')).toBe('a\\u{202e}b\\u{200b}c');
  });

  it('leaves other scripts and emoji alone', () => {
    expect(printable('naïve 日本語 🚀')).toBe('naïve 日本語 🚀');
  });

  it('cuts what is too long', () => {
    expect(printable('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('never ends in half a character', () => {
    expect(printable('xxx🚀🚀', 5)).toBe('xxx…');
  });

  it('shows what would begin a workflow command of GitHub Actions, and no other colons', () => {
    expect(printable('::error::x ::add-mask::y')).toBe('\\x3a:error::x \\x3a:add-mask::y');
    expect(printable('x ##[error]y ###[group]')).toBe('x \\x23#[error]y #\\x23#[group]');
    expect(printable('std::thread a::b [::1]:80 #1')).toBe('std::thread a::b [::1]:80 #1');
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(':', '#', '[', ' ', '\\', 'x', '\n', '\u200b', '\ud800') }),
        (text) => {
          expect(printable(printable(text))).toBe(printable(text));
        },
      ),
    );
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: low, maxLength: 60 }), (text) => {
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});

describe('printableMiddle', () => {
  it('leaves out the middle of what is too long, never half a character or an escape sequence', () => {
    expect(printableMiddle('registry/app:1.2', 16)).toBe('registry/app:1.2');
    expect(printableMiddle('registry/app:1.2', 9)).toBe('regi…:1.2');
    expect(printableMiddle('🚀🚀🚀🚀🚀🚀', 3)).toBe('🚀…🚀');
    expect(printableMiddle(`\u001b${'x'.repeat(50)}`, 8)).toBe('\\x1b…xxx');
    for (let limit = 3; limit < 40; limit++) {
      expect(Array.from(printableMiddle('registry.example.com/team/app:1.2', limit)).length).toBe(Math.min(limit, 33));
    }
  });
});

describe('shellQuote', () => {
  it('leaves harmless words, quotes the others', () => {
    expect(['./app', 'a b', "it's", ''].map(shellQuote)).toEqual(['./app', "'a b'", "'it'\\''s'", "''"]);
  });

  it('sends no control characters', () => {
    expect(shellQuote('a\u001b[0m\n')).toBe("$'a\\x1b[0m\\x0a'");
  });
});
