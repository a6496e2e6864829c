import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { parseExactJson } from '../../src/model/exact-json.ts';
import { dataFolder } from '../kernel/source-data.ts';
import { rulesBroken } from '../review/lint/lint-text.ts';
import { outOfRange, pruned, specSchemas } from './crd-schema.ts';
import { crunHere } from './crun-here.ts';
import { outcome } from './lint-outcome.ts';
import { spoCases } from './lint-spo-cases.ts';
import { requireMachine } from './machine.ts';
import { buildRegisterProbe } from './register-probe.ts';

// No API server and no operator run here. What the first keeps of an object is worked out with the operator's own
// CustomResourceDefinitions; what runtimes do with that is seen.
const schemas = ['v0.10.1', 'v1.0.0'].flatMap((release) => {
  const file = join(dataFolder, `spo-crd-seccompprofile-${release}.yaml`);
  const found = existsSync(file) ? specSchemas(readFileSync(file, 'utf8')) : [];
  return found.map(([version, schema]) => [release, version, schema] as const);
});
let probe: ReturnType<typeof buildRegisterProbe>;

beforeAll(() => {
  requireMachine(['crun', 'gcc', 'unshare']);
  probe = buildRegisterProbe();
});

function manifest(spec: string): string {
  return `{"apiVersion": "security-profiles-operator.x-k8s.io/v1", "kind": "SeccompProfile", "spec": ${spec}}`;
}

describe.each(Object.entries(spoCases))('%s', (rule, { bad, clean, kept, calls, says, does, cleanDoes }) => {
  it('is found in the one, and nothing in the other', () => {
    expect(rulesBroken(manifest(bad))).toContain(rule);
    expect(rulesBroken(manifest(clean))).toEqual([]);
  });

  it.each([
    ['runc', runc],
    ['crun', crunHere],
  ] as const)('is what %s does with what is kept, and not with the plain file', async (_, runtime) => {
    expect(outcome(await probe(runtime, bad, calls))).toBe(says);
    if (typeof kept === 'string') expect(outcome(await probe(runtime, kept, calls))).toBe(does);
    expect(outcome(await probe(runtime, clean, calls))).toBe(cleanDoes);
  });

  it.runIf(schemas.length > 0).each(schemas)('is what the schema of %s makes of it, in %s', (_, _version, schema) => {
    const spec = parseExactJson(bad);
    expect(outOfRange(spec, schema, 'spec')).toEqual(typeof kept === 'string' ? [] : kept);
    expect(pruned(spec, schema)).toEqual(typeof kept === 'string' ? parseExactJson(kept) : spec);
    const asItShouldBe = parseExactJson(clean);
    expect(outOfRange(asItShouldBe, schema, 'spec')).toEqual([]);
    expect(pruned(asItShouldBe, schema)).toEqual(asItShouldBe);
  });
});
