import type { Abi } from './abi.ts';
import type { ProfileForm } from './diff-verdict.ts';
import type { OciSeccomp } from './oci-seccomp.ts';
import type { Problem } from './problem.ts';
import type { Recording } from './recording.ts';

/** Where something stands in a text. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** Where a list stands, and each of its items. */
export interface ListPlaces {
  /** The key of the list. */
  readonly list: Place;
  readonly items: readonly Place[];
}

/** Where the parts of one condition stand. */
export interface ConditionPlaces {
  /** The condition itself: its opening bracket, its first line. */
  readonly condition: Place;
  readonly index: Place;
  readonly value: Place;
  readonly valueTwo?: Place;
  readonly op: Place;
}

/** Where the parts of one rule stand. */
export interface RulePlaces {
  /** Its index in the list of the file, where rules may be that do not apply. */
  readonly index: number;
  /** The rule itself: its opening bracket, its first line. */
  readonly rule: Place;
  /** Of each name, in the order of the names. */
  readonly names: readonly Place[];
  readonly action: Place;
  /** Of what gives the errno: `errnoRet`, or `errno` where that wins. */
  readonly errnoRet?: Place;
  readonly args: readonly ConditionPlaces[];
}

/** Where the parts of a profile stand in its file: those that the file has. */
export interface ProfilePlaces {
  readonly defaultAction: Place;
  readonly defaultErrnoRet?: Place;
  /** Of `architectures`, or of the entry of `archMap` that applies; its items are those of the profile, in their order. */
  readonly architectures?: ListPlaces;
  readonly flags?: ListPlaces;
  readonly listenerPath?: Place;
  readonly listenerMetadata?: Place;
  /** In the order of the profile's own `syscalls`, which holds only the rules that apply. */
  readonly rules: readonly RulePlaces[];
}

/** For which container and machine the conditions of Docker's and Podman's dialects are decided. */
export interface ResolutionTarget {
  /** The bounding set, with `CAP_`, sorted. */
  readonly capabilities: readonly string[];
  /** `4.8`; left out: newer than anything a profile asks for. */
  readonly kernel?: string;
  /** The machine's own ABI. */
  readonly abi: Abi;
  /** As whom to read JSON, whose keys say which dialect it is in where this is left out. */
  readonly dialect?: Exclude<ReadProfile['form'], 'spo'>;
}

/** A profile as an engine hands it to a runtime, with where its parts stand. */
export interface ReadProfile {
  readonly form: Exclude<ProfileForm, 'recording' | 'built-in'>;
  readonly profile: OciSeccomp;
  readonly places: ProfilePlaces;
  /** The text is itself what a runtime takes: plain OCI form, not within a `config.json` or a manifest. */
  readonly plain: boolean;
  /** Warnings and notes. */
  readonly problems: readonly Problem[];
}

/** What one side of a comparison is, or a file given to `lint`, `check`, `explain` or `verify`: everything known of it. */
export interface ComparedSource {
  /** As the user named it: a path, `main:profiles/app.json`, `docker-default`, `-`. */
  readonly label: string;
  readonly form: ProfileForm;
  /** Path of the file relative to the working folder, `/` between its parts; nothing where it is not a file there. */
  readonly path?: string;
  /** What a runtime is handed; of a recording, what `generate` makes of it without options. */
  readonly profile: OciSeccomp;
  /** Nothing for built-in profiles and recordings. */
  readonly places?: ProfilePlaces;
  /** @see ReadProfile.plain */
  readonly plain: boolean;
  /** What was read, without a byte order mark; nothing for built-in profiles. */
  readonly text?: string;
  /** Where it is a recording. */
  readonly recording?: Recording;
  /** Warnings and notes: keys that nobody reads, conditions that could not be decided. Each has the label as its source. */
  readonly problems: readonly Problem[];
}
