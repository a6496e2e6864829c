import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { lintJsonSchema } from '../../src/model/lint-json-schema.ts';
import { reportJson } from '../../src/report/json.ts';
import { lintVerdict } from '../../src/review/lint/lint-summary.ts';
import { lintCases } from '../enforce/lint-cases.ts';
import { findingsOf } from '../review/lint/lint-text.ts';

const published = readFileSync(new URL('../../schema/lint.v1.schema.json', import.meta.url), 'utf8');

it('is the one of the code (else: npm run build && node scripts/generate-schemas.mjs)', () => {
  expect(`${JSON.stringify(lintJsonSchema(), null, 2)}\n`).toBe(published);
});

it('fits what lint prints of every rule, and nothing else', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published));
  const files = Object.entries(lintCases).map(([source, { bad, wish }]) => {
    return { source, path: `profiles/${source}.json`, found: findingsOf(bad, wish), mended: 1 };
  });
  const printed = reportJson(
    { verdict: lintVerdict(files, 'warning'), problems: [{ kind: 'profile-skipped', source: 'x' }] },
    false,
  );
  expect(validate(JSON.parse(printed)) ? [] : validate.errors).toEqual([]);
  expect(validate({ ...JSON.parse(printed), gate: {} })).toBe(false);
  expect(validate({ version: 1, kind: 'diff' })).toBe(false);
});
