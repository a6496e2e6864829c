import { byCodeUnit } from '../model/code-unit-order.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { askGit, gitObstacle } from './git-file.ts';

/** A file that is not what it was in a revision. Paths are relative to the current folder. */
export type ChangedFile =
  | { readonly path: string; readonly change: 'added' | 'changed' | 'removed' }
  | { readonly path: string; readonly change: 'renamed'; readonly from: string };

/**
 * The files of the working tree, below the current folder, that differ from a revision, those that git does not track yet
 * among them, sorted by path. Names are taken as they are, whatever is in them.
 * @param pathspecs which files, as gitglossary(7) has it: `*.seccomp.json` is any below here
 * @returns `git-missing`, `git-repository-missing`, `git-revision-unknown`, `git-refused`
 */
export async function changedFiles(
  revision: string,
  pathspecs: readonly string[],
): Promise<Result<readonly ChangedFile[]>> {
  // git would take these for an option, for what is staged, and for a folder.
  if (revision === '' || /^-|:/.test(revision)) {
    return fail({ kind: 'git-revision-unknown', source: revision, what: revision });
  }
  const flags = ['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', '--relative', '-z', '--name-status'];
  const differing = await askGit(['diff', ...flags, revision, '--', ...pathspecs]);
  if (!differing.started) return fail({ kind: 'git-missing', source: revision });
  if (differing.status !== 0) {
    const obstacle = await gitObstacle(revision, revision);
    return fail(obstacle ?? { kind: 'git-refused', source: revision, what: complaint(differing.stderr) });
  }
  const untracked = await askGit(['ls-files', '--others', '--exclude-standard', '-z', '--', ...pathspecs]);
  if (untracked.status !== 0) {
    return fail({ kind: 'git-refused', source: revision, what: complaint(untracked.stderr) });
  }
  const added = fields(untracked.stdout).map((path) => ({ path, change: 'added' as const }));
  // Not tracked any more but still there, it is told of by both.
  const changes = new Map([...parseNameStatus(differing.stdout), ...added].map((file) => [file.path, file]));
  return ok([...changes.values()].sort((a, b) => byCodeUnit(a.path, b.path)));
}

/** `git diff --name-status -z` (git-diff(1), "raw output format"): a letter, then a path, or two where it was renamed. */
function parseNameStatus(text: string): readonly ChangedFile[] {
  const words = fields(text).values();
  const next = (): string => words.next().value ?? '';
  const files: ChangedFile[] = [];
  for (let status = next(); status !== ''; status = next()) {
    const path = next();
    if (status.startsWith('R')) files.push({ path: next(), change: 'renamed', from: path });
    else if (status === 'A') files.push({ path, change: 'added' });
    else if (status === 'D') files.push({ path, change: 'removed' });
    // M, T (a link became a file, say), and U: not merged yet.
    else files.push({ path, change: 'changed' });
  }
  return files;
}

function fields(text: string): readonly string[] {
  return text.split('\0').filter((field) => field !== '');
}

function complaint(stderr: string): string {
  const [said = ''] = stderr.split('\n', 1);
  return said.replace(/^fatal: /, '') || 'it did not end';
}
