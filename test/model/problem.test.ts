import { describe, expect, it } from 'vitest';
import { problemKinds } from '../../src/model/problem-kinds.ts';

describe('the table of problems', () => {
  it('is sorted', () => {
    expect(Object.keys(problemKinds)).toEqual(Object.keys(problemKinds).sort());
  });

  it('has titles that go on a line and fixes that are sentences', () => {
    for (const { title, fix } of Object.values(problemKinds)) {
      expect(title).not.toMatch(/\.$|\n/);
      expect(fix).toMatch(/^[A-Z`].*\.$/s);
    }
  });
});
