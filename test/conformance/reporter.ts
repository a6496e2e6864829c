import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/report/printable.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { readMarkdown } from './read-markdown.ts';
import { readWorkflowCommands } from './read-workflow-commands.ts';
import { sarifErrors } from './sarif-schema.ts';

/** Fails where something in a text of its format came to life. */
export type FormatCheck = (text: string) => void;

const contexts: fc.Arbitrary<ReportContext> = fc.record({
  color: fc.boolean(),
  width: fc.constantFrom(40, 80, 200),
  verbose: fc.boolean(),
  version: fc.constant('1.2.3'),
});

/** By the name of the format: what a real reader of it must find, whatever was in the verdict. */
export const formatChecks: ReadonlyMap<string, FormatCheck> = new Map([
  ['markdown', checkMarkdown],
  ['sarif', checkSarif],
  ['github', checkGithub],
  ['gitlab', checkGitlab],
  ['json', checkJson],
  ['text', () => undefined],
  ['html', checkHtml],
]);

/**
 * What every reporter must do.
 * @param format its name, a key of `formatChecks`
 */
export function describeReporter<V extends object>(
  format: string,
  report: (verdict: V, context: ReportContext) => string,
  verdicts: fc.Arbitrary<V>,
): void {
  const check = formatChecks.get(format);
  describe(`${format}, as every reporter`, () => {
    it('is inert, whatever names are like', () => {
      fc.assert(
        fc.property(verdicts, contexts, (verdict, context) => {
          const text = report(verdict, context);
          expect(context.color ? text.replace(/\u001b\[\d+m/g, '') : text).not.toMatch(hidden);
          expect(text).not.toMatch(halfCharacter);
          if (format !== 'github') expect(readWorkflowCommands(text, true)).toEqual([]);
          check?.(text);
        }),
        { numRuns: 300 },
      );
    });

    it('is the same text for the same verdict, which it leaves alone, and ends in one newline', () => {
      fc.assert(
        fc.property(verdicts, contexts, (verdict, context) => {
          const before = structuredClone(verdict);
          const text = report(verdict, context);
          expect(verdict).toEqual(before);
          expect(report(before, context)).toBe(text);
          expect(text).toMatch(/[^\n]\n$/);
        }),
      );
    });
  });
}

const halfCharacter = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

// What moves a cursor, hides text or changes its order.
const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

// Chromium reads pages in test/report/html/; here every `<` has to begin one of our own tags.
function checkHtml(text: string): void {
  const markup = text.replace(/<(style|script)>.*?<\/\1>/gs, '');
  const starts = markup.match(/<[^\s>]*/g) ?? [];
  expect(starts.filter((start) => !/^<(?:!doctype|\/?[a-z]+[1-4]?)$/.test(start))).toEqual([]);
  expect(starts.filter((start) => /^<\/?(?:script|style|img|iframe|form|base|object|embed)$/.test(start))).toEqual([]);
}

const ownTags =
  /^<(?:\/?(?:p|h4|strong|table|thead|tbody|tr|th|td|ul|li|code|details|summary)|br|a href="https:\/\/www\.cve\.org\/CVERecord\?id=CVE-\d{4}-\d{4,7}"|\/a)>$/;

function checkMarkdown(text: string): void {
  const { tags, comments, active } = readMarkdown(text);
  expect(tags.filter((tag) => !ownTags.test(tag))).toEqual([]);
  expect(unbalanced(tags)).toEqual([]);
  expect(comments).toHaveLength(1);
  expect(text).toMatch(/^<!-- seccinch:(?:diff|lint|review)[ \w./%~-]* -->\n[^\n]*\*\*/);
  // Mentions, references to issues and commits, emoji by name, addresses, formulas: GitHub makes them of text, not of code.
  expect(active).not.toMatch(/@|#|\bGH-\d|:\w+:|:\/\/|www\.|\$|\b[0-9a-f]{7,}\b|javascript:/i);
  expect(new TextEncoder().encode(text).length).toBeLessThan(65_536);
  // A row with more cells than its head would lose them.
  for (const [head, ...rows] of tablesOf(text)) for (const row of rows) expect(cells(row)).toBe(cells(head ?? ''));
}

function tablesOf(text: string): readonly (readonly string[])[] {
  return text.split('\n\n').flatMap((block) => {
    const rows = block.split('\n').filter((line) => line.startsWith('|'));
    return rows.length === 0 ? [] : [rows];
  });
}

function cells(row: string): number {
  return row.split('|').length;
}

function unbalanced(tags: readonly string[]): readonly string[] {
  const open: string[] = [];
  for (const tag of tags) {
    const name = /^<\/?(\w+)/.exec(tag)?.[1] ?? '';
    if (name === 'br') continue;
    if (!tag.startsWith('</')) open.push(name);
    else if (open.at(-1) === name) open.pop();
    else open.push(tag);
  }
  return open;
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly locations?: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

function checkSarif(text: string): void {
  const log = JSON.parse(text);
  expect(sarifErrors(log)).toEqual([]);
  const [{ tool, results, automationDetails }] = log.runs as [
    { tool: { driver: { rules: { id: string }[] } }; results: SarifResult[]; automationDetails: { id: string } },
  ];
  expect(automationDetails.id).toMatch(/^[\w./%~-]+\/$/);
  for (const { ruleId, ruleIndex, message, locations = [] } of results) {
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    // Brackets and braces are links and arguments in SARIF.
    expect(message.text).not.toMatch(/[[\]{}]/);
    expect(message.text).toBe(printable(message.text, 1024));
    for (const { physicalLocation } of locations) expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w./%~-]*$/);
  }
  const prints = results.map(({ partialFingerprints }) => partialFingerprints['seccinch/v1']);
  expect(new Set(prints).size).toBe(results.length);
}

function checkGithub(text: string): void {
  const lines = text.slice(0, -1).split('\n');
  const commands = readWorkflowCommands(text);
  expect(commands).toHaveLength(lines.length);
  for (const { name, properties, message } of commands) {
    expect(['error', 'warning', 'notice', 'debug']).toContain(name);
    expect([...properties.keys()].filter((key) => !['file', 'line', 'col', 'title'].includes(key))).toEqual([]);
    for (const key of ['line', 'col']) expect(properties.get(key) ?? '1').toMatch(/^\d+$/);
    expect(message).not.toMatch(/[\r\n]/);
    expect(commands.filter((command) => command.name === name).length).toBeLessThanOrEqual(10);
  }
}

function checkGitlab(text: string): void {
  const issues = JSON.parse(text) as Record<string, unknown>[];
  for (const issue of issues) {
    expect(issue).toMatchObject({
      description: expect.stringMatching(/./),
      check_name: expect.stringMatching(/^seccinch\/./),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: expect.stringMatching(/^(?:info|major|critical)$/),
      location: { path: expect.any(String), lines: { begin: expect.any(Number) } },
    });
  }
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
}

function checkJson(text: string): void {
  expect(JSON.parse(text)).toMatchObject({ version: expect.any(Number), kind: expect.any(String) });
}
