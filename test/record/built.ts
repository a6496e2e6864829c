import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let built: string | undefined;

// Of the test file that imports this one.
afterAll(() => {
  if (built !== undefined) rmSync(built, { recursive: true, force: true });
  built = undefined;
});

/**
 * Compiles `src/record/` and what it needs, for tests that need a process of their own. Gives the folder that holds
 * `record/…js`: under node_modules, so that packages are found, and gone after the tests of the file.
 */
export function buildRecord(): string {
  if (built !== undefined) return built;
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'seccinch-record-'));
  built = folder;
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: { rootDir: join(root, 'src'), outDir: folder, typeRoots: [join(root, 'node_modules/@types')] },
      include: [],
      files: [join(root, 'src/record/index.ts')],
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' });
  return folder;
}
