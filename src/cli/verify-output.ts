import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { prepareFolder, writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { WrittenFile } from '../model/verdict.ts';
import type { VerifyOrder } from './verify-order.ts';

type Outputs = NonNullable<VerifyOrder['repaired']>;

/** Finds out before the runs whether their result can be written. Gives `output-unwritable`. */
export async function prepareOutputs({ profile, recording }: Outputs): Promise<Result<void>> {
  for (const path of profile === '-' ? [recording] : [profile, recording]) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    if (isFolder) return fail({ kind: 'output-unwritable', source: path, what: 'EISDIR' });
    const folder = await prepareFolder(dirname(path));
    if (!folder.ok) return folder;
  }
  return ok(undefined);
}

/** Writes the repaired profile, `-` for standard output, and the recording that says why. Gives `output-unwritable`. */
export async function writeRepaired(
  { profile, recording }: Outputs,
  profileText: string,
  recordingText: string,
): Promise<Result<readonly WrittenFile[]>> {
  const seccomp = { path: profile, content: profileText, role: 'seccomp' } as const;
  const files = [
    ...(profile === '-' ? [] : [seccomp]),
    { path: recording, content: recordingText, role: 'recording' } as const,
  ];
  const written = await writeFiles(files);
  if (!written.ok) return fail(written.problem);
  if (profile === '-') await writeStream(process.stdout, profileText);
  return ok(files.map(({ path, role }) => ({ path, role })));
}
