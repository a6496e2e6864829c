import { relative, resolve, sep } from 'node:path';
import { dockerCapabilities, parseCapabilities } from '../dialects/capability-list.ts';
import { readProfile } from '../dialects/read-profile.ts';
import { readText } from '../io/read-text.ts';
import { architectures } from '../kernel/architectures.ts';
import { abis } from '../model/abi.ts';
import type { ComparedSource, ResolutionTarget } from '../model/compared-source.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { parseKernelRelease } from '../policy/kernel-release.ts';

/** The options that say for which container and machine a profile is resolved, as commander gives them. */
export interface TargetOptions {
  /** `ALL`, `none`, or names separated by commas; Docker's default ones where left out. */
  readonly caps?: string;
  /** Newer than anything a profile asks for where left out: the kernel here must not change a result. */
  readonly kernel?: string;
  /** x86_64 where left out, wherever seccinch runs, for the same reason. */
  readonly abi?: string;
}

/**
 * Checks these options.
 * @returns `capability-invalid`, `kernel-release-invalid`, `abi-not-known`
 */
export function parseTarget({ caps, kernel, abi = 'x86_64' }: TargetOptions): Result<ResolutionTarget> {
  const capabilities = caps === undefined ? ok(dockerCapabilities) : parseCapabilities(caps);
  if (!capabilities.ok) return capabilities;
  const release = kernel === undefined ? undefined : parseKernelRelease(kernel);
  if (release?.ok === false) return release;
  const known = abis.find((one) => one === abi);
  if (known === undefined) return fail({ kind: 'abi-not-known', what: abi });
  return ok({
    capabilities: capabilities.value,
    ...(release !== undefined && { kernel: `${release.value.major}.${release.value.minor}` }),
    // A 32-bit ABI is one of a 64-bit machine's.
    abi: architectures[known].hostAbi,
  });
}

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
  return after.ok ? ok({ old: before.value, new: after.value }) : after;
}

/**
 * Reads a profile or a recording: a file in any form (`readProfile`), or `-` for standard input.
 * @param spec as the user named it
 * @returns `input-not-found`, `input-unreadable`, `profile-invalid`
 */
export async function readSide(spec: string, target: ResolutionTarget): Promise<Result<ComparedSource>> {
  const text = await readText(spec);
  if (!text.ok) return text;
  const path = spec === '-' ? undefined : pathHere(spec);
  return readTextSide(text.value, spec, target, path);
}

/** The same for a text that has been read. */
export async function readTextSide(
  text: string,
  label: string,
  target: ResolutionTarget,
  path?: string,
): Promise<Result<ComparedSource>> {
  const read = await readProfile(text, label, target);
  if (!read.ok) return read;
  return ok({ label, ...(path !== undefined && { path }), text: text.replace(/^\uFEFF/, ''), ...read.value });
}

// As SARIF and annotations want it; nothing for a file elsewhere.
function pathHere(spec: string): string | undefined {
  const path = relative('', resolve(spec));
  return path.startsWith(`..${sep}`) ? undefined : path.split(sep).join('/');
}

/** What a command that takes a profile has to say of it beside its own result. */
export function sideProblems({ label, form, problems }: ComparedSource): readonly Problem[] {
  if (form !== 'docker' && form !== 'containers-common') return problems;
  return [{ kind: 'profile-resolved', source: label, what: form }, ...problems];
}
