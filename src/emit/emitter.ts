import type { Profile } from '../model/profile.ts';
import type { Recording } from '../model/recording.ts';

/** What an emitter is told beside the profile. */
export interface EmitContext {
  /** A safe file name stem: `<stem>.seccomp.json`. */
  readonly stem: string;
  /** The `localhostProfile` of the securityContext, relative to the kubelet's seccomp folder. */
  readonly localhostProfile: string;
  /** For what the recording may lack, said where a reviewer will see it. */
  readonly recording: Pick<Recording, 'capabilities' | 'gaps'>;
}

/** A file to be written. */
export interface Artifact {
  readonly fileName: string;
  readonly content: string;
}

/** One output format. Pure and deterministic; the content ends in a newline. */
export interface Emitter {
  /** The value of `--emit`. */
  readonly id: string;
  readonly title: string;
  emit(profile: Profile, context: EmitContext): readonly Artifact[];
}
