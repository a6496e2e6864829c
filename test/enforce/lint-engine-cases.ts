import type { LintRuleId } from '../../src/review/lint/lint-rules.ts';
import type { LintWish } from '../review/lint/lint-text.ts';
import { notStarted } from './lint-outcome.ts';
import { allow, call, callOf, profile } from './profile-text.ts';
import type { RawCall } from './register-probe.ts';

/** A profile that a rule about engines is about, one that is as it should be, and what engines do with both. */
export interface EngineCase {
  readonly bad: string;
  readonly clean: string;
  /** Made under both. */
  readonly calls: readonly RawCall[];
  /** With either runtime. */
  readonly podman: Does;
  /** Where dockerd reads the file, too. */
  readonly docker?: Does;
  readonly wish?: LintWish;
}

interface Does {
  readonly bad: string;
  readonly clean: string;
  /** What the engine says of the bad one. */
  readonly says?: RegExp;
}

// No default errno: dockerd before 23 passes over it, and all of them then have EPERM.
const refusing = '"defaultAction": "SCMP_ACT_ERRNO"';
const x86_64 = '"architectures": ["SCMP_ARCH_X86_64"]';
const map = '"archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}]';
const ofKernel = (version: string): string =>
  `{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "${version}"}}`;

/** The rules about profiles that engines do not hand to a runtime as they are. */
export const engineCases: Readonly<Partial<Record<LintRuleId, EngineCase>>> = {
  'architectures-both': {
    bad: profile([], [refusing, x86_64, map]),
    clean: profile([], [refusing, map]),
    // The second is killed where the filter is not for its ABI.
    calls: [call('getuid'), callOf('i386', 'getuid32')],
    podman: { bad: notStarted, clean: 'EPERM, EPERM', says: /'architectures' and 'archMap' were specified/ },
    docker: { bad: notStarted, clean: 'EPERM, EPERM', says: /'architectures' and 'archMap' were specified/ },
  },
  'errno-unknown': {
    bad: profile([], [refusing, x86_64, '"defaultErrno": "ENOPE"']),
    clean: profile([], [refusing, x86_64, '"defaultErrno": "ENOSYS"']),
    calls: [call('getuid')],
    podman: { bad: notStarted, clean: 'ENOSYS', says: /unknown errno ENOPE/ },
  },
  'min-kernel-ignored': {
    // The highest that dockerd can read: every kernel that runs is older.
    bad: profile([ofKernel('255.255')], [refusing, x86_64]),
    clean: profile([], [refusing, x86_64]),
    calls: [call('getuid')],
    podman: { bad: 'made', clean: 'EPERM' },
    docker: { bad: 'EPERM', clean: 'EPERM' },
    wish: { for: 'podman' },
  },
  'min-kernel-invalid': {
    bad: profile([ofKernel('4.256')], [refusing, x86_64]),
    clean: profile([ofKernel('4.8')], [refusing, x86_64]),
    calls: [call('getuid')],
    podman: { bad: 'made', clean: 'made' },
    docker: { bad: notStarted, clean: 'made', says: /invalid kernel version/ },
    wish: { for: 'docker' },
  },
  'names-both': {
    bad: profile(['{"name": "getuid", "names": ["getuid"], "action": "SCMP_ACT_ALLOW"}'], [refusing, x86_64]),
    clean: profile(['{"name": "getuid", "action": "SCMP_ACT_ALLOW"}', allow('getgid')], [refusing, x86_64]),
    calls: [call('getuid'), call('getgid')],
    podman: { bad: notStarted, clean: 'made, made', says: /'name' and 'names' were specified/ },
    docker: { bad: notStarted, clean: 'made, made', says: /'name' and 'names' were specified/ },
  },
};
