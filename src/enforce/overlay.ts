import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tmp from 'tmp';
import { askProgram } from '../io/ask-program.ts';
import { fail, ok, type Result } from '../model/problem.ts';

// Relative paths: in an option of overlay a `:` or `,` of TMPDIR would have a meaning (mount(8)).
const attempt = 'mount -t overlay overlay -o lowerdir=/etc,upperdir=upper,workdir=work merged && : >merged/written';

/**
 * Mounts an overlay over one of the system's folders, writes to it, and lets it go: in a mount namespace of its own, so
 * that nobody else sees it and it ends with the attempt. The layer that is written to lies in the folder for temporary
 * files, as the one of a run does: there it may fail while overlay as such is there (an overlay cannot be written to
 * another one). Takes about 15 ms. Gives `overlay-unavailable` with the words of mount(8), also where this is not root, and
 * `output-unwritable`.
 */
export async function tryOverlay(): Promise<Result<void>> {
  tmp.setGracefulCleanup();
  let folder: string;
  try {
    folder = tmp.dirSync({ prefix: 'seccinch-overlay', mode: 0o700, unsafeCleanup: true }).name;
  } catch {
    return fail({ kind: 'output-unwritable', source: tmpdir() });
  }
  try {
    for (const part of ['upper', 'work', 'merged']) await mkdir(join(folder, part));
    const answer = await askProgram('unshare', ['-m', 'sh', '-c', attempt], { cwd: folder });
    if (answer.status === 0) return ok(undefined);
    const words = answer.started ? (answer.stderr.trim().split('\n')[0] ?? '') : 'unshare is not installed';
    return fail({ kind: 'overlay-unavailable', what: words });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
