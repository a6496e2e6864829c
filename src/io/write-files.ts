import { access, chmod, constants, mkdir, open, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import tmp from 'tmp';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';

/** A file to be written: where, and the whole of it. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
}

interface Staged {
  readonly from: string;
  readonly to: string;
  readonly discard: () => void;
}

/**
 * Writes several files so that a reader sees each either as it was or whole: all are first written and synced to
 * private temporary files beside their places, then renamed (rename(2) is atomic within a file system, and replaces a
 * symbolic link instead of following it). When anything fails before that, none of them has changed. Makes missing
 * folders. Devices and FIFOs are written to as they are, last. Gives `output-unwritable` with the path and the errno.
 */
export async function writeFiles(files: readonly OutputFile[]): Promise<Result<readonly string[]>> {
  const staged: Staged[] = [];
  const devices: OutputFile[] = [];
  const discardAll = (): void => {
    for (const file of staged) file.discard();
  };
  for (const file of files) {
    try {
      if (await isDevice(file.path)) devices.push(file);
      else staged.push(await stage(file));
    } catch (error) {
      discardAll();
      return fail(unwritable(file.path, error));
    }
  }
  for (const file of staged) {
    try {
      await rename(file.from, file.to);
    } catch (error) {
      discardAll();
      return fail(unwritable(file.to, error));
    }
  }
  for (const file of devices) {
    try {
      await writeFile(file.path, file.content);
    } catch (error) {
      return fail(unwritable(file.path, error));
    }
  }
  return ok(files.map((file) => file.path));
}

// A device, a FIFO, and all of /dev and /proc (`/dev/stdout` is a link to what the shell has opened) are written to, never
// replaced.
async function isDevice(path: string): Promise<boolean> {
  if (/^\/(?:dev(?!\/shm\/)|proc)\//.test(resolve(path))) return true;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/**
 * Makes a folder, with missing parents, and checks that files can be made in it: for before a long run whose result is to
 * go there. Gives `output-unwritable`.
 */
export async function prepareFolder(folder: string): Promise<Result<void>> {
  try {
    await makeFolder(folder);
    await access(join(folder, '.'), constants.W_OK | constants.X_OK);
    return ok(undefined);
  } catch (error) {
    return fail(unwritable(folder, error));
  }
}

async function stage(file: OutputFile): Promise<Staged> {
  const folder = dirname(file.path);
  await makeFolder(folder);
  tmp.setGracefulCleanup();
  const temporary = tmp.fileSync({
    tmpdir: folder,
    prefix: '.seccinch',
    mode: 0o600,
    discardDescriptor: true,
  });
  try {
    const handle = await open(temporary.name, 'w');
    try {
      await handle.writeFile(file.content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary.name, 0o666 & ~process.umask());
  } catch (error) {
    temporary.removeCallback();
    throw error;
  }
  return { from: temporary.name, to: join(file.path), discard: () => temporary.removeCallback() };
}

// Not mkdir's `recursive`: libuv-based Node 20 never comes back where the parent exists and mkdir(2) says ENOENT all the
// same, as in /proc.
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

function unwritable(path: string, error: unknown): Problem {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return { kind: 'output-unwritable', what: reason, source: path };
}
