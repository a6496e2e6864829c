import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
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

/** The same with a name twice, which can be mended. */
const twice = { ...plain, syscalls: [{ names: ['exit_group', 'read', 'read'], action: 'SCMP_ACT_ALLOW' }] };

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
    writeFileSync(join(cwd, 'app.json'), JSON.stringify(twice));
    symlinkSync('app.json', join(cwd, 'current.json'));
    expect(await lint('--fix', 'current.json')).toMatchObject({ status: 0 });
    expect(lstatSync(join(cwd, 'current.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'app.json'), 'utf8')).toBe(JSON.stringify(plain));
  });

  test('leaves mode, owner and group of what it mends as they are', async () => {
    const file = join(cwd, 'app.json');
    for (const [mode, owner] of [
      [0o640, 1234],
      [0o755, 0],
      [0o600, 0],
    ] as const) {
      writeFileSync(file, JSON.stringify(twice));
      chmodSync(file, mode);
      chownSync(file, owner, 4321);
      expect(await lint('--fix', 'app.json')).toMatchObject({ status: 0 });
      const { uid, gid, mode: after } = statSync(file);
      expect([uid, gid, after & 0o7777]).toEqual([owner, 4321, mode]);
      expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(plain));
    }
  });

  test('leaves alone what its user may not write, in a folder where it may', async () => {
    const file = join(cwd, 'app.json');
    chownSync(cwd, 1234, 1234);
    writeFileSync(file, JSON.stringify(twice));
    const run = () => runCli(['lint', '--runtime', 'none', '--fix', 'app.json'], { cwd, uid: 1234 });
    expect(await run()).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/EACCES[\s\S]*\[output-unwritable\]/),
    });
    expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(twice));
    chmodSync(file, 0o666);
    expect(await run()).toMatchObject({ status: 0 });
    expect([statSync(file).uid, statSync(file).mode & 0o777]).toEqual([1234, 0o666]);
  });

  test.each(['--fix', '--fix app.json'])('leaves bytes alone that are no UTF-8: %s', async (words) => {
    const comment = Buffer.from('{"comment":\n "caf\u00e9",', 'latin1');
    const bytes = Buffer.concat([comment, Buffer.from(JSON.stringify(twice).slice(1))]);
    writeFileSync(join(cwd, 'latin.json'), bytes);
    writeFileSync(join(cwd, 'app.json'), JSON.stringify(twice));
    const ran = await lint(...words.split(' '), 'latin.json');
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('latin.json:2') });
    expect(ran.stderr).toContain('[fix-needs-utf8]');
    expect(ran.stdout).toContain('read');
    expect(readFileSync(join(cwd, 'latin.json')).equals(bytes)).toBe(true);
    expect(readFileSync(join(cwd, 'app.json'), 'utf8')).toBe(JSON.stringify(words === '--fix' ? twice : plain));
    // The character that such bytes are read as is one like any other.
    const utf8 = JSON.stringify({ comment: '\uFFFD', ...twice });
    writeFileSync(join(cwd, 'latin.json'), utf8);
    await lint(...words.split(' '), 'latin.json');
    expect(readFileSync(join(cwd, 'latin.json'), 'utf8')).toBe(utf8.replace('"read","read"', '"read"'));
  });

  test('does not mend what is no file', async () => {
    const ran = await runCli(['lint', '--fix', '-'], { cwd, stdin: JSON.stringify(twice) });
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('[fix-needs-file]') });
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    const written = writeFile(join(cwd, 'fifo'), JSON.stringify(twice));
    expect(await lint('--fix', 'fifo')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[fix-needs-file]'),
    });
    await written;
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
