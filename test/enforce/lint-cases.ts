import type { LintRuleId } from '../../src/review/lint/lint-rules.ts';
import type { LintWish } from '../review/lint/lint-text.ts';
import { neededCalls } from './compare-with-kernel.ts';
import { notStarted } from './lint-outcome.ts';
import {
  allow,
  architectures,
  call,
  callOf,
  errno,
  head,
  plainHead,
  profile,
  refusing,
  rule,
  when,
} from './profile-text.ts';
import type { RawCall } from './register-probe.ts';

/** What a runtime does with a profile: the answers to the calls, or that no container starts. */
export type Outcome = string | Readonly<Record<'runc' | 'crun', string>>;

/** A profile that a rule is about, one that is as it should be, and what runtimes do with both. */
export interface LintCase {
  readonly bad: string;
  readonly clean: string;
  /** Made under both. */
  readonly calls: readonly RawCall[];
  readonly badDoes: Outcome;
  readonly cleanDoes: Outcome;
  readonly wish?: LintWish;
  /** When a start is given up, milliseconds. */
  readonly timeoutMs?: number;
}

const getuid = [call('getuid')];
const both = [call('getuid'), call('getgid')];
const atFdcwd = 0xffff_ff9cn;
const upper = 1n << 32n;

/**
 * For each rule a profile that it is about, and what runc and crun make of it. getuid and getgid take no arguments, so
 * that the registers can hold any; 999 is an errno that the kernel does not have.
 */
