import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const recording = fileURLToPath(new URL('inputs/web.recording.json', import.meta.url));

/** A name that would do something in a shell, a workflow, a terminal, Markdown and git's own output. */
const hostile = 'a b\n::error::$(touch pwned)`"\'\u001b[31m|@x.seccomp.json';

function profile(...names: readonly string[]): string {
  const rule = { names, action: 'SCMP_ACT_ALLOW' };
  return `${JSON.stringify({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38, architectures: ['SCMP_ARCH_X86_64'], syscalls: [rule] }, null, 1)}\n`;
}

const schema = fileURLToPath(new URL('../../schema/review.v1.schema.json', import.meta.url));
const isReview = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(schema, 'utf8')));

let folder: string;

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: folder, stdio: 'pipe' });
}

function put(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

function review(...args: readonly string[]) {
  return runCli(['review', ...args], { cwd: folder });
}

async function reviewed(...args: readonly string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await review('-o', 'json', ...args);
  expect(stderr).toBe('');
  const verdict = JSON.parse(stdout) as { profiles: { path: string; change: string }[] };
  expect(isReview(verdict), JSON.stringify(isReview.errors)).toBe(true);
  const { profiles } = verdict;
  return Object.fromEntries(profiles.map(({ path, change }) => [path, change]));
}

beforeEach(() => {
  folder = temporaryFolder();
  git('init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'deploy'));
  for (const name of ['same', 'deploy/app', 'old-name', 'gone']) put(`${name}.seccomp.json`, profile('read', name));
  put('other.json', profile('read'));
  put('broken.seccomp.json', '{');
  git('add', '.');
  git('commit', '-q', '-m', 'before');
});

describe('seccinch review', () => {
  it('says that nothing changed, and passes', async () => {
    expect(await review('HEAD')).toMatchObject({ status: 0, stderr: '', stdout: 'No profile changed, since HEAD\n' });
    expect((await review('HEAD', '-o', 'markdown')).stdout).toBe(
      '<!-- seccinch:review -->\n✅ **No profile changed.** The gate passes (`--fail-on added`).\n',
    );
  });

  it('finds what was changed, added, renamed, removed and mended, tracked by git or not, whatever its name', async () => {
    put('deploy/app.seccomp.json', profile('read', 'write'));
    renameSync(join(folder, 'old-name.seccomp.json'), join(folder, hostile));
    rmSync(join(folder, 'gone.seccomp.json'));
    put('broken.seccomp.json', profile('read'));
    put('other.json', profile('read', 'write'));
    git('add', '-A');
    put('new.seccomp.json', profile('read'));
    const all = {
      'broken.seccomp.json': 'mended',
      'deploy/app.seccomp.json': 'changed',
      'gone.seccomp.json': 'removed',
      'new.seccomp.json': 'added',
      [hostile]: 'renamed',
    };
    expect(await reviewed('HEAD')).toEqual(all);
    expect(await reviewed('HEAD', 'deploy', '*other.json')).toEqual({
      'deploy/app.seccomp.json': 'changed',
      'other.json': 'changed',
    });
    git('commit', '-q', '-m', 'after');
    expect(await reviewed('HEAD~1')).toEqual(all);
    for (const format of ['text', 'markdown', 'sarif', 'github', 'gitlab']) {
      const { status, stdout } = await review('HEAD~1', '-o', format);
      expect([format, status]).toEqual([format, 1]);
      expect(stdout).not.toMatch(/\u001b\[31m|^::error::/m);
    }
  });

  it('names paths as seen from where it runs', async () => {
    put('deploy/app.seccomp.json', profile('read', 'write'));
    put('same.seccomp.json', profile('read', 'write'));
    const { stdout } = await runCli(['review', 'HEAD', '-o', 'json'], { cwd: join(folder, 'deploy') });
    const [{ path, diff }, ...others] = JSON.parse(stdout).profiles;
    expect([path, diff.old.label, others]).toEqual(['app.seccomp.json', 'HEAD:app.seccomp.json', []]);
  });

  it('has a changed setting looked at, also where no call is listed', async () => {
    put('same.seccomp.json', profile('read', 'same').replace('SCMP_ACT_ERRNO', 'SCMP_ACT_ALLOW'));
    put(
      'gone.seccomp.json',
      profile('read', 'gone').replace('"SCMP_ARCH_X86_64"', '"SCMP_ARCH_X86_64", "SCMP_ARCH_X86"'),
    );
    put('old-name.seccomp.json', profile('read'));
    const { stdout, status } = await review('HEAD');
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^3 profiles changed: 2 to look at, since HEAD\n/)]);
  });

  it('has the gate of diff for each, and one more for removed profiles', async () => {
    put('deploy/app.seccomp.json', profile('read', 'write'));
    const entry = { syscall: 'write', profile: 'deploy/*', owner: 'shop', reason: 'logs', expires: '9999-12-31' };
    put('accepted.json', JSON.stringify({ version: 1, accepted: [entry] }));
    expect(await review('HEAD')).toMatchObject({ status: 1 });
    expect(await review('HEAD', '--allow-list', 'accepted.json')).toMatchObject({ status: 0 });
    expect(await review('HEAD', '--fail-on', 'none')).toMatchObject({ status: 0 });
    put('deploy/app.seccomp.json', profile('read', 'deploy/app'));
    rmSync(join(folder, 'gone.seccomp.json'));
    for (const [level, status] of [
      ['added', 0],
      ['risky', 0],
      ['removed', 1],
      ['any', 1],
    ] as const) {
      expect([level, (await review('HEAD', '--fail-on', level)).status]).toEqual([level, status]);
    }
  });

  it('points at the line of the allow-list, once for all profiles', async () => {
    put('deploy/app.seccomp.json', profile('read', 'write', 'deploy/app'));
    put('same.seccomp.json', profile('read', 'mkdir', 'same'));
    const entry = (syscall: string, expires: string) => JSON.stringify({ syscall, owner: 'o', reason: 'r', expires });
    const [used, idle, old] = [entry('write', '9999-12-31'), entry('bpf', '9999-12-31'), entry('mkdir', '2020-01-31')];
    put('deploy/accepted.json', `{"version": 1, "accepted": [\n${used},\n${idle},\n${old}\n]}`);
    const tell = async (allowList: string, format: string) =>
      (await review('HEAD', '--allow-list', allowList, '-o', format)).stdout;
    const annotations = (await tell('./deploy/accepted.json', 'github')).match(/^.*of the allow-list.*$/gm);
    expect(annotations).toEqual([
      expect.stringMatching(/^::warning file=deploy\/accepted\.json,line=4,.*mkdir/),
      expect.stringMatching(/^::notice file=deploy\/accepted\.json,line=3,.*bpf/),
    ]);
    const issues = JSON.parse(await tell('deploy/accepted.json', 'gitlab')) as Record<string, object>[];
    expect(issues.filter(({ check_name: name }) => String(name).startsWith('seccinch/acceptance-'))).toMatchObject([
      { location: { path: 'deploy/accepted.json', lines: { begin: 4 } } },
      { location: { path: 'deploy/accepted.json', lines: { begin: 3 } } },
    ]);
    const { results } = JSON.parse(await tell('deploy/accepted.json', 'sarif')).runs[0];
    const expired = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'seccinch/acceptance-expired');
    expect(expired.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'deploy/accepted.json' },
      region: { startLine: 4 },
    });
    const elsewhere = join(temporaryFolder(), 'accepted.json');
    copyFileSync(join(folder, 'deploy/accepted.json'), elsewhere);
    expect(await tell(elsewhere, 'github')).toMatch(/^::warning title=.*::Line 4 of the allow-list is out of date/m);
  });

  it('tells who needs a call, by the recording beside the profile', async () => {
    put('web.seccomp.json', profile('read'));
    git('add', '.');
    git('commit', '-q', '-m', 'web');
    put('web.seccomp.json', profile('read', 'write'));
    copyFileSync(recording, join(folder, 'web.recording.json'));
    const { profiles } = JSON.parse((await review('HEAD', '-o', 'json')).stdout);
    expect(profiles[0].diff.changes[0]).toMatchObject({ syscall: 'write', needs: [{ subject: 'web' }] });
  });

  it('compares a new profile with the baseline, and tells nobody what it refuses beyond that', async () => {
    put('new.seccomp.json', profile('read', 'bpf'));
    const { stdout, status } = await review('HEAD', '-o', 'github');
    expect([status, stdout]).toEqual([1, expect.stringMatching(/title=seccinch%3A newly allowed%2C and risky::bpf/)]);
    expect(stdout).not.toContain('newly refused::');
    expect(await review('HEAD', '--baseline', 'new.seccomp.json')).toMatchObject({ status: 0 });
  });

  it.each([
    ['an unknown revision', ['nowhere'], 'git knows no such revision'],
    ['an option in place of one', ['--', '--output=pwned'], 'git knows no such revision'],
    ['a folder of one', ['HEAD:deploy'], 'git knows no such revision'],
    ['a path outside', ['HEAD', '/etc'], 'git does not do what was asked'],
    ['an allow-list that is none', ['HEAD', '--allow-list', 'broken.seccomp.json'], 'allow-list'],
  ])('refuses %s', async (_, args, words) => {
    const { status, stdout, stderr } = await review(...args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
  });

  it('refuses what is no profile now, naming each, and follows no link', async () => {
    put('same.seccomp.json', '{"a": 1}');
    put('gone.seccomp.json', '[');
    rmSync(join(folder, 'old-name.seccomp.json'));
    symlinkSync('/dev/zero', join(folder, 'old-name.seccomp.json'));
    const { status, stdout, stderr } = await review('HEAD', '-O', 'out.txt');
    expect([status, stdout]).toEqual([2, '']);
    for (const name of ['same', 'gone', 'old-name']) expect(stderr).toContain(`${name}.seccomp.json`);
    expect(() => readFileSync(join(folder, 'out.txt'))).toThrow('ENOENT');
  });

  it('warns of a dialect that is new, and reads as Kubernetes does where that is asked for', async () => {
    const gated = JSON.parse(profile('read', 'deploy/app'));
    gated.syscalls.push({ names: ['bpf'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_SYS_ADMIN'] } });
    put('deploy/app.seccomp.json', JSON.stringify(gated));
    const silent = await review('main', 'deploy');
    expect(silent.status).toBe(1);
    expect(silent.stderr).toContain('[profile-dialect-changed]');
    const told = await review('--for', 'kubernetes', 'main', 'deploy');
    expect(told.status).toBe(1);
    expect(told.stdout).toContain('! bpf');
  });

  it('says where there is no repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    const { status, stderr } = await runCli(['review', 'HEAD'], {
      cwd: folder,
      env: { GIT_CEILING_DIRECTORIES: join(folder, '..') },
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('not in a git repository')]);
  });
});
