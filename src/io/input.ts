import { join } from 'node:path';
import { fail, ok, type Result } from '../model/problem.ts';
import type { ByteSource } from './byte-source.ts';
import { FileSource } from './file-source.ts';
import { straceGroups } from './strace-folder.ts';
import { StreamSource } from './stream-source.ts';
import { UnpackedSource } from './unpacked-source.ts';

/** What one run of a tracer left: one file, or several of `strace -ff`. */
export interface Input {
  /** The path as the user gave it, `-`, or the folder and the common part of the names. */
  readonly label: string;
  /** At least one. */
  readonly parts: readonly ByteSource[];
  /** Lets go of the files. */
  close(): Promise<void>;
}

/**
 * Opens what a path stands for (gzip and zstd data unpacked): a file, `-` for standard input, or a folder that `strace -ff -o NAME` filled, which
 * gives one input for each NAME.
 * @returns `input-not-found`, `input-unreadable`, or `input-is-directory` for a folder without `NAME.PID` files
 */
export async function openInputs(path: string): Promise<Result<Input[]>> {
  if (path === '-') return ok([inputOf('-', [new UnpackedSource(new StreamSource('-', process.stdin))])]);
  const source = new FileSource(path);
  await source.open();
  const problem = source.failure;
  if (problem === undefined) return ok([inputOf(path, [new UnpackedSource(source)])]);
  if (problem.kind !== 'input-is-directory') return fail(problem);
  try {
    const groups = await straceGroups(path);
    if (groups.length === 0) return fail(problem);
    // Opened one after the other, when their turn comes: there may be more than a process may hold open.
    return ok(
      groups.map(({ name, files }) =>
        inputOf(
          join(path, name),
          files.map((file) => new UnpackedSource(new FileSource(join(path, file)))),
        ),
      ),
    );
  } catch {
    return fail({ kind: 'input-unreadable', source: path });
  }
}

function inputOf(label: string, parts: readonly UnpackedSource[]): Input {
  return {
    label,
    parts,
    async close() {
      for (const part of parts) await part.close();
    },
  };
}
