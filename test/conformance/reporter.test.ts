import { describe, expect, it } from 'vitest';
import { diffReporters } from '../../src/report/diff-reporters.ts';
import { githubAnnotations } from '../../src/report/github-annotations.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab-code-quality.ts';
import { lintFindings } from '../../src/report/lint-findings.ts';
import { lintMarkdown } from '../../src/report/lint-markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { arbitraryDiffVerdict, arbitraryLintVerdict } from '../report/arbitrary-verdict.ts';
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

describe('lint', () => {
  describeReporter('markdown', lintMarkdown, arbitraryLintVerdict);
  describeReporter('sarif', sarif(lintFindings), arbitraryLintVerdict);
  describeReporter('github', githubAnnotations(lintFindings), arbitraryLintVerdict);
  describeReporter('gitlab', gitlabCodeQuality(lintFindings), arbitraryLintVerdict);
});
