import { readdirSync, readFileSync } from 'node:fs';
import type { BuiltInName } from '../model/built-in-profile.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { ProblemKind } from '../model/problem-kinds.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';

/** The default profiles there are. */
export type DefaultProfileName = 'docker' | 'containerd' | 'podman' | 'cri-o';

// The same two steps up from `src/io/`, `dist/io/` and `dist/bundle/`.
const profiles = new URL('../../profiles/', import.meta.url);

/** The runtime bases shipped in `profiles/runtimes/`, sorted by file name. Those with a version are what they are made of. */
export async function loadRuntimeBases(): Promise<readonly RuntimeBase[]> {
  const folder = new URL('runtimes/', profiles);
  const names = readdirSync(folder)
    .filter((name) => /^[a-z-]+\.json$/.test(name))
    .sort();
  return names.map((name) => readJson<RuntimeBase>(new URL(name, folder)));
}

/** A default profile of an engine, shipped in `profiles/defaults/`: what a new profile is compared against. */
export async function loadDefaultProfile(name: DefaultProfileName): Promise<DefaultProfile> {
  return readJson<DefaultProfile>(new URL(`defaults/${name}.json`, profiles));
}

/** A default profile of an engine as the engine has it, shipped in `profiles/built-in/`: a `BuiltInProfile` as JSON text. */
export async function loadBuiltIn(name: BuiltInName): Promise<string> {
  return readFileSync(new URL(`built-in/${name}.json`, profiles), 'utf8');
}

/** The default profiles of all engines, for x86_64, in the order in which they are told. */
export async function loadDefaultProfiles(): Promise<readonly DefaultProfile[]> {
  return Promise.all((['docker', 'containerd', 'podman', 'cri-o'] as const).map((name) => loadDefaultProfile(name)));
}

/** The page of a problem kind in `docs/problems/`, Markdown. */
export async function loadProblemPage(kind: ProblemKind): Promise<string> {
  return readFileSync(new URL(`../../docs/problems/${kind}.md`, import.meta.url), 'utf8');
}

// These files are part of the program; the tests hold them against their schemas, so that no start has to. Small ones, read
// at once: loading fs/promises takes longer than to read them all.
function readJson<T>(file: URL): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
