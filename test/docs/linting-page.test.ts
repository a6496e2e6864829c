import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isKnownSyscall } from '../../src/kernel/syscalls.ts';
import { problemKinds } from '../../src/model/problem-kinds.ts';
import { lintRulePage } from '../../src/report/lint-rule-page.ts';
import { lintRule, lintRuleIds } from '../../src/review/lint/lint-rules.ts';

it('docs/linting.md has all rules, as the table has them (else: npm run generate)', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/linting.md', import.meta.url)), 'utf8');
  const rules = page.slice(page.indexOf('\n## ') + 1);
  expect(rules).toBe(lintRuleIds.map((id) => lintRulePage(lintRule(id))).join('\n'));
});

it('can be explained by its id, as nothing else has it', () => {
  const other = new Set(Object.keys(problemKinds));
  expect(lintRuleIds.filter((id) => other.has(id) || isKnownSyscall(id))).toEqual([]);
});

it('says each thing in a sentence, and a title without a full stop', () => {
  for (const { title, why, fix, reference } of lintRuleIds.map(lintRule)) {
    expect(title).not.toMatch(/\.$/);
    for (const sentence of [why, fix]) expect(sentence).toMatch(/[^.]\.$/);
    expect(reference).not.toBe('');
  }
});
