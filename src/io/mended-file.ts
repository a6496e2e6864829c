import { isUtf8 } from 'node:buffer';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { fail, ok, type Result } from '../model/problem.ts';
import type { OutputFile } from './write-files.ts';

/**
 * What is to be written where a text is mended in its file: a link stays one, and what it leads to keeps its mode and owner.
 * @param content the whole of the text, mended
 * @returns `fix-needs-file` for what is no file: a FIFO has nothing in it once it was read; `fix-needs-utf8`, with the first
 *   line that is not, since its bytes are not in a text that was read
 */
export function mendedFile(path: string, content: string): Result<OutputFile> {
  if (!statSync(path).isFile()) return fail({ kind: 'fix-needs-file', source: path });
  const line = content.includes('\uFFFD') ? lineNotUtf8(readFileSync(path)) : undefined;
  if (line !== undefined) return fail({ kind: 'fix-needs-utf8', source: path, line });
  return ok({ path: realpathSync(path), content, inPlace: true });
}

// No character of more than one byte has a line feed in it.
function lineNotUtf8(bytes: Buffer): number | undefined {
  for (let from = 0, line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to;
  }
  return undefined;
}
