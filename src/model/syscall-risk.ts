/** A value of an argument with which a syscall is in a class of risk: a filter can look at it. */
export interface RiskyValue {
  /** Which argument, from 0. */
  readonly index: number;
  /** `value`: the argument is just that; `bits`: the bit is set, whatever the others are. */
  readonly match: 'value' | 'bits';
  readonly value: number;
  /** `AF_ALG`, `CLONE_NEWUSER` */
  readonly constant: string;
  readonly why: string;
  readonly reference: string;
}

/** What a syscall opens up; the classes themselves, with title, meaning and reference, are a table of `src/kernel/`. */
export interface RiskFact {
  /** A key of the table of classes. */
  readonly riskClass: string;
  /** Why this syscall is in the class: one clause, no full stop. */
  readonly why: string;
  /** Where that can be read: a manual page, a document of an engine, a commit. */
  readonly reference: string;
  /** In the class for these values only; left out: whatever the arguments are. */
  readonly values?: readonly RiskyValue[];
}

/** A capability that a syscall asks for as well, so that allowing it alone may open nothing. */
export interface NeededCapability {
  /** `CAP_SYS_ADMIN` */
  readonly capability: string;
  /** `always`: the call fails without it; `sometimes`: for some uses only. */
  readonly needed: 'always' | 'sometimes';
  /** For which uses, where it is `sometimes`: `CLONE_NEWNS … without CLONE_NEWUSER`. */
  readonly when?: string;
  readonly reference: string;
}

/** A vulnerability whose exploits are known to make the syscall. */
export interface KnownCve {
  /** `CVE-2022-0185` */
  readonly id: string;
  readonly nickname?: string;
  readonly what: string;
  /** Which arguments matter: `socket arg0 == 38 (AF_ALG)`. */
  readonly args?: string;
  /** What it takes besides: `CAP_SYS_ADMIN in a user ns`. */
  readonly needs?: string;
  /** Of its entry in the reference only the title was read. */
  readonly titleOnly?: true;
  readonly reference: string;
}

/** Whether a default profile of an engine allows a syscall, for its default capabilities. */
export interface DefaultStance {
  /** `Docker's default` */
  readonly title: string;
  readonly allows: 'yes' | 'conditional' | 'no';
}

/** What is known of a syscall that matters to who has to judge whether to allow it: facts, no score. */
export interface SyscallRisk {
  /** Empty for what every program does. */
  readonly classes: readonly RiskFact[];
  readonly capabilities: readonly NeededCapability[];
  readonly cves: readonly KnownCve[];
  /** Of the engines whose default was made for an ABI that has the syscall. */
  readonly defaults: readonly DefaultStance[];
}
