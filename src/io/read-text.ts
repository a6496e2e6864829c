import { readFileSync } from 'node:fs';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { readStandardInput } from './standard-input.ts';

/**
 * Reads a file or, for `-`, standard input whole, as UTF-8 text.
 * @returns `input-not-found`, `input-unreadable`
 */
export async function readText(path: string): Promise<Result<string>> {
  try {
    return ok(path === '-' ? await readStandardInput() : readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(unreadable(path, error));
  }
}

/** What kept a file from being read, as a problem. */
export function unreadable(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'input-not-found', source: path };
  if (code === 'EISDIR') return { kind: 'input-unreadable', source: path, what: 'a folder' };
  return { kind: 'input-unreadable', source: path, what: code };
}
