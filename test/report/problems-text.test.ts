import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { reportJson } from '../../src/report/json.ts';
import { problemsText } from '../../src/report/problems-text.ts';

const plain = { color: false, width: 80, verbose: false };

function sampled(sample: string): Problem {
  return { kind: 'not-an-event', source: 'app.ndjson', line: 7, sample };
}

describe('problemsText', () => {
  it('shows the sample on a line of its own, between the problem and what to do', () => {
    const lines = problemsText([sampled('{"a":1}'), sampled('{"b":2}')], plain).split('\n');
    expect(lines[0]).toBe('warning: app.ndjson:7: JSON, but no event of Tracee');
    expect(lines[1]).toBe('  | {"a":1}');
    expect(lines[2]).toMatch(/^ {2}Look at that line/);
    expect(lines).toContain('  | {"b":2}');
    expect(lines.at(-2)).toBe('  | {"b":2}');
  });

  it('cuts it to the width, and lets nothing through that a terminal would obey', () => {
    const text = problemsText([sampled(`\u001b[31m\r\n\u202e${'x'.repeat(200)}`)], plain);
    const line = text.split('\n').find((one) => one.startsWith('  | ')) ?? '';
    expect(line).toMatch(/^ {2}\| \\x1b\[31m\\x0d\\x0a\\u\{202e\}x+…$/);
    expect(line).toHaveLength(80);
  });

  it('paints it like what is said beside', () => {
    expect(problemsText([sampled('x')], { ...plain, color: true })).toContain('  \u001b[2m| x\u001b[22m\n');
  });
});

describe('reportJson', () => {
  it('has the sample as it was found', () => {
    const json = reportJson({ verdict: { kind: 'x' }, problems: [sampled('\u001b[31m"\\')] }, true);
    expect(JSON.parse(json).problems[0]).toMatchObject({ kind: 'not-an-event', sample: '\u001b[31m"\\' });
  });
});
