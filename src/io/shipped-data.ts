import { readdir, readFile } from 'node:fs/promises';
import type { BuiltInName } from '../model/built-in-profile.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { ProblemKind } from '../model/problem.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';

/** The default profiles there are. */
export type DefaultProfileName = 'docker' | 'containerd' | 'podman' | 'cri-o';

// The same two steps up from `src/io/`, `dist/io/` and `dist/bundle/`.
const profiles = new URL('../../profiles/', import.meta.url);

/** The runtime bases shipped in `profiles/runtimes/`, sorted by file name. Those with a version are what they are made of. */
export async function loadRuntimeBases(): Promise<readonly RuntimeBase[]> {
  const folder = new URL('runtimes/', profiles);
  const names = (await readdir(folder)).filter((name) => /^[a-z-]+\.json$/.test(name)).sort();
  return Promise.all(names.map(async (name) => readJson<RuntimeBase>(new URL(name, folder))));
}

/** A default profile of an engine, shipped in `profiles/defaults/`: what a new profile is compared against. */
export async function loadDefaultProfile(name: DefaultProfileName): Promise<DefaultProfile> {
  return readJson<DefaultProfile>(new URL(`defaults/${name}.json`, profiles));
}

/** A default profile of an engine as the engine has it, shipped in `profiles/built-in/`: a `BuiltInProfile` as JSON text. */
export function loadBuiltIn(name: BuiltInName): Promise<string> {
  return readFile(new URL(`built-in/${name}.json`, profiles), 'utf8');
}

/** The default profiles of all engines, for x86_64, in the order in which they are told. */
export async function loadDefaultProfiles(): Promise<readonly DefaultProfile[]> {
  return Promise.all((['docker', 'containerd', 'podman', 'cri-o'] as const).map((name) => loadDefaultProfile(name)));
}

/** The page of a problem kind in `docs/problems/`, Markdown. */
export function loadProblemPage(kind: ProblemKind): Promise<string> {
  return readFile(new URL(`../../docs/problems/${kind}.md`, import.meta.url), 'utf8');
}

// These files are part of the program; the tests hold them against their schemas, so that no start has to.
async function readJson<T>(file: URL): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
