import type { FindingRule } from './review-findings.ts';

type Words = Omit<FindingRule, 'id'>;

const look = 'Allow it only if the program needs it: `seccinch explain` tells what it is good for.';
const accept = 'Leave it out, or accept it with owner, reason and date in the allow-list.';

/** What `diff` may find, in words, as the rules of SARIF, GitHub and GitLab. Sorted by id; the ids are stable. */
const table = {
  'acceptance-expired': {
    level: 'warning',
    title: 'an acceptance that is out of date',
    why: 'The last day of the entry of the allow-list is over, and the gate fails until somebody looks at it.',
    fix: 'Leave the syscall out, or accept it anew.',
  },
  'acceptance-unused': {
    level: 'note',
    title: 'an accepted addition that is none',
    why: 'Nothing that is newly allowed fits the entry of the allow-list.',
    fix: 'Take it out, or mend the name of the syscall.',
  },
  'architectures-changed': {
    level: 'note',
    title: 'other architectures',
    why: 'Calls of an ABI that the profile does not cover kill the thread; those of an added one are decided by the rules.',
    fix: 'Name the architectures that the workload is built for, and no others.',
  },
  'architecture-not-compared': {
    level: 'note',
    title: 'an architecture that is not compared',
    why: 'Both profiles cover it, and seccinch has no table of its syscalls.',
    fix: 'Leave it out unless the workload is built for it.',
  },
  'base-profile-changed': {
    level: 'warning',
    title: 'another base profile',
    why: 'The Security Profiles Operator adds the rules of the base profile, which are not in the file and are not compared.',
    fix: 'Compare what the operator puts on the nodes, in plain form.',
  },
  'default-action-changed': {
    level: 'note',
    title: 'another default action',
    why: 'It decides every call that no rule names.',
    fix: 'Refuse by default: SCMP_ACT_ERRNO with defaultErrnoRet 38.',
  },
  'dialect-changed': {
    level: 'warning',
    title: 'in the dialect of an engine, which the profile before it was not',
    why: 'Rules whose conditions do not fit were dropped as the engine does; for containerd, runc and crun they hold.',
    fix: 'Say with --for who reads the profiles: kubernetes, oci, docker or podman.',
  },
  'flags-changed': {
    level: 'note',
    title: 'other flags',
    why: 'Flags change how the kernel applies the filter, and some runtimes do not start a container with them.',
    fix: 'Leave flags out unless you need them.',
  },
  'listener-changed': {
    level: 'warning',
    title: 'another listener',
    why: 'The process at that socket answers what the filter leaves to SCMP_ACT_NOTIFY: it can let calls through.',
    fix: 'Make sure that it is there wherever the profile is used, and what it lets through.',
  },
  'listener-metadata-changed': {
    level: 'warning',
    title: 'the listener is told something else',
    why: 'It may decide by it what it lets through of what the filter leaves to SCMP_ACT_NOTIFY.',
    fix: 'See what the listener makes of it.',
  },
  'name-unknown': {
    level: 'note',
    title: 'a name that no table knows',
    why: 'It is not compared. Runtimes leave out what their libseccomp does not know, in silence.',
    fix: 'Mend the name, or use a newer seccinch where the syscall is newer.',
  },
  'profile-not-loaded': {
    level: 'error',
    title: 'no container starts under the profile',
    why: 'The runtime or libseccomp refuses the profile.',
    fix: 'Mend what the message names; `seccinch lint` shows where.',
  },
  'profile-removed': {
    level: 'warning',
    title: 'a profile that was removed',
    why: 'A container that still names it does not start; one that names none any more may make every call.',
    fix: 'See what the containers that used it have now.',
  },
  'profile-undecided': {
    level: 'error',
    title: 'a profile too complex to compare',
    why: 'It is not known what libseccomp makes of it; that may take minutes or longer while a container starts.',
    fix: 'Write the rules that the message names with fewer conditions.',
  },
  'syscall-added': {
    level: 'note',
    title: 'newly allowed',
    why: 'It was refused and is let through now, for some arguments at least, or left to a listener or a tracer.',
    fix: look,
  },
  'syscall-added-risky': {
    level: 'warning',
    title: 'newly allowed, and risky',
    why: 'It was refused and is let through now, and it has a class of risk, or no default profile of an engine allows it.',
    fix: accept,
  },
  'syscall-answered': {
    level: 'note',
    title: 'answered otherwise',
    why: 'Programs that fall back on one errno may not on another.',
    fix: 'Answer ENOSYS where programs have a way around the call.',
  },
  'syscall-narrowed': {
    level: 'note',
    title: 'allowed for fewer arguments',
    why: 'Some uses that were let through are refused now.',
    fix: 'Make sure that the workload runs: `seccinch check` or `seccinch verify`.',
  },
  'syscall-removed': {
    level: 'note',
    title: 'newly refused',
    why: 'It was let through and is refused now.',
    fix: 'Make sure that the workload runs: `seccinch check` or `seccinch verify`.',
  },
  'syscall-shifted': {
    level: 'note',
    title: 'allowed for other arguments',
    why: 'Some uses that were refused are let through now, and others not any more.',
    fix: look,
  },
  'syscall-shifted-risky': {
    level: 'warning',
    title: 'allowed for other arguments, and risky',
    why: 'Some uses that were refused are let through now, and it has a class of risk, or no default profile allows it.',
    fix: accept,
  },
  'syscall-undecided': {
    level: 'warning',
    title: 'too many conditions to compare',
    why: 'It is not known whether both profiles decide the call alike.',
    fix: 'Write its rules with fewer conditions.',
  },
  'syscall-widened': {
    level: 'note',
    title: 'allowed for more arguments',
    why: 'Some uses that were refused are let through now.',
    fix: look,
  },
  'syscall-widened-risky': {
    level: 'warning',
    title: 'allowed for more arguments, and risky',
    why: 'Some uses that were refused are let through now, and it has a class of risk, or no default profile allows it.',
    fix: accept,
  },
} as const satisfies Record<string, Words>;

/** A key of the table. */
export type DiffRuleId = keyof typeof table;

/** The rules of `diff`, sorted by id. */
export const diffRules: readonly FindingRule[] = Object.entries<Words>(table).map(([id, words]) => ({ id, ...words }));
