import type { LintRuleId } from '../../src/review/lint/lint-rules.ts';
import { allow, call, errno, profile, when } from './profile-text.ts';
import type { RawCall } from './register-probe.ts';

/** A `spec` that a rule about SeccompProfiles is about, one that is as it should be, and what becomes of both. */
export interface SpoCase {
  readonly bad: string;
  readonly clean: string;
  /** What the API server keeps of the bad one: a profile; or where the numbers are for which it keeps none. */
  readonly kept: string | readonly string[];
  readonly calls: readonly RawCall[];
  /** What runc and crun do with the bad one as a plain file, which is what it says. */
  readonly says: string;
  /** And with what is kept of it. */
  readonly does?: string;
  readonly cleanDoes: string;
}

const head = ['"defaultAction": "SCMP_ACT_ERRNO"', '"architectures": ["SCMP_ARCH_X86_64"]'];
const ofValue = (value: bigint): string => profile([allow('getuid', when(0, 'EQ', String(value)))], head);
const highest = 2n ** 63n - 1n;

/** The rules about what the Security Profiles Operator's objects cannot hold. */
export const spoCases: Readonly<Partial<Record<LintRuleId, SpoCase>>> = {
  'spo-errno': {
    bad: profile([], [...head, '"defaultErrnoRet": 38']),
    clean: profile([errno('getuid', 38)], head),
    kept: profile([], head),
    calls: [call('getuid')],
    says: 'ENOSYS',
    does: 'EPERM',
    cleanDoes: 'ENOSYS',
  },
  'spo-value': {
    bad: ofValue(2n ** 64n - 1n),
    clean: ofValue(highest),
    kept: ['spec.syscalls[1].args[0].value'],
    calls: [call('getuid', 2n ** 64n - 1n), call('getuid', highest), call('getuid', highest - 1n)],
    says: 'made, EPERM, EPERM',
    cleanDoes: 'EPERM, made, EPERM',
  },
};
