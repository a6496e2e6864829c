import { readText } from '../io/read-text.ts';
import type { AllowList } from '../model/allow-list.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { pathHere } from './path-here.ts';

/** Reads the recordings that tell who needs a call. */
export async function readNeeds(files: readonly string[]): Promise<Result<readonly Recording[]>> {
  if (files.length === 0) return ok([]);
  const { readRecording } = await import('./read-recordings.ts');
  const recordings: Recording[] = [];
  for (const file of files) {
    const recording = await readRecording(file);
    if (!recording.ok) return recording;
    recordings.push(recording.value);
  }
  return ok(recordings);
}

/** Reads the allow-list, if there is one. Gives all that is wrong with it: then there are no entries. */
export async function readAllowList(
  file: string | undefined,
): Promise<{ readonly allowList: AllowList; readonly problems: readonly Problem[] }> {
  if (file === undefined) return { allowList: { entries: [] }, problems: [] };
  const { parseAllowList } = await import('../model/parse-allow-list.ts');
  const text = await readText(file);
  const { entries, problems } = text.ok ? parseAllowList(text.value, file) : { entries: [], problems: [text.problem] };
  const path = pathHere(file);
  return { allowList: { file: { label: file, ...(path !== undefined && { path }) }, entries }, problems };
}
