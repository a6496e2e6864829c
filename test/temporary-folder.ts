import { rmSync } from 'node:fs';
import tmp from 'tmp';
import { afterAll } from 'vitest';

const made = new Set<string>();

// Vitest ends its workers without an `exit` event, on which `tmp` would clean up.
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
  made.clear();
});

/** A private folder, gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = tmp.dirSync({ prefix: 'seccinch-test' }).name;
  made.add(folder);
  return folder;
}
