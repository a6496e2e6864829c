import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { allowListJsonSchema, diffJsonSchema, reviewJsonSchema } from '../../src/model/diff-json-schema.ts';

const published = (name: string) =>
  readFileSync(new URL(`../../schema/${name}.v1.schema.json`, import.meta.url), 'utf8');

describe('the published JSON Schemas', () => {
  it.each([
    ['diff', diffJsonSchema],
    ['review', reviewJsonSchema],
    ['allow-list', allowListJsonSchema],
  ])('%s is the one of the code (else: npm run build && node scripts/generate-schemas.mjs)', (name, schema) => {
    expect(`${JSON.stringify(schema(), null, 2)}\n`).toBe(published(name));
  });

  it('take an allow-list, and none whose entries lack something', () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published('allow-list')));
    const entry = { syscall: 'ptrace', owner: 'ada', reason: 'crash reporter', expires: '2027-01-31' };
    expect(validate({ version: 1, accepted: [entry, { ...entry, profile: 'a/*.json' }] })).toBe(true);
    expect(validate({ version: 1, accepted: [{ ...entry, expires: 'soon' }] })).toBe(false);
    expect(validate({ version: 1, accepted: [{ ...entry, expire: '2027-01-31' }] })).toBe(false);
    expect(validate({ accepted: [] })).toBe(false);
  });
});
