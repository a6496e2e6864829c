import { readFileSync } from 'node:fs';
import { type RuntimeBase, runtimeBaseSchema } from '../../src/model/runtime-base.ts';

/** The runtime bases the package ships. */
export const shippedBases: readonly RuntimeBase[] = ['crun', 'runc'].map((name) =>
  runtimeBaseSchema.parse(
    JSON.parse(readFileSync(new URL(`../../profiles/runtimes/${name}.json`, import.meta.url), 'utf8')),
  ),
);
