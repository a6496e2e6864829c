import { fail, ok, type Result } from '../model/problem.ts';
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
  const git = (...args: readonly string[]): Promise<ProgramAnswer> =>
    askProgram('git', args, { env: offline, limit: largest, ...(cwd !== undefined && { cwd }) });
  const [revision = ''] = spec.split(':', 1);
  // git would take it for an option.
  if (revision.startsWith('-')) return fail({ kind: 'git-revision-unknown', source: spec, what: revision });
  const found = await git('cat-file', 'blob', spec);
  if (!found.started) return fail({ kind: 'git-missing', source: spec });
  if (found.status === 0) return ok(found.stdout);
  if (found.status === undefined) return fail({ kind: 'input-unreadable', source: spec, what: 'git did not end' });
  const folder = await git('rev-parse', '--git-dir');
  if (folder.status !== 0) {
    const [said = ''] = folder.stderr.split('\n', 1);
    return fail({ kind: 'git-repository-missing', source: spec, what: said.replace(/^fatal: /, '') });
  }
  const known = revision === '' || (await git('rev-parse', '--verify', '--quiet', `${revision}^{tree}`)).status === 0;
  if (!known) return fail({ kind: 'git-revision-unknown', source: spec, what: revision });
  return fail({ kind: 'git-path-missing', source: spec, what: spec.slice(revision.length + 1) });
}
