import fc from 'fast-check';
import { abis } from '../../src/model/abi.ts';
import type { Answer, LoadFailureReason } from '../../src/model/check-verdict.ts';
import {
  type Acceptance,
  type CallChange,
  type ComparedSide,
  type DiffVerdict,
  type FamilyMap,
  failOnDiffLevels,
  type Need,
  type SettingChange,
  type Treatment,
} from '../../src/model/diff-verdict.ts';
import { type LintFinding, type LintRule, type LintVerdict, lintFailOnLevels } from '../../src/model/lint-verdict.ts';
import type { ReviewedProfile, ReviewVerdict } from '../../src/model/review-verdict.ts';
import type { RiskyValue, SyscallRisk } from '../../src/model/syscall-risk.ts';
import { arbitraryCondition } from '../emit/arbitrary-profile.ts';
import { hostileText } from '../model/arbitrary-recording.ts';

/** What starts something in Markdown, HTML, a terminal, a log of GitHub Actions or a SARIF message. */
export const hostilePieces = [
  '`',
  '``',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r\n',
  '\n\n',
  '\u2028',
  '\u0085',
  ' ',
  '\t',
  '    ',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onfocus='alert(1)",
  '</details>',
  '</table>',
  '</script>',
  '<!--',
  '-->',
  '--!>',
  '&lt;',
  '&#64;',
  '{{constructor}}',
  '${0}',
  '{0}',
  '[text](1)',
  '[link](https://example.org)',
  '![image](//example.org/x.png)',
  '[ref]: https://example.org',
  'https://example.org',
  'javascript:alert(1)',
  'www.example.org',
  'someone@example.org',
  '@octocat',
  '@org/team',
  '#1',
  'GH-1',
  'org/repo#1',
  'ff1c5c8ea7a4d3b0a1d2e3f4a5b6c7d8e9f0a1b2',
  ':tada:',
  '$x$',
  '**',
  '__',
  '~~',
  '# ',
  '> ',
  '- [ ] ',
  '1. ',
  '---',
  '::error::',
  '::stop-commands::x',
  '::add-mask::a',
  '##[error]',
  '%0A',
  '%25',
  ',',
  ':',
  '\u001b[31m',
  '\u001b]8;;https://example.org\u0007',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\ud800',
  '\udc00',
  '🚀',
  '__proto__',
  'read',
  'a',
] as const;

/** Text as bad as it comes: pieces of the above in any order, and other strangers' strings. */
export const hostileWords: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...hostilePieces), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
  hostileText,
);

const line = fc.integer({ min: 1, max: 5000 });
const count = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Number.MAX_SAFE_INTEGER));
const someAbis = fc.subarray([...abis], { minLength: 1, maxLength: 3 });
const yesOrNo = fc.constantFrom('yes' as const, 'conditional' as const, 'no' as const);
const references = fc.oneof(
  fc.constantFrom('https://man7.org/linux/man-pages/man2/bpf.2.html', 'seccomp(2)', 'runc 1.3.0 patchbpf.go'),
  hostileWords,
);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc
    .constantFrom('allow', 'log', 'trap', 'notify', 'kill-thread', 'kill-process', 'trace')
    .map((action) => ({ action }) as Answer),
  fc.constantFrom(0, 1, 38, 4095).map((errno) => ({ action: 'errno' as const, errno })),
);

const conditions = fc.array(fc.array(arbitraryCondition, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});

/** What becomes of a call: cases with conditions, then one without. */
export const arbitraryTreatment: fc.Arbitrary<Treatment> = fc
  .tuple(fc.array(fc.record({ answer, when: conditions }), { maxLength: 2 }), answer, fc.boolean())
  .map(([cases, last, exact]) => ({ ...(exact ? {} : { exact: false }), cases: [...cases, { answer: last }] }));

const riskyValue: fc.Arbitrary<RiskyValue> = fc.record({
  index: fc.nat(5),
  match: fc.constantFrom('value', 'bits'),
  value: fc.nat(),
  constant: fc.oneof(fc.constantFrom('AF_ALG', 'CLONE_NEWUSER'), hostileWords),
  why: hostileWords,
  reference: references,
});

