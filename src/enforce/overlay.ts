import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tmp from 'tmp';
import { askProgram } from '../io/ask-program.ts';
import { fail, ok, type Result } from '../model/problem.ts';

// The layer that is written to lies on a tmpfs: it may not lie on an overlay, as all of a container's files do. Relative
// paths, since in an option of overlay a `:` or `,` of TMPDIR would have a meaning (mount(8)).
const attempt = `mount -t tmpfs -o mode=700 seccinch layers && cd layers && mkdir lower upper work merged &&
mount --bind / lower && mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work seccinch merged &&
: >merged/written`;

/**
 * Mounts an overlay over the machine's root, writes to it, and lets it go: in a mount namespace of its own, so that nobody
 * else sees it and it ends with the attempt. Takes about 15 ms. Gives `overlay-unavailable` with the words of mount(8), also
 * where this is not root (`checkRoot` tells that better), and `output-unwritable`.
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
    await mkdir(join(folder, 'layers'));
    const answer = await askProgram('unshare', ['-m', '--propagation', 'private', 'sh', '-c', attempt], {
      cwd: folder,
    });
    if (answer.status === 0) return ok(undefined);
    const words = answer.started ? (answer.stderr.trim().split('\n')[0] ?? '') : 'unshare is not installed';
    return fail({ kind: 'overlay-unavailable', what: words });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
