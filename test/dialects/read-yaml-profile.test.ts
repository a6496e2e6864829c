import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readJsonProfile, readProfile } from '../../src/dialects/read-profile.ts';
import type { OciSeccomp } from '../../src/model/oci-seccomp.ts';
import { arbitraryCondition } from '../emit/arbitrary-profile.ts';
import { dataFolder, hasData } from '../kernel/source-data.ts';

const target = { capabilities: [], abi: 'x86_64' } as const;
const head = 'apiVersion: security-profiles-operator.x-k8s.io/v1\nkind: SeccompProfile\nmetadata:\n  name: app\n';

async function read(text: string) {
  return readProfile(text, 'p.yaml', target);
}

async function problemOf(text: string): Promise<unknown> {
  const found = await read(text);
  return found.ok ? undefined : found.problem;
}

const invalid = (what: unknown, line?: number) => ({
  kind: 'profile-invalid',
  source: 'p.yaml',
  what,
  ...(line && { line }),
});

describe('a SeccompProfile of the Security Profiles Operator', () => {
  test('is its spec, every digit kept, and says where everything stands', async () => {
    const text = `# made by hand
${head}spec:
  defaultAction: SCMP_ACT_ERRNO
  architectures: [SCMP_ARCH_X86_64]
  syscalls:
    - action: SCMP_ACT_ALLOW
      names:
        - read
        - "write"
    - action: SCMP_ACT_ALLOW
      names: [socket]
      args:
        - index: 0
          value: 18446744073709551615
          valueTwo: 0x10
          op: SCMP_CMP_MASKED_EQ
`;
    const found = await read(text);
    expect(found).toMatchObject({
      ok: true,
      value: {
        form: 'spo',
        plain: false,
        problems: [],
        profile: {
          defaultAction: 'SCMP_ACT_ERRNO',
          architectures: ['SCMP_ARCH_X86_64'],
          syscalls: [
            { names: ['read', 'write'], action: 'SCMP_ACT_ALLOW' },
            {
              names: ['socket'],
              args: [{ index: 0, value: 2n ** 64n - 1n, valueTwo: 16n, op: 'SCMP_CMP_MASKED_EQ' }],
            },
          ],
        },
        places: {
          defaultAction: { line: 7, column: 18 },
          rules: [
            {
              rule: { line: 10, column: 7 },
              names: [
                { line: 12, column: 11 },
                { line: 13, column: 11 },
              ],
            },
            { args: [{ value: { line: 18, column: 18 } }] },
          ],
        },
      },
    });
  });

  test('is found among other objects, in v1beta1 and as JSON, too', async () => {
    const old = head.replace('/v1', '/v1beta1');
    const many = `apiVersion: v1\nkind: Namespace\n---\n${old}spec: {defaultAction: SCMP_ACT_LOG}\n---\n`;
    expect(await read(many)).toMatchObject({ ok: true, value: { profile: { defaultAction: 'SCMP_ACT_LOG' } } });
    const json = JSON.stringify({
      apiVersion: 'security-profiles-operator.x-k8s.io/v1',
      kind: 'SeccompProfile',
      spec: { defaultAction: 'SCMP_ACT_LOG', state: 'Enabled' },
    });
    expect(await read(json)).toMatchObject({ ok: true, value: { form: 'spo', problems: [] } });
  });

  test('tells the base profile, whose rules it lacks', async () => {
    expect(await read(`${head}spec:\n  defaultAction: SCMP_ACT_LOG\n  baseProfileName: runc-v1.4.2\n`)).toMatchObject({
      ok: true,
      value: { problems: [{ kind: 'base-profile-missing', source: 'p.yaml', line: 7, what: 'runc-v1.4.2' }] },
    });
  });

  test('has anchors, but does not grow out of them without bounds', async () => {
    const some = `${head}spec:\n  defaultAction: &a SCMP_ACT_LOG\n  syscalls:\n    - {names: [read], action: *a}\n`;
    expect(await read(some)).toMatchObject({
      ok: true,
      value: { profile: { syscalls: [{ action: 'SCMP_ACT_LOG' }] } },
    });
    const levels = Array.from(
      { length: 9 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`,
    );
    expect(await problemOf(`${head}a0: &a0 x\n${levels.join('\n')}\n`)).toEqual(
      invalid('more values than any profile has', expect.any(Number) as unknown as number),
    );
    expect(await problemOf(`${head}spec: &s\n  x: *s\n`)).toEqual(invalid('nested too deep', 6));
    expect(await problemOf(`${head}spec: *nowhere\n`)).toMatchObject({ kind: 'profile-invalid', line: 5 });
    // Deeper than the stack of the parser of YAML.
    const deep = `${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect(await problemOf(`${head}spec: ${deep}\n`)).toEqual(invalid('nested too deep', 5));
  });

  test('refuses at once what is nested a million times, and takes brackets that are text', async () => {
    for (const opening of ['[', '- ', '{a: ', '? '])
      expect(await problemOf(`${head}spec:\n  ${opening.repeat(1_000_000)}\n`)).toEqual(invalid('nested too deep', 6));
    const text = '[{- '.repeat(200);
    for (const quoted of [`"${text}"`, `'${text}'`, `|\n    ${text}`, `x # ${text}`])
      expect(await read(`${head}  note: ${quoted}\nspec: {defaultAction: SCMP_ACT_LOG}\n`)).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, number?]>([
    ['kind: Pod\nspec: {}\n', 'YAML, without a SeccompProfile in it'],
    [head, 'spec: missing', 1],
    [`${head}spec: []\n`, 'spec: not an object', 5],
    [`${head}spec:\n  defaultAction: NO\n`, 'defaultAction: not a string', 6],
    [`${head}spec: {}\n---\n${head}spec: {}\n`, 'a second SeccompProfile: only one a file', 7],
    [`${head}spec: {\n`, expect.stringMatching(/^not YAML: /), 6],
    [`${head}? [a]\n: b\n`, 'a key that is not a string', 5],
    [`kind: ${'x'.repeat(5_000_000)}`, 'longer than any object of Kubernetes'],
  ])('refuses %.80j', async (text, what, line) => {
    expect(await problemOf(text)).toEqual(invalid(what, line));
  });

  test('is the same as its JSON', async () => {
    const profile: fc.Arbitrary<OciSeccomp> = fc.record({
      defaultAction: fc.constantFrom('SCMP_ACT_LOG', 'SCMP_ACT_ERRNO'),
      syscalls: fc.array(
        fc.record({
          names: fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
          action: fc.constant('SCMP_ACT_ALLOW' as const),
          args: fc.array(arbitraryCondition, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(profile, async (spec) => {
        const manifest = { apiVersion: 'security-profiles-operator.x-k8s.io/v1', kind: 'SeccompProfile', spec };
        const yaml = await read(stringify(manifest, { version: '1.1' }));
        const text = JSON.stringify(manifest, (_, value) => (typeof value === 'bigint' ? `#${value}#` : value));
        const json = readJsonProfile(text.replaceAll(/"#([0-9]+)#"/g, '$1'), 'p', target);
        expect(yaml.ok && yaml.value.profile).toEqual(json.ok && json.value.profile);
        expect(yaml.ok && yaml.value.profile).toEqual(spec);
      }),
    );
  });

  test('never throws', async () => {
    const piece = fc.constantFrom(
      ': ',
      '- ',
      '&a ',
      '*a',
      '[',
      ']',
      '{',
      '}',
      '\n',
      '  ',
      'x',
      '"',
      '!!int ',
      '|\n',
      '? ',
      '0',
      '<<',
      '%',
      '\t',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        expect(typeof (await read(`${head}spec: ${pieces.join('')}`)).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });

  test
    .skipIf(!hasData)
    .each(['runc', 'crun'].flatMap((one) => ['v0.8.4', 'v0.9.1', 'v1.0.0'].map((v) => `spo-${v}-${one}`)))(
    '%s is read',
    async (name) => {
      const text = readFileSync(join(dataFolder, `runtime-base/spo-baseprofiles/${name}.yaml`), 'utf8');
      expect(await read(text)).toMatchObject({ ok: true, value: { form: 'spo', problems: [] } });
    },
  );
});
