import { readText } from '../io/read-text.ts';
import { parseRecording } from '../model/parse-recording.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { mergeRecordings } from '../policy/merge.ts';

/** Reads one recording from a file or, for `-`, standard input. */
export async function readRecording(path: string): Promise<Result<Recording>> {
  const text = await readText(path);
  return text.ok ? parseRecording(text.value, path) : text;
}

/** Reads recordings and merges them; `name` renames the subject of the result, and is needed where theirs differ. */
export async function readMerged(paths: readonly string[], name?: string): Promise<Result<Recording>> {
  const recordings: Recording[] = [];
  for (const path of paths) {
    const recording = await readRecording(path);
    if (!recording.ok) return recording;
    recordings.push(recording.value);
  }
  const [first, ...others] = recordings;
  if (first === undefined) return fail({ kind: 'input-empty' });
  const subject = name === undefined ? undefined : { ...first.subject, name };
  const merged = mergeRecordings([first, ...others], subject);
  return merged.ok ? ok(merged.value) : merged;
}