const risk: fc.Arbitrary<SyscallRisk> = fc.record({
  classes: fc.array(
    fc.record(
      {
        riskClass: fc.oneof(fc.constantFrom('kernel-code', 'socket-family', 'constructor'), hostileWords),
        why: fc.oneof(fc.constant('loads programs into the kernel'), hostileWords),
        reference: references,
        values: fc.array(riskyValue, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['riskClass', 'why', 'reference'] },
    ),
    { maxLength: 2 },
  ),
  capabilities: fc.array(
    fc.record({
      capability: fc.oneof(fc.constantFrom('CAP_SYS_ADMIN', 'CAP_BPF'), hostileWords),
      needed: fc.constantFrom('always', 'sometimes'),
      reference: references,
    }),
    { maxLength: 2 },
  ),
  cves: fc.array(
    fc.record(
      {
        id: fc.oneof(fc.constantFrom('CVE-2022-0185', 'CVE-2016-5195'), hostileWords),
        nickname: hostileWords,
        what: hostileWords,
        args: hostileWords,
        needs: hostileWords,
        reference: references,
      },
      { requiredKeys: ['id', 'what', 'reference'] },
    ),
    { maxLength: 3 },
  ),
  defaults: fc.array(fc.record({ title: fc.oneof(fc.constant("Docker's default"), hostileWords), allows: yesOrNo }), {
    maxLength: 3,
  }),
});

const need: fc.Arbitrary<Need> = fc.record(
  {
    subject: hostileWords,
    subjectKind: fc.oneof(fc.constantFrom('command', 'container', 'pod'), hostileWords),
    calls: count,
    seenIn: fc.integer({ min: 1, max: 3 }),
    runs: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['subject', 'subjectKind', 'calls', 'runs'] },
);

const day = fc.oneof(fc.constantFrom('2027-01-31', '2020-02-29'), hostileWords);

const acceptance: fc.Arbitrary<Acceptance> = fc.record({
  owner: hostileWords,
  reason: hostileWords,
  expires: day,
  expired: fc.boolean(),
  line,
});

const call = fc.record({
  syscall: fc.oneof(fc.constantFrom('bpf', 'io_uring_setup', 'clone3', 'constructor', 'read'), hostileWords),
  abis: someAbis,
  before: arbitraryTreatment,
  after: arbitraryTreatment,
  needs: fc.array(need, { maxLength: 3 }),
  line: fc.option(line, { nil: undefined }),
});

/** A change; with what goes with those that let more through where it is one. */
export const arbitraryChange: fc.Arbitrary<CallChange> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('added' as const, 'widened' as const, 'shifted' as const),
      call,
      fc.option(risk, { nil: undefined }),
      fc.boolean(),
      fc.option(acceptance, { nil: undefined }),
    )
    .map(([kind, { line: place, ...rest }, facts, risky, accepted]) => ({
      kind,
      ...rest,
      ...(facts !== undefined && { risk: facts }),
      risky,
      ...(accepted !== undefined && { accepted }),
      ...(place !== undefined && { line: place }),
    })),
  fc
    .tuple(fc.constantFrom('removed' as const, 'narrowed' as const, 'answered' as const), call)
    .map(([kind, { line: place, ...rest }]) => ({
      kind,
      ...rest,
      risky: false,
      ...(place !== undefined && { line: place }),
    })),
);

const failure = fc.record(
  {
    reason: fc.constantFrom<LoadFailureReason[]>(
      'flag-unknown',
      'rules-conflict',
      'rules-undecided',
      'too-many-instructions',
      'name-empty',
    ),
    rule: fc.nat(400),
    line,
    what: hostileWords,
  },
  { requiredKeys: ['reason'] },
);

const names = fc.uniqueArray(hostileWords, { maxLength: 3 }).map((some) => some.sort());

const words = { before: hostileWords, after: hostileWords, line };

