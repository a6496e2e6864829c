import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiffVerdict } from '../../src/model/diff-verdict.ts';
import type { ReviewVerdict } from '../../src/model/review-verdict.ts';
import { diffFindings } from '../../src/report/diff-findings.ts';
import { diffMarkdown } from '../../src/report/diff-markdown.ts';
import { githubAnnotations } from '../../src/report/github-annotations.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab-code-quality.ts';
import { lintFindings } from '../../src/report/lint-findings.ts';
import { lintMarkdown } from '../../src/report/lint-markdown.ts';
import { mostBytes } from '../../src/report/markdown.ts';
import { reviewMarkdown } from '../../src/report/review-markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { readMarkdown } from '../conformance/read-markdown.ts';
import { arbitraryDiffVerdict } from './arbitrary-verdict.ts';
import { sampleChanges, sampleDiff, sampleLint } from './sample-verdict.ts';

const plain = { color: false, width: 80, verbose: false, version: '0.1.0' };

describe('what a review found, for machines and comments', () => {
  it.each([
    ['diff.comment.md', diffMarkdown(sampleDiff, plain)],
    ['diff.sarif', sarif(diffFindings)(sampleDiff, plain)],
    ['diff.github.txt', githubAnnotations(diffFindings)(sampleDiff, plain)],
    ['diff.gitlab.json', gitlabCodeQuality(diffFindings)(sampleDiff, plain)],
    ['lint.comment.md', lintMarkdown(sampleLint, plain)],
    ['lint.sarif', sarif(lintFindings)(sampleLint, plain)],
    ['lint.github.txt', githubAnnotations(lintFindings)(sampleLint, plain)],
    ['lint.gitlab.json', gitlabCodeQuality(lintFindings)(sampleLint, plain)],
  ])('reads as in the golden file %s', (name, text) => {
    const golden = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(golden)) {
      if (process.env.CI === 'true') throw new Error(`${golden} is missing`);
      writeFileSync(golden, text);
    }
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  it('says so when there is nothing', () => {
    const none: DiffVerdict = { ...sampleDiff, changes: [], settings: [], unknown: [], acceptances: [], equal: true };
    expect(githubAnnotations(diffFindings)(none, plain)).toBe('::debug::seccinch diff found nothing\n');
    expect(gitlabCodeQuality(diffFindings)(none, plain)).toBe('[]\n');
    expect(diffMarkdown({ ...none, gate: { failOn: 'added', fails: false } }, plain)).toContain(
      '\n✅ **No difference: both profiles decide every call alike.** The gate passes (`--fail-on added`).\n',
    );
    const settings = [
      { kind: 'default-action', before: { action: 'trap' }, after: { action: 'allow' }, calls: 9 },
    ] as const;
    expect(diffMarkdown({ ...none, settings, equal: false }, plain)).not.toContain('✅');
    expect(lintMarkdown({ ...sampleLint, findings: [], gate: { failOn: 'none', fails: false } }, plain)).toContain(
      '\n✅ **Nothing to mend in 2 profiles.**\n',
    );
  });
});

describe('many changes', () => {
  const many: DiffVerdict = {
    ...sampleDiff,
    changes: Array.from({ length: 1200 }, (_, index) => ({
      ...(sampleChanges[0] as (typeof sampleChanges)[number]),
      syscall: `syscall_${index}`,
      needs: [],
    })),
  };

  it('make a comment as long as GitHub takes, which says what it leaves out and how to see it', () => {
    const text = diffMarkdown(many, plain);
    const { code } = readMarkdown(text);
    const shown = code.filter((name) => name.startsWith('syscall_'));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
    expect(shown.slice(0, 15)).toEqual(many.changes.slice(0, 15).map(({ syscall }) => syscall));
    expect(text).toContain(
      `… ${1200 - shown.length} more left out, as a comment has to be short: see \`seccinch diff `,
    );
    // Small parts are whole all the same.
    expect(text).toContain('`frobnicate`');
    expect(text).toContain("for comparison, CRI-O's default");
  });

  it('make ten annotations of a kind, the last of which counts the others', () => {
    const lines = githubAnnotations(diffFindings)(many, plain).trimEnd().split('\n');
    const warnings = lines.filter((line) => line.startsWith('::warning'));
    expect(warnings).toHaveLength(10);
    // One warning is about the architectures, one about the allow-list.
    expect(warnings.at(-1)).toContain(`${1200 + 2 - 9} more like these`);
  });

  it('are cut to what GitHub shows of a SARIF file, the worst kept, and that is said', () => {
    const changes = Array.from({ length: 6000 }, (_, index) => ({
      ...(sampleChanges[index < 5000 ? 2 : 0] as (typeof sampleChanges)[number]),
      syscall: `syscall_${index}`,
    }));
    const [run] = JSON.parse(sarif(diffFindings)({ ...many, changes }, plain)).runs;
    expect(run.results).toHaveLength(5000);
    expect(run.results.filter(({ level }: { level: string }) => level === 'warning')).toHaveLength(1002);
    const [{ message }] = run.invocations[0].toolExecutionNotifications;
    expect(message.text).toBe('1004 more results are left out: GitHub shows 5000.');
  });
});

it('recognises findings when lines have moved, in SARIF and for GitLab', () => {
  const prints = (verdict: DiffVerdict): unknown => [
    JSON.parse(sarif(diffFindings)(verdict, plain)).runs[0].results.map(
      ({ partialFingerprints }: { partialFingerprints: object }) => partialFingerprints,
    ),
    JSON.parse(gitlabCodeQuality(diffFindings)(verdict, plain)).map(
      ({ fingerprint }: { fingerprint: string }) => fingerprint,
    ),
  ];
  fc.assert(
    fc.property(arbitraryDiffVerdict, fc.integer({ min: 1, max: 99 }), (verdict, lines) => {
      const changes = verdict.changes.map((change) =>
        change.line === undefined ? change : { ...change, line: change.line + lines },
      );
      expect(prints({ ...verdict, changes })).toEqual(prints(verdict));
    }),
  );
});

describe('the comment of a review', () => {
  const review = (count: number, diff: DiffVerdict = sampleDiff): ReviewVerdict => ({
    kind: 'review',
    revision: 'main',
    baseline: 'docker-default',
    profiles: Array.from({ length: count }, (_, index) => ({ path: `app-${index}.json`, change: 'changed', diff })),
    gate: { failOn: 'added', fails: true },
  });
  const headings = (text: string): number => text.match(/^#### /gm)?.length ?? 0;

  it('shows each profile as diff does', () => {
    const text = reviewMarkdown(review(2), plain);
    const [, ...lines] = diffMarkdown(sampleDiff, plain).split('\n');
    expect(headings(text)).toBe(2);
    expect(text).toContain(lines.join('\n'));
  });

  it('gives a long comparison what short ones leave of it', () => {
    const changes = Array.from({ length: 400 }, () => sampleChanges).flat();
    const [first, ...others] = review(3).profiles;
    const long = { ...review(1, { ...sampleDiff, changes }).profiles[0], path: 'long.json' } as typeof first;
    const text = reviewMarkdown(
      { ...review(0), profiles: [long, first, ...others].filter((one) => one !== undefined) },
      plain,
    );
    expect(headings(text)).toBe(4);
    expect(Buffer.byteLength(text)).toBeGreaterThan(mostBytes * 0.9);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
    const [, ...lines] = diffMarkdown(sampleDiff, plain).split('\n');
    expect(text.split(lines.join('\n'))).toHaveLength(4);
  });

  it.each([40, 100, 1000])('says what is left out of %i profiles', (count) => {
    const text = reviewMarkdown(review(count), plain);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
    const left = Number(/details of (\d+) left out/.exec(text)?.[1]);
    expect(headings(text) + left).toBe(count);
    expect(headings(text)).toBeGreaterThan(5);
    const rows = text.match(/^\| ❌ /gm)?.length ?? 0;
    expect(rows + Number(/(\d+) more profiles left out/.exec(text)?.[1] ?? 0)).toBe(count);
  });
});