export const lintCases: Readonly<Partial<Record<LintRuleId, LintCase>>> = {
  'architecture-unknown': {
    bad: profile([], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_ARM64')),
    clean: profile([], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64')),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'errno 999',
  },
  'architectures-missing': {
    bad: profile([allow('getuid')], [refusing]),
    clean: profile([allow('getuid')], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_X86')),
    calls: [call('getuid'), callOf('i386', 'getuid32')],
    badDoes: 'made, killed',
    cleanDoes: 'made, errno 999',
  },
  'argument-index': {
    bad: profile([allow('getuid', when(6, 'EQ', 1))]),
    clean: profile([allow('getuid', when(5, 'EQ', 1))]),
    calls: [call('getuid', 0, 0, 0, 0, 0, 1)],
    badDoes: notStarted,
    cleanDoes: 'made',
  },
  'argument-twice': {
    bad: profile([allow('getuid', when(0, 'GE', 2), when(0, 'LE', 3))]),
    clean: profile([allow('getuid', when(0, 'EQ', 2)), allow('getuid', when(0, 'EQ', 3))]),
    calls: [call('getuid', 2), call('getuid', 9)],
    badDoes: 'made, made',
    cleanDoes: 'made, errno 999',
  },
  'byte-order-mixed': {
    bad: profile([], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_S390X')),
    clean: profile([], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_PPC64LE')),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'errno 999',
  },
  'compiled-otherwise': {
    bad: profile([errno('getuid', 900, when(0, 'LT', '4294967301')), errno('getuid', 900, when(0, 'LT', 1))]),
    clean: profile([errno('getuid', 900, when(0, 'LT', '4294967301'))]),
    calls: [call('getuid', 0), call('getuid', 3)],
    badDoes: 'errno 900, errno 999',
    cleanDoes: 'errno 900, errno 900',
  },
  'condition-in-vain': {
    bad: profile([allow('getuid'), allow('getuid', when(0, 'EQ', 1))]),
    clean: profile([allow('getuid', when(0, 'EQ', 1))]),
    calls: [call('getuid', 1), call('getuid', 2)],
    badDoes: 'made, made',
    cleanDoes: 'made, errno 999',
  },
  'conditional-beaten': {
    bad: profile([errno('getuid', 900, when(0, 'EQ', 40)), allow('getuid')]),
    clean: profile([errno('getuid', 900, when(0, 'EQ', 40)), allow('getuid', when(0, 'NE', 40))]),
    calls: [call('getuid', 40), call('getuid', 1)],
    badDoes: 'made, made',
    cleanDoes: 'errno 900, made',
  },
  'conditions-conflict': {
    bad: profile([allow('getuid', when(0, 'EQ', 1)), errno('getuid', 900, when(0, 'EQ', 1))]),
    clean: profile([allow('getuid', when(0, 'EQ', 1)), errno('getuid', 900, when(0, 'EQ', 2))]),
    calls: [call('getuid', 1), call('getuid', 2)],
    badDoes: notStarted,
    cleanDoes: 'made, errno 900',
  },
  'conditions-overlap': {
    bad: profile([errno('getuid', 900, when(0, 'EQ', 1)), errno('getuid', 901, when(1, 'EQ', 2))]),
    clean: profile([
      errno('getuid', 900, when(0, 'EQ', 1), when(1, 'NE', 2)),
      errno('getuid', 901, when(0, 'NE', 1), when(1, 'EQ', 2)),
    ]),
    calls: [call('getuid', 1, 2), call('getuid', 1, 0), call('getuid', 0, 2)],
    badDoes: 'errno 901, errno 900, errno 901',
    cleanDoes: 'errno 999, errno 900, errno 901',
  },
  'default-allow': {
    bad: profile([], ['"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"]']),
    clean: profile([]),
    calls: getuid,
    badDoes: 'made',
    cleanDoes: 'errno 999',
  },
  'dialect-key': {
    bad: profile(['{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}}']),
    clean: profile(['{"names": ["getgid"], "action": "SCMP_ACT_ALLOW", "includes": {}}']),
    calls: getuid,
    badDoes: 'made',
    cleanDoes: 'errno 999',
    wish: { for: 'kubernetes' },
  },
  'errno-misplaced': {
    bad: profile(['{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "errnoRet": 1}']),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: { runc: 'made', crun: notStarted },
    cleanDoes: 'made',
  },
  'errno-out-of-range': {
    bad: profile([errno('getuid', 0x10000 + 900)]),
    clean: profile([errno('getuid', 900)]),
    calls: getuid,
    badDoes: 'errno 900',
    cleanDoes: 'errno 900',
  },
  'first-rule-wins': {
    bad: profile([allow('getuid'), errno('getuid', 900)]),
    clean: profile([errno('getuid', 900)]),
    calls: getuid,
    badDoes: 'made',
    cleanDoes: 'errno 900',
  },
  'flag-unknown': {
    bad: profile([], head('"flags": ["SECCOMP_FILTER_FLAG_LOGS"]')),
    clean: profile([], head('"flags": []')),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'errno 999',
  },
  'int-compared-wide': {
    // AF_UNIX with a bit more; SOCK_STREAM.
    bad: profile([allow('socket', when(0, 'NE', 1))]),
    clean: profile([allow('socket', when(0, 'MASKED_EQ', '4294967295', 2))]),
    calls: [call('socket', 1, 1), call('socket', upper + 1n, 1), call('socket', upper + 2n, 1)],
    badDoes: 'errno 999, made, made',
    cleanDoes: 'errno 999, errno 999, made',
  },
  'invalid-type': {
    bad: profile([`{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "args": [${when(0, 'EQ', '"0x10"')}]}`]),
    clean: profile([allow('getuid', when(0, 'EQ', 16))]),
    calls: [call('getuid', 16), call('getuid', 0)],
    badDoes: { runc: notStarted, crun: 'errno 999, made' },
    cleanDoes: 'made, errno 999',
  },
  'key-case': {
    bad: profile(['{"Names": ["getuid"], "action": "SCMP_ACT_ALLOW"}']),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: { runc: 'made', crun: notStarted },
    cleanDoes: 'made',
  },
  'key-missing': {
    bad: profile(['{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "op": "SCMP_CMP_EQ"}]}']),
    clean: profile([allow('getuid', when(0, 'EQ', 5))]),
    calls: [call('getuid', 5), call('getuid', 0)],
    badDoes: 'errno 999, made',
    cleanDoes: 'made, errno 999',
  },
  'key-repeated': {
    bad: profile(['{"names": ["getuid"], "names": ["getgid"], "action": "SCMP_ACT_ALLOW"}']),
    clean: profile([allow('getuid getgid')]),
    calls: both,
    badDoes: { runc: 'errno 999, made', crun: 'made, errno 999' },
    cleanDoes: 'made, made',
  },
  'key-unknown': {
    bad: profile(['{"names": ["getuid"], "action": "SCMP_ACT_ALLOW", "arg": [{"index": 0, "value": 1}]}']),
    clean: profile([allow('getuid', when(0, 'EQ', 1))]),
    calls: [call('getuid', 1), call('getuid', 2)],
    badDoes: 'made, made',
    cleanDoes: 'made, errno 999',
  },
  'listener-missing': {
    bad: profile([], head('"listenerMetadata": "for whom"')),
    clean: profile([], head('"listenerMetadata": ""')),
    calls: getuid,
    badDoes: 'errno 999',
    cleanDoes: 'errno 999',
  },
  'mask-bits': {
    // The mask and what is wanted, the wrong way round.
    bad: profile([allow('getuid', when(0, 'MASKED_EQ', 1, 255))]),
    clean: profile([allow('getuid', when(0, 'MASKED_EQ', 255, 1))]),
    calls: [call('getuid', 1), call('getuid', 3)],
    badDoes: 'made, made',
    cleanDoes: 'made, errno 999',
  },
  'mask-empty': {
    bad: profile([allow('getuid', when(0, 'MASKED_EQ', 0, 5))]),
    clean: profile([allow('getuid', when(0, 'MASKED_EQ', 5, 5))]),
    calls: [call('getuid', 5), call('getuid', 1)],
    badDoes: 'made, made',
    cleanDoes: 'made, errno 999',
  },
  'name-duplicate': {
    bad: profile([allow('getuid getuid')]),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: 'made',
    cleanDoes: 'made',
  },
  'name-empty': {
    bad: profile(['{"names": ["", "getuid"], "action": "SCMP_ACT_ALLOW"}']),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: { runc: notStarted, crun: 'made' },
    cleanDoes: 'made',
  },
  'name-other-abi': {
    bad: profile([allow('umount')]),
    clean: profile([allow('umount umount2')]),
    // Neither path nor flags are any.
    calls: [call('umount2', 0, 0xffff)],
    badDoes: 'errno 999',
    cleanDoes: 'made',
  },
  'name-unknown': {
    bad: profile([allow('pread')]),
    clean: profile([allow('pread64')]),
    calls: [call('pread64', 1000)],
    badDoes: 'errno 999',
    cleanDoes: 'made',
  },
  'names-empty': {
    bad: profile(['{"names": [], "action": "SCMP_ACT_ALLOW"}']),
    clean: profile([]),
    calls: getuid,
    badDoes: 'errno 999',
    cleanDoes: 'errno 999',
  },
  'name-singular': {
    bad: profile(['{"name": "getuid", "action": "SCMP_ACT_ALLOW"}']),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: { runc: 'errno 999', crun: notStarted },
    cleanDoes: 'made',
    wish: { for: 'oci' },
  },
  'notify-default': {
    bad: profile([], ['"defaultAction": "SCMP_ACT_NOTIFY", "architectures": ["SCMP_ARCH_X86_64"]']),
    clean: profile([]),
    calls: getuid,
    badDoes: { runc: notStarted, crun: 'ENOSYS' },
    cleanDoes: 'errno 999',
  },
  'notify-unheard': {
    bad: profile([rule('getuid', '"SCMP_ACT_NOTIFY"')]),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: { runc: notStarted, crun: 'ENOSYS' },
    cleanDoes: 'made',
  },
  'notify-write': {
    bad: `{${plainHead.join(', ')}, "listenerPath": "/run/seccinch-nobody.sock", "syscalls": [${rule('write', '"SCMP_ACT_NOTIFY"')}, ${allow(neededCalls.filter((name) => name !== 'write').join(' '))}]}`,
    clean: profile([]),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'errno 999',
  },
  'number-form': {
    bad: profile([allow('getuid', when(0, 'EQ', '1e0'))]),
    clean: profile([allow('getuid', when(0, 'EQ', 1))]),
    calls: [call('getuid', 1)],
    badDoes: notStarted,
    cleanDoes: 'made',
  },
  'operand-unused': {
    bad: profile([allow('getuid', when(0, 'EQ', 255, 1))]),
    clean: profile([allow('getuid', when(0, 'MASKED_EQ', 255, 1))]),
    calls: [call('getuid', 257), call('getuid', 255)],
    badDoes: 'errno 999, made',
    cleanDoes: 'made, errno 999',
  },
  'rule-idle': {
    bad: profile([errno('pidfd_getfd', 999)]),
    clean: profile([]),
    calls: [call('clone3'), call('faccessat2')],
    badDoes: { runc: 'errno 999, ENOSYS', crun: 'errno 999, errno 999' },
    cleanDoes: { runc: 'errno 999, ENOSYS', crun: 'errno 999, errno 999' },
  },
  'rules-endless': {
    bad: profile([
      allow('getuid', when(0, 'GT', 5), when(1, 'EQ', 3)),
      allow('getuid', when(0, 'GT', 5), when(1, 'EQ', '4294967303')),
    ]),
    clean: profile([
      allow('getuid', when(0, 'EQ', 5), when(1, 'EQ', 3)),
      allow('getuid', when(0, 'EQ', 5), when(1, 'EQ', '4294967303')),
    ]),
    calls: [call('getuid', 5, 3), call('getuid', 6, 3)],
    badDoes: notStarted,
    cleanDoes: 'made, errno 999',
    timeoutMs: 3000,
  },
  'rules-undecided': {
    bad: profile(
      Array.from({ length: 6 }, (_, rule) =>
        allow('getuid', ...[0, 1, 2, 3, 4, 5].map((index) => when(index, 'LT', (rule * (index + 1)) % 6))),
      ),
    ),
    clean: profile([allow('getuid', ...[0, 1, 2, 3, 4, 5].map((index) => when(index, 'LT', 6)))]),
    calls: [call('getuid', 5)],
    badDoes: notStarted,
    cleanDoes: 'made',
    timeoutMs: 3000,
  },
  'runtime-needs': {
    bad: profile([]).replace('"execve",', ''),
    clean: profile([]),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'errno 999',
  },
  'socketcall-open': {
    bad: profile([allow('socket', when(0, 'EQ', 1))], architectures('SCMP_ARCH_X86_64', 'SCMP_ARCH_X86')),
    clean: profile([allow('socket', when(0, 'EQ', 1))]),
    // socket(2) by its number of socketcall(2), with arguments at an address that is none.
    calls: [callOf('i386', 'socket', [2]), callOf('i386', 'socketcall', [1, 0])],
    badDoes: 'errno 999, made',
    cleanDoes: 'killed, killed',
  },
  'token-unknown': {
    bad: profile([rule('getuid', '"ALLOW"')]),
    clean: profile([allow('getuid')]),
    calls: getuid,
    badDoes: notStarted,
    cleanDoes: 'made',
  },
  'too-many-instructions': {
    bad: profile(Array.from({ length: 4100 }, (_, value) => allow('getuid', when(0, 'EQ', value)))),
    clean: profile([allow('getuid', when(0, 'LT', 4100))]),
    calls: [call('getuid', 4099)],
    badDoes: notStarted,
    cleanDoes: 'made',
  },
  'value-sign-extended': {
    bad: profile([allow('faccessat', when(0, 'EQ', '18446744073709551516'))]),
    clean: profile([allow('faccessat', when(0, 'MASKED_EQ', '4294967295', '4294967196'))]),
    // AT_FDCWD in both forms.
    calls: [call('faccessat', atFdcwd, 0), call('faccessat', 2n ** 64n - 100n, 0)],
    badDoes: 'errno 999, made',
    cleanDoes: 'made, made',
  },
};
