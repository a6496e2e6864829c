import type { CallChange, DiffVerdict, Treatment } from '../../src/model/diff-verdict.ts';
import type { LintVerdict } from '../../src/model/lint-verdict.ts';

const allowed: Treatment = { cases: [{ answer: { action: 'allow' } }] };
const refused: Treatment = { cases: [{ answer: { action: 'errno', errno: 38 } }] };
const flags: Treatment = {
  cases: [
    {
      answer: { action: 'allow' },
      when: [[{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 0x7e020000n, valueTwo: 0n }]],
    },
    { answer: { action: 'errno', errno: 1 } },
  ],
};

const call = { abis: ['x86_64', 'i386'], before: refused, after: allowed, needs: [], risky: false } as const;

/** A change of each kind, as a review meets them. */
export const sampleChanges: readonly CallChange[] = [
  {
    ...call,
    kind: 'added',
    syscall: 'io_uring_setup',
    risky: true,
    line: 41,
    risk: {
      classes: [
        {
          riskClass: 'filter-bypass',
          why: 'opens, connects, reads and writes through a ring in memory, which no filter sees',
          reference: 'LWN 1054225, "Task-level io_uring restrictions"',
        },
      ],
      capabilities: [],
      cves: [
        { id: 'CVE-2022-29582', what: 'a use after free in io_uring timeouts', reference: 'CVEProject/cvelistV5' },
        { id: 'CVE-2021-41073', what: 'a type confusion in loop_rw_iter', reference: 'CVEProject/cvelistV5' },
      ],
      defaults: [
        { title: "Docker's default", allows: 'no' },
        { title: "containerd's default", allows: 'no' },
        { title: "CRI-O's default", allows: 'no' },
      ],
    },
    needs: [{ subject: 'redis', subjectKind: 'command', calls: 12, seenIn: 3, runs: 3 }],
  },
  {
    ...call,
    kind: 'widened',
    syscall: 'clone',
    risky: true,
    abis: ['x86_64'],
    before: flags,
    line: 12,
    risk: {
      classes: [{ riskClass: 'namespaces', why: 'makes processes in new namespaces', reference: 'clone(2)' }],
      capabilities: [{ capability: 'CAP_SYS_ADMIN', needed: 'sometimes', reference: 'clone(2)' }],
      cves: [],
      defaults: [
        { title: "Docker's default", allows: 'conditional' },
        { title: "CRI-O's default", allows: 'conditional' },
      ],
    },
    accepted: {
      owner: 'platform team',
      reason: 'the sandbox of the browser',
      expires: '2027-01-31',
      expired: false,
      line: 3,
    },
  },
  {
    ...call,
    kind: 'added',
    syscall: 'getrandom',
    line: 30,
    risk: { classes: [], capabilities: [], cves: [], defaults: [{ title: "Docker's default", allows: 'yes' }] },
    needs: [{ subject: 'redis', subjectKind: 'command', calls: 1, seenIn: 1, runs: 3 }],
  },
  { ...call, kind: 'removed', syscall: 'ptrace', before: allowed, after: refused },
  {
    ...call,
    kind: 'answered',
    syscall: 'clone3',
    before: { cases: [{ answer: { action: 'errno', errno: 1 } }] },
    after: refused,
    line: 50,
  },
];

/** A comparison as a review meets it, the names harmless. */
export const sampleDiff: DiffVerdict = {
  kind: 'diff',
  old: { label: 'main:profiles/redis.seccomp.json', form: 'oci', allowed: 62 },
  new: {
    label: 'profiles/redis.seccomp.json',
    form: 'oci',
    path: 'profiles/redis.seccomp.json',
    allowed: 63,
  },
  resolvedFor: { capabilities: ['CAP_CHOWN', 'CAP_NET_BIND_SERVICE'], kernel: '6.1', abis: ['x86_64', 'i386'] },
  equal: false,
  settings: [{ kind: 'architectures', added: ['SCMP_ARCH_X86'], removed: [], line: 4 }],
  changes: sampleChanges,
  unknown: [{ side: 'new', name: 'frobnicate', line: 60 }],
  undecided: [],
  notCompared: [],
  allowList: { label: './deploy/accepted.json', path: 'deploy/accepted.json' },
  acceptances: [
    { syscall: 'clone', owner: 'platform team', expires: '2027-01-31', state: 'used', line: 3 },
    { syscall: 'bpf', owner: 'Ada', expires: '2026-01-31', state: 'expired', line: 9 },
    { syscall: 'keyctl', owner: 'Ada', expires: '2027-12-31', state: 'unused', line: 15 },
  ],
  map: [
    {
      family: 'processes',
      calls: [{ syscall: 'ptrace', before: 'yes', after: 'no', calls: 2 }],
    },
  ],
  defaults: [
    { title: "Docker's default", allowed: 306, conditional: 3 },
    { title: "CRI-O's default", allowed: 297, conditional: 3 },
  ],
  gate: { failOn: 'risky', fails: true },
};

/** Profiles looked over, the names harmless. */
export const sampleLint: LintVerdict = {
  kind: 'lint',
  files: [
    { source: 'profiles/redis.seccomp.json', path: 'profiles/redis.seccomp.json', findings: 2 },
    { source: 'profiles/web.json', path: 'profiles/web.json', findings: 0 },
  ],
  findings: [
    {
      rule: 'clone3-unanswered',
      severity: 'warning',
      source: 'profiles/redis.seccomp.json',
      path: 'profiles/redis.seccomp.json',
      line: 3,
      column: 5,
      fixable: false,
    },
    {
      rule: 'name-unknown',
      severity: 'error',
      source: 'profiles/redis.seccomp.json',
      path: 'profiles/redis.seccomp.json',
      line: 14,
      column: 9,
      what: 'opnat',
      other: 'openat',
      fixable: true,
    },
  ],
  rules: [
    {
      id: 'clone3-unanswered',
      severity: 'warning',
      title: 'clone3 is refused with another errno than ENOSYS, and clone is allowed',
      why: 'C libraries go back from clone3 to clone on ENOSYS only, so that no thread can be started.',
      fix: 'Answer clone3 with SCMP_ACT_ERRNO and `errnoRet` 38.',
      reference: 'glibc sysdeps/unix/sysv/linux/clone-internal.c',
    },
    {
      id: 'name-unknown',
      severity: 'error',
      title: 'a name that no kernel has',
      why: 'runc leaves it out in silence: the call that was meant gets the default action.',
      fix: 'Mend the name.',
      reference: 'runc libcontainer/seccomp/seccomp_linux.go',
    },
  ],
  fixed: [],
  gate: { failOn: 'warning', fails: true },
};
