import { architectures } from '../kernel/architectures.ts';
import { errnoName } from '../kernel/errnos.ts';
import type { Abi } from '../model/abi.ts';
import type { Answer, Cause, LoadFailure, LoadFailureReason, RuntimeRange } from '../model/check-verdict.ts';
import { printable } from './printable.ts';

/** What the kernel does with a call, in a word or two. */
export function answerWords(answer: Answer, abi: Abi): string {
  switch (answer.action) {
    case 'allow':
      return 'allowed';
    case 'log':
      return 'allowed and logged';
    case 'errno':
      return answer.errno === 0
        ? 'success, without being made'
        : (errnoName(answer.errno, abi) ?? `errno ${answer.errno}`);
    case 'trace':
      return 'up to a tracer, else ENOSYS';
    case 'trap':
      return 'SIGSYS';
    case 'notify':
      return 'up to the listener';
    case 'kill-thread':
      return 'its thread is killed';
    case 'kill-process':
      return 'its process is killed';
  }
}

/** Which part of the filter decides, in words. */
export function causeWords(cause: Cause, abi: Abi): string {
  switch (cause.kind) {
    case 'rule':
      return `by ${ruleWords(cause.rule, cause.line)}`;
    case 'default':
      return 'the default action';
    case 'enosys-stub':
      return 'its number is above all in the profile';
    case 'bad-architecture':
      return `${architectures[abi].scmp} is not in the profile`;
  }
}

const failures: Readonly<Record<LoadFailureReason, (what: string) => string>> = {
  'architecture-byte-order': (what) => `${what} has another byte order than the machine`,
  'architecture-unknown': (what) => `${what} is no architecture that it knows`,
  'argument-index': (what) => `argument index ${what}: a call has six, from 0 to 5`,
  'errno-misplaced': (what) => `an errno beside ${what}, which returns none`,
  'errno-too-large': (what) => `errno ${what} is too large`,
  'flag-unknown': (what) => `${what} is no flag that it knows`,
  'flags-unsupported': (what) => `it takes no flags, and the profile has ${what}`,
  'name-empty': () => 'an empty name',
  'notify-default': () => 'SCMP_ACT_NOTIFY as the default action',
  'notify-unheard': () => 'SCMP_ACT_NOTIFY without a listenerPath',
  'notify-write': () => 'SCMP_ACT_NOTIFY for write',
  'rules-conflict': (what) => `another rule for ${what} has the same conditions and another action`,
  'rules-endless': (what) =>
    `libseccomp never finishes: rules${what === '' ? '' : ` for ${what}`} share a condition and differ in the upper half of another`,
  'rules-undecided': (what) => `rules${what === '' ? '' : ` for ${what}`} meet in too many ways to follow`,
  'too-many-instructions': (what) => `the filter has ${what} instructions or more; the kernel takes 4096`,
};

/** Why a container does not start under a profile. */
export function failureWords({ reason, rule, line, what = '' }: LoadFailure): string {
  const words = failures[reason](printable(what));
  return rule === undefined ? words : `${words} (${ruleWords(rule, line)})`;
}

/** Whether it is not known that a container does not start, only that it is not known whether it does. */
export function isUndecided(failure: LoadFailure | undefined): boolean {
  return failure?.reason === 'rules-undecided';
}

/** `runc >= 1.0.0 < 1.1.15`, `crun 1.8.1` */
export function rangesWords(ranges: readonly RuntimeRange[]): string {
  return ranges
    .map(({ runtime, version, from, before }) =>
      [
        runtime,
        ...(version === undefined ? [] : [version]),
        ...(from === undefined ? [] : [`>= ${from}`]),
        ...(before === undefined ? [] : [`< ${before}`]),
      ].join(' '),
    )
    .join(', ');
}

function ruleWords(rule: number, line: number | undefined): string {
  return line === undefined ? `syscalls[${rule}]` : `syscalls[${rule}], line ${line}`;
}
