import type { Abi } from './abi.ts';
import type { AllowListFile } from './allow-list.ts';
import type { Answer, LoadFailure, RuntimeRange } from './check-verdict.ts';
import type { ArgumentCondition } from './profile.ts';
import type { SyscallRisk } from './syscall-risk.ts';

/** In which form a side of a comparison was written. */
export type ProfileForm = 'oci' | 'docker' | 'containers-common' | 'spo' | 'recording' | 'built-in';

/** One side of a comparison. */
export interface ComparedSide {
  /** As the user named it: a path, `main:profiles/app.json`, `docker-default`, `-`. */
  readonly label: string;
  readonly form: ProfileForm;
  /** Path of the file relative to the working folder, `/` between its parts; nothing where it is not a file there. */
  readonly path?: string;
  /** How many syscalls it lets through for some arguments at least, of the first ABI compared. */
  readonly allowed: number;
}

/** What becomes of a call: the first case whose conditions fit; the last has none. */
export interface Treatment {
  /**
   * Nothing: the cases are what the filter does. `false`: they are the rules as written, of which libseccomp makes
   * something else, because several of them meet.
   */
  readonly exact?: false;
  readonly cases: readonly {
    readonly answer: Answer;
    /** Of the lists one has to hold, of a list all conditions; left out: in every other case. */
    readonly when?: readonly (readonly ArgumentCondition[])[];
  }[];
}

/**
 * - `added`: let through now, at least for some arguments, and not at all before;
 * - `removed`: the reverse of that;
 * - `widened`: let through for more arguments than before, and for all it was before;
 * - `narrowed`: the reverse of that;
 * - `shifted`: for some arguments more than before, for others not any more;
 * - `answered`: let through or not as before, with another answer (errno, kill, log …).
 *
 * What is left to a listener or a tracer, which may let it through, is more than refused and less than let through.
 */
export type ChangeKind = 'added' | 'removed' | 'widened' | 'narrowed' | 'shifted' | 'answered';

/** Who needs a syscall, as a recording tells. */
export interface Need {
  /** The subject of the recording: a command, a container. */
  readonly subject: string;
  readonly subjectKind: string;
  /** Calls that surely were. */
  readonly calls: number;
  /** In how many of the runs of the recording it was seen, where that is told. */
  readonly seenIn?: number;
  readonly runs: number;
}

/** An entry of the allow-list that fits an addition. */
export interface Acceptance {
  readonly owner: string;
  readonly reason: string;
  /** `2027-01-31`: the last day on which it counts. */
  readonly expires: string;
  readonly expired: boolean;
  /** Line of the entry in the allow-list. */
  readonly line: number;
}

/** One syscall that is decided otherwise than before, under all the ABIs where the change is the same. */
export interface CallChange {
  readonly kind: ChangeKind;
  readonly syscall: string;
  /** At least one, in the order of the comparison. */
  readonly abis: readonly Abi[];
  readonly before: Treatment;
  readonly after: Treatment;
  /** Where the change is one that lets more through: `added`, `widened`, `shifted`. */
  readonly risk?: SyscallRisk;
  /** It has a risk class, or no default profile of an engine lets it through. */
  readonly risky: boolean;
  /** Empty where no recording is at hand or none shows it. */
  readonly needs: readonly Need[];
  readonly accepted?: Acceptance;
  /** Line in the new file of the first rule that names it; nothing where none does. */
  readonly line?: number;
}

