import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, folded, link, mostBytes, prose, quoted } from '../../src/report/markdown.ts';
import { readMarkdown } from '../conformance/read-markdown.ts';
import { hostileWords } from './arbitrary-verdict.ts';

describe('quoted', () => {
  it('is one code span that shows the text, whatever it is', () => {
    expect(quoted('read')).toBe('`read`');
    expect(quoted('a`b|c\n')).toBe('`a\\x60b\\x7cc\\x0a`');
    expect(quoted('')).toBe("`''`");
    fc.assert(
      fc.property(hostileWords, (text) => {
        const { tags, code } = readMarkdown(`x ${quoted(text)} y\n`);
        expect(tags).toEqual(['<p>', '<code>', '</code>', '</p>']);
        expect(code).toHaveLength(1);
      }),
    );
  });
});

describe('prose', () => {
  it('leaves plain words and puts others into code spans', () => {
    expect(prose("Docker's default; see clone(2), CAP_SYS_ADMIN: 3.")).toBe(
      "Docker's default; see clone(2), CAP_SYS_ADMIN: 3.",
    );
    expect(prose('`GE 2` with <b> by @octocat, see #12')).toBe('`GE 2` with `<b>` by `@octocat,` see `#12`');
    expect(prose('x`y')).toBe('x`\\x60`y');
  });

  it('has no markup of its own, whatever the text is', () => {
    fc.assert(
      fc.property(hostileWords, (text) => {
        const { tags, comments, active } = readMarkdown(`x ${prose(text)} y\n`);
        expect(tags.filter((tag) => !/^<\/?(?:p|code)>$/.test(tag))).toEqual([]);
        expect(comments).toEqual([]);
        expect(active).not.toMatch(/@|#|:\/\/|www\.|:\w+:|&amp;lt;/);
      }),
    );
  });
});

describe('link', () => {
  it('is one for plain addresses of https only', () => {
    expect(link('x', 'https://example.org/a?b=c')).toBe('[x](https://example.org/a?b=c)');
    for (const address of ['javascript:alert(1)', 'http://example.org/', 'https://example.org/)<b>', '//example.org/'])
      expect(link('x', address)).toBe('x');
  });
});

describe('fitted', () => {
  const leftOut = (rows: number): string => `${rows} left out`;

  it('is whole where there is room', () => {
    expect(fitted('head\n', [{ open: '[', rows: ['a', 'b'], close: ']\n' }], leftOut)).toBe('head\n[ab]\n');
    expect(fitted('', [folded('two', '', ['- a\n', '- b\n'])], leftOut)).toBe(
      '\n<details><summary>two</summary>\n\n- a\n- b\n\n</details>\n',
    );
  });

  it('is never longer than a comment may be, loses no row in silence, and cuts large sections before small ones', () => {
    const section = fc
      .record({ mark: fc.constantFrom('a', 'é', '🚀'), length: fc.nat(3000), rows: fc.nat(60) })
      .map(({ mark, length, rows }) => ({
        open: '<',
        rows: Array.from({ length: rows }, () => `${mark.repeat(length)}.`),
        close: '>\n',
      }));
    fc.assert(
      fc.property(fc.array(section, { maxLength: 4 }), (sections) => {
        const text = fitted('head\n', sections, leftOut);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
        const parts = text.split('>\n').slice(0, -1);
        expect(parts).toHaveLength(sections.length);
        const sizes = sections.map(({ rows }) => Buffer.byteLength(rows.join('')));
        parts.forEach((part, index) => {
          const kept = part.match(/\./g)?.length ?? 0;
          const missing = Number(/(\d+) left out\n$/.exec(part)?.[1] ?? 0);
          expect(kept + missing).toBe(sections[index]?.rows.length);
          if ((sizes[index] ?? 0) <= 16_000) expect(missing).toBe(0);
        });
      }),
    );
  });
});
