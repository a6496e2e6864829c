import type { Abi } from './abi.ts';
import type { Ending } from './ending.ts';
import type { Problem } from './problem.ts';
import type { Reason } from './profile.ts';
import type { IgnoreRule } from './record-fate.ts';
import type { Gap } from './recording.ts';
import type { Subject } from './subject.ts';
import type { RiskFact, SyscallRisk } from './syscall-risk.ts';

/** What a profile allows and why, each syscall under the first of its reasons only, so that the counts add up. */
export interface ProfileSummary {
  readonly name: string;
  readonly allowed: number;
  readonly observed: readonly string[];
  readonly unreturned: readonly string[];
  /** Seen only where a filter in force refused them. */
  readonly attempted: readonly string[];
  /** Seen only through events inside them. */
  readonly inside: readonly string[];
  readonly runtime: readonly string[];
  /** The source of the evidence cannot show them. */
  readonly unseen: readonly string[];
  readonly fallbacks: readonly { readonly rule: string; readonly syscalls: readonly string[] }[];
  /** Answered with an errno of their own, so that the workload takes its way around them. */
  readonly refused: readonly { readonly syscall: string; readonly errno: string }[];
  readonly architectures: readonly string[];
  readonly defaultAction: string;
  readonly noNewPrivileges: boolean;
  /** Nothing when there is no such default for the ABI. */
  readonly against?: Comparison;
}

/** A profile beside an engine's default. Counts are of the syscalls the ABI has. */
export interface Comparison {
  readonly title: string;
  readonly allowed: number;
  readonly conditional: number;
  readonly known: number;
  /** Allowed here and not there, or there only for some arguments. */
  readonly beyond: readonly string[];
}

/** A file that was written, and what it is for. */
export interface WrittenFile {
  readonly path: string;
  readonly role: 'recording' | 'seccomp' | 'kubernetes' | 'other';
}

/** The result of `record`. */
export interface RecordVerdict {
  readonly kind: 'record';
  readonly name: string;
  /** How many runs were asked for; fewer were made when the user interrupted. */
  readonly asked: number;
  /** One per run: how it ended, and which syscalls the runs before had not shown. */
  readonly runs: readonly { readonly ending: Ending; readonly status: string; readonly added: readonly string[] }[];
  readonly profile: ProfileSummary;
  readonly gaps: readonly Gap[];
  readonly files: readonly WrittenFile[];
}

/** The result of `generate`. */
export interface GenerateVerdict {
  readonly kind: 'generate';
  readonly profile: ProfileSummary;
  readonly gaps: readonly Gap[];
  readonly files: readonly WrittenFile[];
}

/** The result of `ingest` and `merge`, when it is not the recording itself. */
export interface RecordingsVerdict {
  readonly kind: 'recordings';
  readonly recordings: readonly {
    readonly subject: string;
    readonly subjectKind: Subject['kind'];
    readonly path: string;
    readonly runs: number;
    readonly syscalls: number;
    /** How often something told of a call: on entry, on return, or by an event inside it. */
    readonly events: number;
    /** How many calls there surely were: entry and return tell of the same one. */
    readonly calls: number;
    /** Syscalls that a filter in force refused, sorted. */
    readonly refused: readonly string[];
    /** How many events the source says it lost, of whomever they were; left out for sources that never say. */
    readonly lost?: number;
    readonly gaps: readonly Gap[];
  }[];
  /** What became of the records of all input, where a parser accounted for them. */
  readonly records?: RecordSummary;
}

/** How many records (lines, for most formats) there were, and what became of them; the parts add up to `all`. */
export interface RecordSummary {
  readonly all: number;
  readonly evidence: number;
  /** By the rule that set them aside, the largest number first. */
  readonly ignored: readonly { readonly rule: IgnoreRule; readonly times: number }[];
  readonly problems: number;
}

/** One rule, explained. `reasons` is empty when nothing at hand says why it is there. */
export interface ExplainedRule {
  readonly syscall: string;
  /** `allow`, or what the file says: `SCMP_ACT_ERRNO 38`. */
  readonly action: string;
  /** It depends on arguments. */
  readonly conditional?: true;
  readonly reasons: readonly Reason[];
  /** What the call does, one clause without a full stop; nothing for a name that no ABI has. */
  readonly purpose?: string;
  /** Where the call is let through; classes that hang on an argument for the values that are. */
  readonly risk?: SyscallRisk;
  /** It is let through, and in a class of risk or let through by no default profile. */
  readonly risky: boolean;
}

