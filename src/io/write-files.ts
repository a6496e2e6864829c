import {
  accessSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsync,
  mkdirSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import tmp from 'tmp';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { endingAtOnce, endingInOrder } from './orderly-end.ts';
import { writePipe } from './write-pipe.ts';

/** A file to be written: where, and the whole of it. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
  /** It takes the place of a file, whose mode, owner and group it gets; one that may not be written stays as it is. */
  readonly inPlace?: true;
}

interface Staged {
  readonly from: string;
  readonly to: string;
  readonly discard: () => void;
}

const sync = promisify(fsync);

/** How many files are synced at once: what comes together the disk writes together. */
const atOnce = 16;

/**
 * Writes several files so that a reader sees each either as it was or whole: all are first written and synced to
 * private temporary files beside their places, then renamed (rename(2) is atomic within a file system, and replaces a
 * symbolic link instead of following it). When anything fails before that, none of them has changed. Makes missing
 * folders. Devices and FIFOs are written to as they are, last. Gives `output-unwritable` with the path and the errno.
 */
export async function writeFiles(files: readonly OutputFile[]): Promise<Result<readonly string[]>> {
  const devices: OutputFile[] = [];
  const others: OutputFile[] = [];
  for (const file of files) (isDevice(file.path) ? devices : others).push(file);
  const problem = await endingInOrder(() => replaceAll(others));
  if (problem !== undefined) return fail(problem);
  for (const file of devices) {
    try {
      // Nobody may ever read it.
      await endingAtOnce(() => writeDevice(file));
    } catch (error) {
      return fail(unwritable(file.path, error));
    }
  }
  return ok(files.map((file) => file.path));
}

function writeDevice({ path, content }: OutputFile): Promise<void> {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() ? writePipe(path, content) : writeFile(path, content);
}

/** Replaces files, none of them where one cannot be written. Gives why. */
async function replaceAll(files: readonly OutputFile[]): Promise<Problem | undefined> {
  const staged: Staged[] = [];
  const problem = (await stageAll(files, staged)) ?? renameAll(staged);
  if (problem !== undefined) for (const { discard } of staged) discard();
  return problem;
}

// A device, a FIFO, and all of /dev and /proc (`/dev/stdout` is a link to what the shell has opened) are written to, never
// replaced.
function isDevice(path: string): boolean {
  if (/^\/(?:dev(?!\/shm\/)|proc)\//.test(resolve(path))) return true;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/**
 * Makes a folder, with missing parents, and checks that files can be made in it: for before a long run whose result is to
 * go there. Gives `output-unwritable`.
 */
export async function prepareFolder(folder: string): Promise<Result<void>> {
  try {
    makeFolder(folder);
    await access(join(folder, '.'), constants.W_OK | constants.X_OK);
    return ok(undefined);
  } catch (error) {
    return fail(unwritable(folder, error));
  }
}

/** Stages files, in any order. Gives why the first of those that failed did; no more are begun then. */
async function stageAll(files: readonly OutputFile[], staged: Staged[]): Promise<Problem | undefined> {
  const problems: (Problem | undefined)[] = files.map(() => undefined);
  const queue = files.entries();
  const folders = new Set<string>();
  let failed = false;
  const stageSome = async (): Promise<void> => {
    for (const [index, file] of queue) {
      try {
        staged.push(await stage(file, folders));
      } catch (error) {
        failed = true;
        problems[index] = unwritable(file.path, error);
      }
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, stageSome));
  return problems.find((problem) => problem !== undefined);
}

// Only what the disk has to do is waited for: all else is done before another could have begun.
async function stage({ path, content, inPlace }: OutputFile, folders: Set<string>): Promise<Staged> {
  const folder = dirname(path);
  if (!folders.has(folder)) makeFolder(folder);
  folders.add(folder);
  const before = inPlace === true ? writable(path) : undefined;
  tmp.setGracefulCleanup();
  const temporary = tmp.fileSync({ tmpdir: folder, prefix: '.seccinch', mode: 0o600, detachDescriptor: true });
  try {
    try {
      writeFileSync(temporary.fd, content);
      await sync(temporary.fd);
      if (before === undefined) fchmodSync(temporary.fd, 0o666 & ~process.umask());
      else takeOver(temporary.fd, before);
    } finally {
      closeSync(temporary.fd);
    }
  } catch (error) {
    temporary.removeCallback();
    throw error;
  }
  return { from: temporary.name, to: join(path), discard: () => temporary.removeCallback() };
}

// rename(2) asks for no permission to write what it replaces.
function writable(path: string): Stats {
  accessSync(path, constants.W_OK);
  return statSync(path);
}

// Who may not give a file away may still leave it to its group (chown(2)).
function takeOver(descriptor: number, { uid, gid, mode }: Stats): void {
  for (const owner of [uid, -1]) {
    try {
      fchownSync(descriptor, owner, gid);
      break;
    } catch {}
  }
  fchmodSync(descriptor, mode & 0o777);
}

/** Puts staged files in their places. Gives why one could not be. */
function renameAll(staged: readonly Staged[]): Problem | undefined {
  for (const { from, to } of staged) {
    try {
      renameSync(from, to);
    } catch (error) {
      return unwritable(to, error);
    }
  }
  return undefined;
}

// Not mkdir's `recursive`: libuv-based Node 20 never comes back where the parent exists and mkdir(2) says ENOENT all the
// same, as in /proc.
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}

function unwritable(path: string, error: unknown): Problem {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return { kind: 'output-unwritable', what: reason, source: path };
}
