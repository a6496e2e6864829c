import { expect, test } from 'vitest';
import { versionRangeWords } from '../../src/report/version-range-words.ts';

test('says where versions begin, and before which they end', () => {
  expect(versionRangeWords([{ from: '1.2.8', before: '1.3.0' }, { from: '1.3.3' }])).toBe(
    '1.2.8 to before 1.3.0, 1.3.3 and newer',
  );
});
