import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRecording } from '../../src/model/format-recording.ts';
import { recordingJsonSchema } from '../../src/model/recording-json-schema.ts';
import { arbitraryRecording } from './arbitrary-recording.ts';

const published = readFileSync(new URL('../../schema/recording.v1.schema.json', import.meta.url), 'utf8');

test('the published JSON Schema is the one of the code (else: npm run build && node scripts/generate-schemas.mjs)', () => {
  expect(`${JSON.stringify(recordingJsonSchema(), null, 2)}\n`).toBe(published);
});

test('every recording fits it, and something else does not', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published));
  fc.assert(
    fc.property(arbitraryRecording(), (recording) => {
      expect(validate(JSON.parse(formatRecording(recording))) ? [] : validate.errors).toEqual([]);
    }),
    { numRuns: 50 },
  );
  expect(validate({ format: 'seccinch-recording', version: 1 })).toBe(false);
  const withCall = (call: object) => ({
    format: 'seccinch-recording',
    version: 1,
    subject: { kind: 'command', name: 'app' },
    runs: 1,
    origins: [],
    endings: [],
    gaps: [],
    abis: [{ abi: 'x86_64', syscalls: [{ name: 'read', ...call }] }],
    capabilities: [],
  });
  expect(validate(withCall({ calls: 0 }))).toBe(false);
  expect(validate(withCall({ calls: 0, entered: 1 }))).toBe(true);
  expect(validate(withCall({ calls: 0, refused: [{ by: 'audit', times: 1 }] }))).toBe(true);
});
