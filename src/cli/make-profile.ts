import type { Artifact, Emitter } from '../emit/emitter.ts';
import { loadDefaultProfile } from '../io/shipped-data.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import type { ProfileSummary, WrittenFile } from '../model/verdict.ts';
import { buildProfile } from '../policy/build.ts';
import { summarizeProfile } from '../review/summary.ts';
import type { ProfileSettings } from './profile-settings.ts';

/** A profile in all its files, not written yet. */
export interface MadeProfile {
  readonly artifacts: readonly (Artifact & { readonly role: WrittenFile['role'] })[];
  readonly summary: ProfileSummary;
  readonly problems: readonly Problem[];
}

const roles: ReadonlyMap<Emitter['id'], WrittenFile['role']> = new Map([
  ['seccomp', 'seccomp'],
  ['kubernetes', 'kubernetes'],
]);

/** Builds the profile of a recording and every file asked for. `stem` is a safe file name without its endings. */
export async function makeProfile(
  recording: Recording,
  stem: string,
  settings: ProfileSettings,
): Promise<Result<MadeProfile>> {
  const built = buildProfile(recording, settings.build);
  if (!built.ok) return built;
  const { profile, problems } = built.value;
  const localhostProfile = settings.localhostProfile ?? `profiles/${stem}.json`;
  const artifacts = settings.emitters.flatMap((emitter) =>
    emitter
      .emit(profile, { stem, localhostProfile, recording })
      .map((artifact) => ({ ...artifact, role: roles.get(emitter.id) ?? 'other' })),
  );
  return ok({ artifacts, summary: summarizeProfile(profile, await loadDefaultProfile('docker')), problems });
}
