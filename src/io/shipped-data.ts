import { readdir, readFile } from 'node:fs/promises';
import { type DefaultProfile, defaultProfileSchema } from '../model/default-profile.ts';
import { type RuntimeBase, runtimeBaseSchema } from '../model/runtime-base.ts';

/** The default profiles there are. */
export type DefaultProfileName = 'docker' | 'containerd' | 'podman' | 'cri-o';

// The same two steps up from `src/io/` and from `dist/io/`.
const profiles = new URL('../../profiles/', import.meta.url);

/** The runtime bases shipped in `profiles/runtimes/`, sorted by file name. A file that fails its schema is a bug: throws. */
export async function loadRuntimeBases(): Promise<readonly RuntimeBase[]> {
  const folder = new URL('runtimes/', profiles);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => runtimeBaseSchema.parse(await readJson(new URL(name, folder)))));
}

/** A default profile of an engine, shipped in `profiles/defaults/`: what a new profile is compared against. */
export async function loadDefaultProfile(name: DefaultProfileName): Promise<DefaultProfile> {
  return defaultProfileSchema.parse(await readJson(new URL(`defaults/${name}.json`, profiles)));
}

async function readJson(file: URL): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