const setting: fc.Arbitrary<SettingChange> = fc.oneof(
  fc.record(
    { kind: fc.constant('default-action' as const), before: answer, after: answer, calls: fc.nat(400), line },
    { requiredKeys: ['kind', 'before', 'after', 'calls'] },
  ),
  fc.record(
    { kind: fc.constantFrom('architectures' as const, 'flags' as const), added: names, removed: names, line },
    { requiredKeys: ['kind', 'added', 'removed'] },
  ),
  fc.record({ kind: fc.constant('base-profile' as const), ...words }, { requiredKeys: ['kind'] }),
  fc.record(
    {
      kind: fc.constantFrom('listener' as const, 'listener-metadata' as const),
      ...words,
      idle: fc.constant(true as const),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    {
      kind: fc.constant('loading' as const),
      before: failure,
      after: failure,
      runtimes: fc.constant([{ runtime: 'runc', from: '1.0.0', before: '1.1.15' }]),
    },
    { requiredKeys: ['kind'] },
  ),
);

const side: fc.Arbitrary<ComparedSide> = fc.record(
  {
    label: fc.oneof(fc.constantFrom('app.seccomp.json', 'main:profiles/app.json', 'docker-default', '-'), hostileWords),
    form: fc.constantFrom('oci', 'docker', 'containers-common', 'spo', 'recording', 'built-in'),
    path: fc.oneof(fc.constantFrom('app.seccomp.json', 'profiles/a b.json'), hostileWords),
    allowed: fc.nat(400),
  },
  { requiredKeys: ['label', 'form', 'allowed'] },
);

const family: fc.Arbitrary<FamilyMap> = fc.record({
  family: fc.oneof(fc.constant('network'), hostileWords),
  calls: fc.array(
    fc.record(
      { syscall: fc.oneof(fc.constant('socket'), hostileWords), before: yesOrNo, after: yesOrNo, calls: count },
      { requiredKeys: ['syscall', 'before', 'after'] },
    ),
    { maxLength: 4 },
  ),
});

/** How much a change matters, the first the most: as `DiffVerdict` has its changes sorted. */
function weight({ kind, risky }: CallChange): number {
  if (kind !== 'added' && kind !== 'widened' && kind !== 'shifted') return 2;
  return risky ? 0 : 1;
}

/** What `diff` may find, every name in it as bad as it comes. */
export const arbitraryDiffVerdict: fc.Arbitrary<DiffVerdict> = fc
  .record({
    kind: fc.constant('diff' as const),
    old: side,
    new: side,
    resolvedFor: fc.record(
      {
        capabilities: fc.array(fc.oneof(fc.constant('CAP_SYS_ADMIN'), hostileWords), { maxLength: 2 }),
        kernel: fc.oneof(fc.constant('6.1'), hostileWords),
        abis: someAbis,
      },
      { requiredKeys: ['capabilities', 'abis'] },
    ),
    settings: fc.array(setting, { maxLength: 3 }),
    changes: fc.uniqueArray(arbitraryChange, { maxLength: 8, selector: ({ syscall }) => syscall }),
    unknown: fc.array(
      fc.record(
        { side: fc.constantFrom('old' as const, 'new' as const), name: hostileWords, line },
        { requiredKeys: ['side', 'name'] },
      ),
      { maxLength: 3 },
    ),
    undecided: fc.array(fc.record({ syscall: hostileWords, abi: fc.constantFrom(...abis) }), { maxLength: 2 }),
    notCompared: names,
    allowList: fc.record({ label: hostileWords, path: hostileWords }, { requiredKeys: ['label'] }),
    acceptances: fc.array(
      fc.record({
        syscall: hostileWords,
        owner: hostileWords,
        expires: day,
        state: fc.constantFrom('used' as const, 'expired' as const, 'unused' as const),
        line,
      }),
      { maxLength: 3 },
    ),
    map: fc.array(family, { maxLength: 3 }),
    defaults: fc.array(
      fc.record({
        title: fc.oneof(fc.constant("Docker's default"), hostileWords),
        allowed: fc.nat(400),
        conditional: fc.nat(9),
      }),
      { maxLength: 3 },
    ),
    gate: fc.record({ failOn: fc.constantFrom(...failOnDiffLevels), fails: fc.boolean() }),
  })
  .map((verdict) => ({
    ...verdict,
    changes: verdict.changes.sort((a, b) => weight(a) - weight(b)),
    equal: verdict.changes.length === 0 && verdict.settings.length === 0,
  }));

const ruleIds = fc.constantFrom('unknown-name', 'conditional-beaten', 'constructor', '__proto__');

const lintRule: fc.Arbitrary<LintRule> = fc.record({
  id: ruleIds,
  severity: fc.constantFrom('error', 'warning', 'note'),
  title: fc.oneof(fc.constant('a name that runc does not know'), hostileWords),
  why: hostileWords,
  fix: hostileWords,
  reference: references,
});

const finding: fc.Arbitrary<LintFinding> = fc.record(
  {
    rule: ruleIds,
    severity: fc.constantFrom('error', 'warning', 'note'),
    source: hostileWords,
    path: hostileWords,
    line,
    column: line,
    what: hostileWords,
    other: hostileWords,
    otherLine: line,
    fixable: fc.boolean(),
  },
  { requiredKeys: ['rule', 'severity', 'source', 'line', 'fixable'] },
);

/** What `lint` may find, every name in it as bad as it comes; every finding is of a rule that is there. */
export const arbitraryLintVerdict: fc.Arbitrary<LintVerdict> = fc
  .record({
    kind: fc.constant('lint' as const),
    files: fc.array(
      fc.record(
        { source: hostileWords, path: hostileWords, findings: fc.nat(9) },
        { requiredKeys: ['source', 'findings'] },
      ),
      { maxLength: 3 },
    ),
    findings: fc.array(finding, { maxLength: 8 }),
    rules: fc.uniqueArray(lintRule, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
    fixed: fc.array(fc.record({ source: hostileWords, mended: count }), { maxLength: 2 }),
    gate: fc.record({ failOn: fc.constantFrom(...lintFailOnLevels), fails: fc.boolean() }),
  })
  .map((verdict) => {
    const known = new Set(verdict.rules.map(({ id }) => id));
    return {
      ...verdict,
      findings: verdict.findings.filter(({ rule }) => known.has(rule)),
      rules: verdict.rules.sort((a, b) => (a.id < b.id ? -1 : 1)),
    };
  });

const arbitraryReviewed: fc.Arbitrary<ReviewedProfile> = fc
  .record({
    path: hostileWords,
    from: hostileWords,
    diff: arbitraryDiffVerdict,
    change: fc.constantFrom('changed', 'renamed', 'added', 'mended', 'removed'),
  })
  .map(({ path, from, diff, change }) => {
    if (change === 'removed') return { path, change };
    return change === 'renamed' ? { path, change, from, diff } : { path, change, diff };
  });

/** A review of some profiles, every name in it as bad as it comes. */
export const arbitraryReviewVerdict: fc.Arbitrary<ReviewVerdict> = fc.record({
  kind: fc.constant('review'),
  revision: hostileWords,
  baseline: hostileWords,
  profiles: fc.array(arbitraryReviewed, { maxLength: 4 }),
  gate: fc.record({ failOn: fc.constantFrom('none', 'added', 'any'), fails: fc.boolean() }),
});