/** The result of `explain` for a class of risk. */
export interface RiskClassVerdict {
  readonly kind: 'risk-class';
  readonly name: string;
  readonly title: string;
  /** What makes a syscall a member, in sentences. */
  readonly rule: string;
  readonly reference: string;
  /** Sorted by syscall. */
  readonly members: readonly { readonly syscall: string; readonly fact: RiskFact }[];
}

/** The result of `explain` for a profile or a recording. */
export interface ExplainVerdict {
  readonly kind: 'explain';
  readonly name: string;
  readonly source: string;
  /** The options that make this profile from this recording, as words of the command line; nothing when none does. */
  readonly madeWith?: readonly string[];
  /** Whether a recording is at hand that can give reasons. */
  readonly recorded: boolean;
  /** What becomes of every call that no rule names, as the file says it: `SCMP_ACT_ERRNO 38`; nothing for a recording. */
  readonly defaultAction?: string;
  readonly rules: readonly ExplainedRule[];
  /** What the recording asks for and the file lacks; empty when the file was made from it. */
  readonly missing: readonly string[];
  readonly gaps: readonly Gap[];
}

/** The result of `explain` for a syscall name. */
export interface SyscallVerdict extends SyscallRisk {
  readonly kind: 'syscall';
  readonly name: string;
  /** What it does, one clause without a full stop. */
  readonly purpose?: string;
  readonly numbers: readonly { readonly abi: string; readonly number: number }[];
  readonly sinceKernel?: string;
  readonly sinceLibseccomp?: string;
  /** It is in a class of risk, or no default profile lets it through. */
  readonly risky: boolean;
  readonly runtimes: readonly Reason[];
}

/** A call that a filter stopped, or would have, and how often. */
export interface RefusedCall {
  /** Where it can be told. */
  readonly abi?: Abi;
  /** Nothing where a process was killed and the trace does not show in which call. */
  readonly syscall?: string;
  /**
   * `default`: no rule names it; `condition`: rules allow it for other arguments only; `architecture`: the profile does
   * not cover its ABI; `rule`: a rule answers it so.
   */
  readonly by: 'default' | 'condition' | 'architecture' | 'rule';
  /** What the caller got under the profile: an errno, or SIGSYS; nothing where it was met without being enforced only. */
  readonly answer?: string;
  readonly times: number;
  /** Command names (comm) of who made it, as strace escapes them, sorted; empty where the trace does not tell. */
  readonly programs: readonly string[];
}

/** What came of running a workload under a profile. */
export interface VerifiedRun {
  /** The workload's program was executed under the profile. */
  readonly started: boolean;
  /** The runtime's words, where it did not. */
  readonly words?: string;
  /** `stopped`: as was asked for, by `--for` or when the exercise was over. */
  readonly ending: 'itself' | 'stopped' | 'timeout';
  /** The workload's exit status, 128+n where signal n ended it; nothing where it did not start. */
  readonly status?: number;
  /** With `--compare`: its output is that of a run without the profile. */
  readonly sameOutput?: boolean;
  /** It started and ended as expected. */
  readonly asExpected: boolean;
  /** What the workload asks for and the profile does not let through; of the runtime's calls where it did not start. */
  readonly missing: readonly RefusedCall[];
  /** Refused too, but not asked for when nothing is refused: ways around the missing ones. */
  readonly wake: readonly RefusedCall[];
  /** Answered by rules of the profile, as intended. */
  readonly answered: readonly RefusedCall[];
}

/** The result of `verify`. */
export interface VerifyVerdict {
  readonly kind: 'verify';
  /** The profile's file. */
  readonly profile: string;
  /** The runtime and its version. */
  readonly runtime: string;
  readonly noNewPrivileges: boolean;
  /** The statuses that count as expected, and why. */
  readonly expected: { readonly statuses: readonly number[]; readonly because: 'default' | 'option' | 'bare' };
  readonly run: VerifiedRun;
  /** With `--repair`, where something was missing. */
  readonly repair?: {
    /** What was let through in addition, sorted. */
    readonly added: readonly RefusedCall[];
    /** Names that no libseccomp knows: no profile can allow them. */
    readonly unknown: readonly string[];
    /** How many times a completed profile was run. */
    readonly rounds: number;
    /** The last of these runs. */
    readonly run: VerifiedRun;
    readonly files: readonly WrittenFile[];
  };
}

/** Anything that `--output json` can print, with the problems met on the way. */
export interface Report<V> {
  readonly verdict: V;
  readonly problems: readonly Problem[];
}
