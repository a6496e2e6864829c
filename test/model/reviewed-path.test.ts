import { expect, it } from 'vitest';
import type { ComparedSide } from '../../src/model/diff-verdict.ts';
import { comparisonKey, reviewedPath } from '../../src/model/reviewed-path.ts';
import { commentMarker } from '../../src/report/comment-marker.ts';

function side(label: string, more: Partial<ComparedSide> = {}): ComparedSide {
  return { label, form: 'oci', allowed: 1, ...more };
}

it('is the path of the file, or that in the revision', () => {
  expect(reviewedPath(side('./a.json', { path: 'a.json' }))).toBe('a.json');
  expect(reviewedPath(side('origin/main:profiles/a.json'))).toBe('profiles/a.json');
  expect(reviewedPath(side('HEAD~1:./a.json'))).toBe('a.json');
  expect(reviewedPath(side('docker-default', { form: 'built-in' }))).toBeUndefined();
  expect(reviewedPath(side('-'))).toBeUndefined();
});

it('names a comparison alike at every commit, and others otherwise', () => {
  const now = side('a.json', { path: 'a.json' });
  expect(comparisonKey(side('0a1b2c:a.json'), now)).toBe('a.json');
  expect(comparisonKey(side('main:a.json'), now)).toBe('a.json');
  expect(comparisonKey(side('docker-default', { form: 'built-in' }), now)).toBe('docker-default..a.json');
  expect(comparisonKey(side('main:b.json'), now)).toBe('b.json..a.json');
});

it('makes a marker that nothing ends early', () => {
  expect(commentMarker('lint')).toBe('<!-- seccinch:lint -->\n');
  expect(commentMarker('diff', 'profiles/a b.json')).toBe('<!-- seccinch:diff profiles/a%20b.json -->\n');
  expect(commentMarker('diff', '--><b>\n')).toBe('<!-- seccinch:diff --%3E%3Cb%3E%0A -->\n');
  expect(commentMarker('diff', `${'x'.repeat(500)}/a.json`)).toHaveLength('<!-- seccinch:diff  -->\n'.length + 300);
});
