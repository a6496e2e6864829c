import { join } from 'node:path';
import { distinctStems } from '../io/file-name.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';

/** Where recordings are to go. */
export interface PlaceOptions {
  readonly outDir?: string;
  readonly out?: string;
}

/**
 * Where recordings go: each into a file of its own in a folder, or the one there is into a file or to standard output.
 * Said nowhere, what the input names (containers, images, pods …) goes into the current folder, however many there are;
 * one recording of the whole input, to standard output.
 * @returns the paths in the same order, undefined for standard output; `outputs-need-folder`
 */
export function placeRecordings(
  subjects: readonly Subject[],
  { outDir, out }: PlaceOptions,
): Result<readonly string[] | undefined> {
  const isNamedByInput = subjects.some(({ kind }) => kind !== 'command' && kind !== 'all');
  const folder = outDir ?? (out === undefined && isNamedByInput ? '.' : undefined);
  if (folder !== undefined) {
    return ok(distinctStems(subjects).map((stem) => join(folder, `${stem}.recording.json`)));
  }
  if (subjects.length !== 1) return fail({ kind: 'outputs-need-folder', what: `${subjects.length} recordings` });
  return ok(out === undefined || out === '-' ? undefined : [out]);
}