/** Something else than a call that differs. */
export type SettingChange =
  | {
      /** What becomes of every call that no rule names. */
      readonly kind: 'default-action';
      readonly before: Answer;
      readonly after: Answer;
      /** How many calls of the first ABI are decided otherwise for this alone: they are not among the changes. */
      readonly calls: number;
      readonly line?: number;
    }
  /** ABIs that only one of them covers: calls of an ABI that is not covered kill the thread. */
  | {
      readonly kind: 'architectures';
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly line?: number;
    }
  | {
      readonly kind: 'flags';
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly line?: number;
    }
  /**
   * Who answers what the filter leaves to a listener (SCMP_ACT_NOTIFY): the path of its socket, and what the listener is told
   * beside (`listenerMetadata`), by which it may decide. `idle`: neither profile asks one, so that nothing comes of it.
   */
  | {
      readonly kind: 'listener' | 'listener-metadata';
      readonly before?: string;
      readonly after?: string;
      readonly idle?: true;
      readonly line?: number;
    }
  /** Whose rules the Security Profiles Operator adds, which are not in the file: what they let through is not compared. */
  | { readonly kind: 'base-profile'; readonly before?: string; readonly after?: string; readonly line?: number }
  /**
   * The old profile is plain, the new one in the dialect of an engine, and nobody says who reads them: for what knows no
   * dialect, rules hold that are dropped here, so that not all that is let through may have been compared.
   */
  | { readonly kind: 'dialect'; readonly before: 'oci'; readonly after: 'docker' | 'containers-common' }
  /**
   * Whether a container starts under it at all; nothing where it does. Without `runtimes`, libseccomp itself does not take
   * one side, or either: then no call is compared. With them, these object to one side before libseccomp sees it.
   */
  | {
      readonly kind: 'loading';
      readonly before?: LoadFailure;
      readonly after?: LoadFailure;
      readonly runtimes?: readonly RuntimeRange[];
    };

/** Calls of a family, for the map of a page: how many there are and which of them either side lets through. */
export interface FamilyMap {
  /** A title: `file system`, `network`. */
  readonly family: string;
  readonly calls: readonly {
    readonly syscall: string;
    readonly before: 'yes' | 'conditional' | 'no';
    readonly after: 'yes' | 'conditional' | 'no';
    /** Calls recorded, where a recording is at hand. */
    readonly calls?: number;
  }[];
}

/** The result of `diff`. Lists are sorted; `changes` by what matters: first what lets more through and is risky. */
export interface DiffVerdict {
  readonly kind: 'diff';
  readonly old: ComparedSide;
  readonly new: ComparedSide;
  /** Under which circumstances both were resolved: capabilities (sorted), kernel, ABIs compared. */
  readonly resolvedFor: {
    readonly capabilities: readonly string[];
    readonly kernel?: string;
    readonly abis: readonly Abi[];
  };
  /** Both decide every call alike, and have the same settings and the same rules for unknown names. */
  readonly equal: boolean;
  readonly settings: readonly SettingChange[];
  readonly changes: readonly CallChange[];
  /** Names that no table knows, on either side: they may be newer than seccinch. */
  readonly unknown: readonly { readonly side: 'old' | 'new'; readonly name: string; readonly line?: number }[];
  /** Calls with so many conditions that it is not known whether they are decided alike: `equal` is not said of these. */
  readonly undecided: readonly { readonly syscall: string; readonly abi: Abi }[];
  /** Architectures that both sides cover and seccinch has no table for: their calls are not compared, sorted. */
  readonly notCompared: readonly string[];
  /** The allow-list, where there is one. */
  readonly allowList?: AllowListFile;
  /** Entries of the allow-list for this profile, in its order, and whether they fit an addition. */
  readonly acceptances: readonly {
    readonly syscall: string;
    readonly owner: string;
    readonly expires: string;
    /** `expired` whether it fits or not. */
    readonly state: 'used' | 'expired' | 'unused';
    readonly line: number;
  }[];
  /** Of the first ABI compared; every call that it has. */
  readonly map: readonly FamilyMap[];
  /** The defaults of engines beside both, for the first ABI compared. */
  readonly defaults: readonly { readonly title: string; readonly allowed: number; readonly conditional: number }[];
  /** What the gate found: the level it was set to, and whether it is reached. */
  readonly gate: { readonly failOn: FailOnDiff; readonly fails: boolean };
}

/**
 * The levels of `diff --fail-on`.
 * - `added`: something is let through that was not, and no entry of the allow-list accepts it: calls, for some arguments
 *   at least, or left to a listener or a tracer; a default action that does so; another listener that is asked,
 *   or other words for it; another base profile; another architecture; a name that no table knows; a dialect that
 *   conditions came with, where it is not said who reads them;
 * - `risky`: the same, but of calls only those that are risky;
 * - `removed`: something is not let through any more;
 * - `any`: anything differs that is not accepted.
 *
 * At each of them but `none` it also fails where the comparison could not be made, and where an entry has expired.
 */
export const failOnDiffLevels = ['none', 'added', 'removed', 'risky', 'any'] as const;

/** @see failOnDiffLevels */
export type FailOnDiff = (typeof failOnDiffLevels)[number];
