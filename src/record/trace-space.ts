import { writeFileSync } from 'node:fs';
import { fail, ok, type Result } from '../model/problem.ts';
import { createTraceFile } from './trace-file.ts';

/** Whether there is a place for a trace: makes its file, writes a block to it, and takes it away. Gives `output-unwritable`. */
export function tryTraceSpace(): Result<void> {
  const file = createTraceFile();
  if (!file.ok) return file;
  try {
    // A full disk still takes an empty file.
    writeFileSync(file.value.path, Buffer.alloc(4096));
    return ok(undefined);
  } catch (error) {
    return fail({ kind: 'output-unwritable', what: `${file.value.path}: ${(error as NodeJS.ErrnoException).code}` });
  } finally {
    file.value.dispose();
  }
}
