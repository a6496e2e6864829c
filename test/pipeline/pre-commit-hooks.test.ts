import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ProfileRepository, profileRepository, profileText } from './profile-repository.ts';
import { root } from './run-action.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly pass_filenames?: boolean;
}

const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];

let repository: ProfileRepository;

/** Runs a hook as pre-commit does: the words of its entry, then the staged files that fit, unless it wants none. */
function runHook(id: string) {
  const hook = hooks.find((one) => one.id === id);
  const [program, ...words] = hook?.entry.split(' ') ?? [];
  expect([program, hook?.language]).toEqual(['seccinch', 'node']);
  const staged = repository.git('diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z').split('\0');
  const files = staged.filter((name) => new RegExp(hook?.files ?? '').test(name));
  expect(files.length).toBeGreaterThan(0);
  return runCli([...words, ...(hook?.pass_filenames === false ? [] : files)], { cwd: repository.folder });
}

beforeEach(() => {
  repository = profileRepository();
  repository.put('app.seccomp.json', profileText());
  repository.commit('before');
});

describe('the hooks for pre-commit', () => {
  it('let a commit pass that lets nothing more through and has no mistake', async () => {
    repository.put('app.seccomp.json', `${profileText()}\n`);
    repository.git('add', '.');
    for (const { id } of hooks) expect([id, (await runHook(id)).status]).toEqual([id, 0]);
  });

  it('stop one that lets more through', async () => {
    repository.put('app.seccomp.json', profileText('bpf'));
    repository.git('add', '.');
    const { status, stdout } = await runHook('seccinch-review');
    expect([status, stdout]).toEqual([1, expect.stringContaining('bpf')]);
  });

  it('stop one with a mistake', async () => {
    repository.put('app.seccomp.json', profileText().replace('SCMP_ACT_ERRNO', 'SCMP_ACT_NONE'));
    repository.git('add', '.');
    const { status, stdout } = await runHook('seccinch-lint');
    expect([status, stdout]).toEqual([1, expect.stringContaining('SCMP_ACT_NONE')]);
  });

  // It takes all that `npm pack` prints for the name of the file (its languages/node.py).
  it('can be installed: packing prints the name of the package and nothing else', () => {
    const folder = temporaryFolder();
    copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const scripts = { prepack: 'echo building' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, scripts }));
    const printed = execFileSync('npm', ['pack'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(printed).toBe(`${name}-${version}.tgz\n`);
  });
});
