import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { askProgram, type ProgramAnswer } from './ask-program.ts';

/** Bytes; a profile is some kilobytes, a recording some more. */
const largest = 64 * 1024 * 1024;

/** What a partial clone lacks is not fetched: no command here uses the network. */
const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_TERMINAL_PROMPT: '0' };

/**
 * Reads a file out of git, as gitrevisions(7) names it: `<rev>:<path>`, the path from the top of the repository, or from the
 * current folder where it begins with `./` or `../`; `:<path>` is what is staged (`main:app.json`, `HEAD~1:./app.json`, `:app.json`). Nothing is checked out, and no filter or
 * other program of the repository's configuration runs.
 * @param cwd the current folder, where it is not that of this process
 * @returns `git-missing`, `git-repository-missing`, `git-revision-unknown`, `git-path-missing`, `input-unreadable`
 */
export async function readGitFile(spec: string, cwd?: string): Promise<Result<string>> {
  const [revision = ''] = spec.split(':', 1);
  // git would take it for an option.
  if (revision.startsWith('-')) return fail({ kind: 'git-revision-unknown', source: spec, what: revision });
  const found = await askGit(['cat-file', 'blob', spec], cwd);
  if (!found.started) return fail({ kind: 'git-missing', source: spec });
  if (found.status === 0) return ok(found.stdout);
  if (found.status === undefined) return fail({ kind: 'input-unreadable', source: spec, what: 'git did not end' });
  const obstacle = await gitObstacle(revision, spec, cwd);
  return fail(obstacle ?? { kind: 'git-path-missing', source: spec, what: spec.slice(revision.length + 1) });
}

/**
 * Why git could tell nothing of a revision; nothing where it knows it. An empty one is what is staged.
 * @param source what the user named, for the problem
 * @returns `git-repository-missing`, `git-revision-unknown`
 */
export async function gitObstacle(revision: string, source: string, cwd?: string): Promise<Problem | undefined> {
  const folder = await askGit(['rev-parse', '--git-dir'], cwd);
  if (folder.status !== 0) {
    const [said = ''] = folder.stderr.split('\n', 1);
    return { kind: 'git-repository-missing', source, what: said.replace(/^fatal: /, '') };
  }
  if (revision === '') return undefined;
  const known = await askGit(['rev-parse', '--verify', '--quiet', `${revision}^{tree}`], cwd);
  return known.status === 0 ? undefined : { kind: 'git-revision-unknown', source, what: revision };
}

/** Asks git, which uses no network and answers in the C locale. */
export function askGit(args: readonly string[], cwd?: string): Promise<ProgramAnswer> {
  return askProgram('git', args, { env: offline, limit: largest, ...(cwd !== undefined && { cwd }) });
}
