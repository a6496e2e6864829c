import { dockerCapabilities, podmanCapabilities } from '../dialects/capability-list.ts';
import { readProfile } from '../dialects/read-profile.ts';
import { readText } from '../io/read-text.ts';
import { builtInName } from '../model/built-in-profile.ts';
import type { ComparedSource, ResolutionTarget } from '../model/compared-source.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { pathHere } from './path-here.ts';

/**
 * Reads both sides of a comparison.
 * @returns what `readSide` does, `stdin-twice`
 */
export async function readSides(
  old: string,
  current: string,
  target: ResolutionTarget,
): Promise<Result<{ readonly old: ComparedSource; readonly new: ComparedSource }>> {
  if (old === '-' && current === '-') return fail({ kind: 'stdin-twice' });
  const before = await readSide(old, target);
  if (!before.ok) return before;
  const after = await readSide(current, target);
  if (!after.ok) return after;
  return ok({ old: before.value, new: besideOld(after.value, before.value, target) });
}

/**
 * The new side of a comparison, with `profile-dialect-changed` where only it is in a dialect: a plain file is read by
 * somebody who may know none, and for whom rules hold that are dropped here.
 */
export function besideOld(current: ComparedSource, old: ComparedSource, { dialect }: ResolutionTarget): ComparedSource {
  if (dialect !== undefined || old.form !== 'oci' || !isInDialect(current)) return current;
  const { label: source, problems } = current;
  return { ...current, problems: [...problems, { kind: 'profile-dialect-changed', source }] };
}

function isInDialect({ form }: ComparedSource): boolean {
  return form === 'docker' || form === 'containers-common';
}

/**
 * Reads a profile or a recording, in any form (`readProfile`). What a word names, in this order: standard input (`-`); a
 * default profile (`docker-default`; a file of that name is `./docker-default`); a file in git
 * (`main:profiles/app.json`); a file. A file with a colon in its name is `./a:b.json`: a pull request could add one that is
 * called as a pipeline calls the profile before it.
 * @param spec as the user named it
 * @returns `input-not-found`, `input-unreadable`, `profile-invalid`, `recording-invalid`, `recording-too-new`, what
 *   `readGitFile` and `buildProfile` do
 */
export async function readSide(spec: string, target: ResolutionTarget): Promise<Result<ComparedSource>> {
  const builtIn = builtInName(spec);
  if (builtIn !== undefined) {
    const { readBuiltIn } = await import('./read-built-in.ts');
    return ok(await readBuiltIn(builtIn, spec, target));
  }
  if (isInGit(spec)) {
    const { readGitFile } = await import('../io/git-file.ts');
    const text = await readGitFile(spec);
    return text.ok ? readTextSide(text.value, spec, target) : text;
  }
  const file = await readText(spec);
  return file.ok ? readTextSide(file.value, spec, target, pathHere(spec)) : file;
}

function isInGit(spec: string): boolean {
  return spec.includes(':') && !/^\.{0,2}\//.test(spec);
}

/**
 * The same where only a profile makes sense.
 * @returns `profile-invalid` for a recording
 */
export async function readProfileSide(spec: string, target: ResolutionTarget): Promise<Result<ComparedSource>> {
  const read = await readSide(spec, target);
  if (!read.ok || read.value.form !== 'recording') return read;
  return fail({ kind: 'profile-invalid', source: spec, what: 'a recording: generate makes its profile' });
}

/** The same for a text that has been read. */
export async function readTextSide(
  given: string,
  label: string,
  target: ResolutionTarget,
  path?: string,
): Promise<Result<ComparedSource>> {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const named = { label, ...(path !== undefined && { path }), text };
  if (isRecording(text)) {
    const { recordedProfile } = await import('./recorded-profile.ts');
    const recorded = await recordedProfile(text, label);
    return recorded.ok ? ok({ ...named, ...recorded.value }) : recorded;
  }
  const read = await readProfile(text, label, target);
  return read.ok ? ok({ ...named, ...read.value }) : read;
}

/** Whether a text says of itself that it is a recording. */
export function isRecording(text: string): boolean {
  return text.includes('"seccinch-recording"') && /"format"\s*:\s*"seccinch-recording"/.test(text);
}

// Docker's first: they hold all of Podman's.
const knownSets = [
  { title: "Docker's capabilities", names: dockerCapabilities },
  { title: "Podman's capabilities", names: podmanCapabilities },
] as const;

/** What a command that takes a profile has to say of it beside its own result. */
export function sideProblems(side: ComparedSource, target: ResolutionTarget): readonly Problem[] {
  const { label, problems } = side;
  if (!isInDialect(side)) return problems;
  const { abi, kernel, capabilities } = target;
  const named = knownSets.find(({ names }) => names.every((one) => capabilities.includes(one)));
  const added = capabilities.filter((one) => named?.names.includes(one) !== true);
  const words = [...(named === undefined ? [] : [named.title]), ...added].join(' ') || 'no capabilities';
  const what = [abi, kernel === undefined ? 'any kernel' : `Linux ${kernel}`, words].join(', ');
  return [{ kind: 'profile-resolved', source: label, what }, ...problems];
}
