import { basename, join, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctStems, fileStem } from '../../src/io/file-name.ts';
import { checkedStem } from '../../src/io/safe-stem.ts';

const hostile = [
  '../../etc/passwd',
  '/etc/passwd',
  '..',
  '.',
  '',
  'a\nb',
  'a\u0000b',
  '\u001b[31mred',
  '-rf',
  '.hidden',
  'ａ/ｂ',
  'a'.repeat(300),
];

describe('fileStem', () => {
  it('leaves a plain name as it is', () => {
    expect(fileStem('web-1.2_x')).toBe('web-1.2_x');
  });

  it.each(hostile)('keeps %j inside its folder', (name) => {
    const path = normalize(join('/out', `${fileStem(name)}.json`));
    expect(basename(path)).toBe(`${fileStem(name)}.json`);
    expect(path.startsWith('/out/')).toBe(true);
    expect(fileStem(name)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
  });

  it('never maps two names to one stem', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(a !== b);
        expect(fileStem(a)).not.toBe(fileStem(b));
        expect(fileStem(a)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
      }),
    );
  });
});

describe('checkedStem', () => {
  it('accepts what fileStem would not change', () => {
    expect(checkedStem('web')).toEqual({ ok: true, value: 'web' });
  });

  it.each(hostile)('refuses %j', (name) => {
    expect(checkedStem(name)).toEqual({ ok: false, problem: { kind: 'name-unsafe', what: name } });
  });
});

describe('distinctStems', () => {
  const stems = (...subjects: readonly (readonly ['container' | 'image', string])[]) =>
    distinctStems(subjects.map(([kind, name]) => ({ kind, name })));

  it('leaves names alone that do not meet', () => {
    expect(stems(['image', 'a'], ['image', 'b'])).toEqual(['a', 'b']);
  });

  it('keeps subjects of another kind, and of another case, apart, in any order', () => {
    const found = stems(['image', 'x'], ['container', 'x'], ['image', 'X'], ['image', 'y']);
    expect(new Set(found.map((stem) => stem.toLowerCase())).size).toBe(4);
    expect(found[3]).toBe('y');
    const again = stems(['image', 'X'], ['image', 'y'], ['image', 'x'], ['container', 'x']);
    expect(again).toEqual([found[2], found[3], found[0], found[1]]);
  });

  it('keeps a name apart that was made to meet the suffix of another', () => {
    const [suffixed = ''] = stems(['image', 'x'], ['container', 'x']);
    const found = stems(['image', 'x'], ['container', 'x'], ['image', suffixed]);
    expect(new Set(found).size).toBe(3);
    for (const stem of found) expect(fileStem(stem)).toBe(stem);
  });
});
