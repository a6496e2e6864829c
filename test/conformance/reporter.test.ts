import { describe, expect, it } from 'vitest';
import { diffReporters } from '../../src/report/diff-reporters.ts';
import { lintReporters } from '../../src/report/lint-reporters.ts';
import { reviewReporters } from '../../src/report/review-reporters.ts';
import { arbitraryDiffVerdict, arbitraryLintVerdict, arbitraryReviewVerdict } from '../report/arbitrary-verdict.ts';
import { describeReporter, formatChecks } from './reporter.ts';

describe('diff', async () => {
  it('has no format without a reader of it here', () => {
    expect([...diffReporters.keys()].filter((format) => !formatChecks.has(format))).toEqual([]);
  });

  for (const [format, load] of diffReporters) {
    const report = await load();
    describeReporter(format, (verdict, context) => report({ verdict, problems: [] }, context), arbitraryDiffVerdict);
  }
});

describe('review', async () => {
  it('has the formats of diff', () => {
    expect([...reviewReporters.keys()]).toEqual([...diffReporters.keys()].filter((format) => format !== 'html'));
  });

  for (const [format, load] of reviewReporters) {
    const report = await load();
    describeReporter(format, (verdict, context) => report({ verdict, problems: [] }, context), arbitraryReviewVerdict);
  }
});

describe('lint', async () => {
  it('has no format without a reader of it here', () => {
    expect([...lintReporters.keys()].filter((format) => !formatChecks.has(format))).toEqual([]);
  });

  for (const [format, load] of lintReporters) describeReporter(format, await load(), arbitraryLintVerdict);
});
