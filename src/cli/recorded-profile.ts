import { ociSeccomp } from '../emit/oci-seccomp.ts';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import { parseRecording } from '../model/parse-recording.ts';
import { ok, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { buildProfile } from '../policy/build.ts';

/**
 * What a recording is compared as: the profile that `generate` makes of it without options, so that a profile and the
 * recording it was made from are equal.
 * @returns what `parseRecording` and `buildProfile` do
 */
export async function recordedProfile(
  text: string,
  label: string,
): Promise<Result<Pick<ComparedSource, 'form' | 'profile' | 'plain' | 'recording' | 'problems'>>> {
  const recording = parseRecording(text, label);
  if (!recording.ok) return recording;
  const built = await usualProfile(recording.value);
  if (!built.ok) return built;
  const { profile, problems } = built.value;
  return ok({ form: 'recording', profile: ociSeccomp(profile), plain: false, recording: recording.value, problems });
}

/** The profile that `generate` makes of a recording without options. Gives what `buildProfile` does. */
export async function usualProfile(recording: Recording): Promise<ReturnType<typeof buildProfile>> {
  return buildProfile(recording, {
    bases: await loadRuntimeBases(),
    runtime: { kind: 'any' },
    noNewPrivileges: true,
    mode: 'enforce',
    defaultErrno: 'ENOSYS',
  });
}
