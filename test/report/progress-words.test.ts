import { describe, expect, it } from 'vitest';
import { progressWords } from '../../src/report/progress-words.ts';

const nothing = { total: undefined, records: undefined, syscalls: undefined, subjects: undefined };

describe('progressWords', () => {
  it('tells all that is known', () => {
    const state = { bytes: 1.2e9, total: 2.1e9, seconds: 1.5, records: 1_203_331, syscalls: 87, subjects: 12 };
    const words = '1.2 GB of 2.1 GB (57 %), 800 MB/s, 1,203,331 events, 87 syscalls, 12 subjects';
    expect(progressWords(state)).toBe(words);
    expect(words.length).toBeLessThan(80);
    expect(progressWords({ ...nothing, bytes: 1, seconds: 0, records: 1 })).toBe('1 B, 1 event');
  });

  it('goes from one unit to the next without four digits', () => {
    const sizes = [0, 999, 1000, 99_400, 99_500, 999_499, 999_500, 1e6, 1e18].map((bytes) =>
      progressWords({ ...nothing, bytes, seconds: 0 }),
    );
    expect(sizes).toEqual(['0 B', '999 B', '1.0 kB', '99.4 kB', '100 kB', '999 kB', '1.0 MB', '1.0 MB', '1000 PB']);
  });

  it('is never over, though a file may grow while it is read', () => {
    expect(progressWords({ ...nothing, bytes: 1100, total: 1000, seconds: 0 })).toBe('1.1 kB of 1.0 kB (100 %)');
    expect(progressWords({ ...nothing, bytes: 0, total: 0, seconds: 0 })).toBe('0 B of 0 B');
  });
});
