import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGitFile } from '../../src/io/git-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const repository = temporaryFolder();
const inside = join(repository, 'deploy');

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: repository, encoding: 'utf8', stdio: 'pipe' });
}

mkdirSync(inside);
git('init', '--quiet', '--initial-branch=main');
writeFileSync(join(inside, 'app.json'), '{"old":"é"}\n');
writeFileSync(join(inside, 'odd:name $(touch x)\n.json'), 'odd');
git('add', '.');
git('commit', '--quiet', '-m', 'first');
writeFileSync(join(inside, 'app.json'), '{"new":1}\n');
git('commit', '--quiet', '-a', '-m', 'second');
git('branch', 'feature/x', 'HEAD~1');
writeFileSync(join(inside, 'app.json'), '{"staged":1}\n');
git('add', '.');
writeFileSync(join(inside, 'app.json'), '{"worktree":1}\n');

describe('a file in git', () => {
  test.each([
    ['main:deploy/app.json', '{"new":1}\n'],
    ['HEAD~1:./app.json', '{"old":"é"}\n'],
    ['feature/x:deploy/app.json', '{"old":"é"}\n'],
    [':deploy/app.json', '{"staged":1}\n'],
    [':./app.json', '{"staged":1}\n'],
    ['HEAD:deploy/odd:name $(touch x)\n.json', 'odd'],
  ])('%j is read', async (spec, value) => {
    expect(await readGitFile(spec, inside)).toEqual({ ok: true, value });
    expect(existsSync(join(inside, 'x'))).toBe(false);
  });

  test.each<[string, string, string]>([
    ['nowhere:deploy/app.json', 'git-revision-unknown', 'nowhere'],
    ['origin/main:deploy/app.json', 'git-revision-unknown', 'origin/main'],
    ['main:deploy/none.json', 'git-path-missing', 'deploy/none.json'],
    ['main:app.json', 'git-path-missing', 'app.json'],
    ['main:deploy', 'git-path-missing', 'deploy'],
    [':none.json', 'git-path-missing', 'none.json'],
    ['--upload-pack=touch x:y', 'git-revision-unknown', '--upload-pack=touch x'],
    ['--batch:y', 'git-revision-unknown', '--batch'],
    ['-:y', 'git-revision-unknown', '-'],
    ['main\u001b[2J\n:y', 'git-revision-unknown', 'main\u001b[2J\n'],
  ])('%j is %s', async (spec, kind, what) => {
    expect(await readGitFile(spec, inside)).toEqual({ ok: false, problem: { kind, source: spec, what } });
    expect(existsSync(join(inside, 'x'))).toBe(false);
  });

  test('is in no repository elsewhere, which is told as git tells it', async () => {
    expect(await readGitFile('main:app.json', temporaryFolder())).toEqual({
      ok: false,
      problem: {
        kind: 'git-repository-missing',
        source: 'main:app.json',
        what: expect.stringMatching(/^not a git repository/),
      },
    });
  });

  test('cannot be read without git', async () => {
    const path = process.env.PATH;
    process.env.PATH = temporaryFolder();
    try {
      const problem = { kind: 'git-missing', source: 'main:app.json' };
      expect(await readGitFile('main:app.json', inside)).toEqual({ ok: false, problem });
    } finally {
      process.env.PATH = path;
    }
  });

  test('is not fetched where a partial clone lacks it', async () => {
    git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(temporaryFolder(), 'clone');
    const url = `file://${repository}`;
    execFileSync('git', ['clone', '--quiet', '--no-checkout', '--filter=blob:none', url, clone], { stdio: 'pipe' });
    expect(await readGitFile('HEAD~1:deploy/app.json', clone)).toMatchObject({ ok: false });
    // git itself would have.
    const fetched = execFileSync('git', ['cat-file', 'blob', 'HEAD~1:deploy/app.json'], {
      cwd: clone,
      encoding: 'utf8',
    });
    expect(fetched).toBe('{"old":"é"}\n');
  });
});
