import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { lintSetting } from '../../src/cli/lint-for.ts';
import { yamlProfiles } from '../../src/dialects/read-yaml-profile.ts';
import { lintDocument } from '../../src/review/lint/lint-document.ts';
import { shippedBases } from '../policy/shipped-bases.ts';
import { rulesBroken } from '../review/lint/lint-text.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const plain = {
  defaultAction: 'SCMP_ACT_ERRNO',
  architectures: ['SCMP_ARCH_X86_64'],
  syscalls: [{ names: ['exit_group', 'read'], action: 'SCMP_ACT_ALLOW' }],
};

let cwd: string;
beforeEach(() => {
  cwd = temporaryFolder();
});

const lint = (...args: readonly string[]) => runCli(['lint', '--runtime', 'none', ...args], { cwd });

describe('lint', () => {
  test('does not pass over what is not even JSON in a folder, but over what is something else', async () => {
    mkdirSync(join(cwd, 'profiles'));
    writeFileSync(join(cwd, 'profiles/app.json'), JSON.stringify(plain));
    writeFileSync(join(cwd, 'profiles/package.json'), '{"name": "app"}');
    expect(await lint('profiles')).toMatchObject({ status: 0, stderr: expect.stringContaining('[profile-skipped]') });
    writeFileSync(join(cwd, 'profiles/broken.json'), '{"defaultAction": ');
    expect(await lint('profiles')).toMatchObject({ status: 2, stderr: expect.stringContaining('[profile-invalid]') });
  });

  test('mends the file that a link leads to, and leaves the link', async () => {
    const twice = { ...plain, syscalls: [{ names: ['exit_group', 'read', 'read'], action: 'SCMP_ACT_ALLOW' }] };
    writeFileSync(join(cwd, 'app.json'), JSON.stringify(twice));
    symlinkSync('app.json', join(cwd, 'current.json'));
    expect(await lint('--fix', 'current.json')).toMatchObject({ status: 0 });
    expect(lstatSync(join(cwd, 'current.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'app.json'), 'utf8')).toBe(JSON.stringify(plain));
  });

  test.each(['1e3', '1.5', '.inf', '.nan'])('tells %s as a value of a SeccompProfile', async (value) => {
    const text = [
      'apiVersion: security-profiles-operator.x-k8s.io/v1',
      'kind: SeccompProfile',
      'spec:',
      '  defaultAction: SCMP_ACT_ERRNO',
      '  architectures: [SCMP_ARCH_X86_64]',
      '  syscalls:',
      '  - names: [exit_group, read]',
      '    action: SCMP_ACT_ALLOW',
      `    args: [{index: 0, value: ${value}, op: SCMP_CMP_EQ}]`,
      '',
    ].join('\n');
    writeFileSync(join(cwd, 'app.yaml'), text);
    const { status, stdout } = await lint('app.yaml');
    expect([status, stdout]).toEqual([1, expect.stringContaining(`app.yaml:9:30  ${value}`)]);
  });

  test('takes keys in every way in which Go does, the long s for one', () => {
    expect(rulesBroken(JSON.stringify(plain).replace('"syscalls"', '"\u017fyscalls"'), { runtime: 'none' })).toEqual([
      'key-case',
    ]);
  });

  test('finds the rule that beats another one among however many for other containers', () => {
    const some = Array.from({ length: 1000 }, (_, at) => ({
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW',
      includes: { caps: [`CAP_${at}`] },
    }));
    const args = [{ index: 0, value: 38, op: 'SCMP_CMP_EQ' }];
    const beaten = { names: ['socket'], action: 'SCMP_ACT_KILL_PROCESS', args };
    const all = [...plain.syscalls, ...some, beaten, { names: ['socket'], action: 'SCMP_ACT_ALLOW' }];
    expect(rulesBroken(JSON.stringify({ ...plain, syscalls: all }))).toContain('conditional-beaten');
  });

  test('takes no sign before a 0, as Go does', () => {
    const text = JSON.stringify(plain).replace('"names"', '"errnoRet":-0,"names"').replace('ALLOW', 'ERRNO');
    expect(rulesBroken(text, { runtime: 'none' })).toContain('number-form');
  });

  test('never throws, whatever stands where', () => {
    const setting = lintSetting({ runtime: 'any' }, shippedBases);
    if (!setting.ok) throw new Error(setting.problem.kind);
    const scalar = fc.oneof(
      fc.constantFrom('SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO', 'SCMP_CMP_EQ', 'SCMP_CMP_MASKED_EQ', 'read', 'clone', 'x'),
      fc.constantFrom(
        'SCMP_ARCH_X86_64',
        'SCMP_ARCH_S390X',
        'CAP_CHOWN',
        '4.8',
        '',
        null,
        true,
        -1,
        0,
        7,
        2 ** 53,
        0.5,
      ),
    );
    const keys = fc.constantFrom(
      ...['defaultAction', 'defaultErrnoRet', 'architectures', 'archMap', 'architecture', 'subArchitectures', 'flags'],
      ...['syscalls', 'Syscalls', 'names', 'name', 'action', 'errno', 'errnoRet', 'args', 'index', 'value', 'valueTwo'],
      ...['op', 'includes', 'excludes', 'caps', 'arches', 'minKernel', 'listenerPath', 'listenerMetadata', 'spec'],
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        scalar,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(keys, tie('tree')),
      ),
    }));
    const header = { apiVersion: 'security-profiles-operator.x-k8s.io/v1', kind: 'SeccompProfile' };
    const rules = fc.array(fc.dictionary(keys, tree), { maxLength: 3 });
    fc.assert(
      fc.property(fc.dictionary(keys, tree), rules, fc.boolean(), (profile, syscalls, isYaml) => {
        const spec = { defaultAction: 'SCMP_ACT_ERRNO', ...profile, syscalls };
        // JSON is YAML.
        const read = yamlProfiles(JSON.stringify({ ...header, spec }), 'x');
        if (isYaml && read.ok) expect(lintDocument(read.value[0], undefined, setting.value)).toBeInstanceOf(Array);
        expect(rulesBroken(JSON.stringify(spec))).toBeInstanceOf(Array);
      }),
      { numRuns: 300 },
    );
  });
});
