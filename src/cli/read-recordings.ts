import { readFile } from 'node:fs/promises';
import { readStandardInput } from '../io/standard-input.ts';
import { parseRecording } from '../model/parse-recording.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { mergeRecordings } from '../policy/merge.ts';

/** Reads one recording from a file or, for `-`, standard input. */
export async function readRecording(path: string): Promise<Result<Recording>> {
  let text: string;
  try {
    text = path === '-' ? await readStandardInput() : await readFile(path, 'utf8');
  } catch (error) {
    return fail(unreadable(path, error));
  }
  return parseRecording(text, path);
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

/** What kept a file from being read, as a problem. */
export function unreadable(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'input-not-found', source: path };
  if (code === 'EISDIR') return { kind: 'input-unreadable', source: path, what: 'a folder' };
  return { kind: 'input-unreadable', source: path, what: code };
}
