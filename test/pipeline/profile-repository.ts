import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

/** A profile that containers start under, and beside that allows what is named. */
export function profileText(...names: readonly string[]): string {
  const usual = ['execve', 'exit_group', 'read', 'rt_sigreturn', 'write'];
  const rule = { names: [...new Set([...usual, ...names])].sort(), action: 'SCMP_ACT_ALLOW' };
  const head = { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38, architectures: ['SCMP_ARCH_X86_64'] };
  return `${JSON.stringify({ ...head, syscalls: [rule] }, null, 2)}\n`;
}

/** A repository of git, gone when the test file is done. */
export interface ProfileRepository {
  readonly folder: string;
  readonly put: (path: string, text: string) => void;
  readonly git: (...args: readonly string[]) => string;
  /** Commits all there is. */
  readonly commit: (message: string) => void;
}

/** A new repository with the branch `main` and nothing in it. */
export function profileRepository(): ProfileRepository {
  const folder = temporaryFolder();
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git('init', '-q', '-b', 'main');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (message: string): void => {
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', message);
  };
  return { folder, put, git, commit };
}
