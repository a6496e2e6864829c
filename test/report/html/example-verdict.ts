import { syscallFamilies } from '../../../src/kernel/syscall-families.ts';
import { syscallNames } from '../../../src/kernel/syscalls.ts';
import type { CallChange, ChangeKind, DiffVerdict, FamilyMap, Treatment } from '../../../src/model/diff-verdict.ts';
import { isRisky, syscallRisk } from '../../../src/review/syscall-risk.ts';
import { shippedDefaults } from './shipped-defaults.ts';

/** How much of a syscall each side lets through; what is not named is refused. */
export type Stances = ReadonlyMap<string, 'yes' | 'conditional'>;

type Stance = FamilyMap['calls'][number]['after'];

const refused = { action: 'errno', errno: 38 } as const;
const treatments: Readonly<Record<Stance, Treatment>> = {
  yes: { cases: [{ answer: { action: 'allow' } }] },
  conditional: {
    cases: [
      { answer: { action: 'allow' }, when: [[{ index: 0, op: 'SCMP_CMP_NE', value: 40n }]] },
      { answer: refused },
    ],
  },
  no: { cases: [{ answer: refused }] },
};

/** The names of every call of x86_64. */
export const everyName = syscallNames('x86_64');

/** A verdict with what the tables really say of every call: families, risk, defaults. */
export function exampleVerdict(before: Stances, after: Stances, recorded?: ReadonlyMap<string, number>): DiffVerdict {
  const stance = (side: Stances, name: string): Stance => side.get(name) ?? 'no';
  const changes = everyName
    .flatMap((name) => change(name, stance(before, name), stance(after, name), recorded?.get(name)))
    .sort((a, b) => Number(b.risky) - Number(a.risky));
  return {
    kind: 'diff',
    old: { label: 'main:profiles/shop.json', form: 'oci', allowed: before.size },
    new: { label: 'profiles/shop.json', form: 'oci', path: 'profiles/shop.json', allowed: after.size },
    resolvedFor: { capabilities: ['CAP_CHOWN', 'CAP_KILL'], abis: ['x86_64'] },
    equal: changes.length === 0,
    settings: [],
    changes,
    unknown: [],
    undecided: [],
    notCompared: [],
    acceptances: [],
    map: syscallFamilies()
      .map(({ title, syscalls }) => ({
        family: title,
        calls: syscalls
          .filter((name) => everyName.includes(name))
          .map((syscall) => ({
            syscall,
            before: stance(before, syscall),
            after: stance(after, syscall),
            ...(recorded !== undefined && { calls: recorded.get(syscall) ?? 0 }),
          })),
      }))
      .filter(({ calls }) => calls.length > 0),
    defaults: shippedDefaults.map(({ title, allowed, conditional }) => ({
      title,
      allowed: allowed.length,
      conditional: conditional.length,
    })),
    gate: { failOn: 'added', fails: changes.some(({ kind }) => kind === 'added') },
  };
}

function change(syscall: string, before: Stance, after: Stance, calls: number | undefined): readonly CallChange[] {
  const kind = kindOf(before, after);
  if (kind === undefined) return [];
  const risk = syscallRisk(syscall, shippedDefaults);
  const opens = kind === 'added' || kind === 'widened';
  return [
    {
      kind,
      syscall,
      abis: ['x86_64'],
      before: treatments[before],
      after: treatments[after],
      ...(opens && { risk }),
      risky: opens && isRisky(risk),
      needs: calls === undefined ? [] : [{ subject: 'shop', subjectKind: 'command', calls, seenIn: 3, runs: 3 }],
      ...(opens && { line: 12 }),
    },
  ];
}

function kindOf(before: Stance, after: Stance): ChangeKind | undefined {
  if (before === after) return undefined;
  if (before === 'no') return 'added';
  if (after === 'no') return 'removed';
  return after === 'yes' ? 'widened' : 'narrowed';
}

/** A web shop of which a new release mounts, loads BPF and stops asking for the time. */
export function shopVerdict(): DiffVerdict {
  const common = 'accept4 bind close epoll_wait execve exit_group futex listen mmap openat read rt_sigreturn write';
  const old: Stances = new Map([
    ...common.split(' ').map((name) => [name, 'yes'] as const),
    ['socket', 'conditional'],
    ['personality', 'yes'],
    ['time', 'yes'],
    ['gettimeofday', 'yes'],
  ]);
  const now: Stances = new Map([
    ...common.split(' ').map((name) => [name, 'yes'] as const),
    ['socket', 'yes'],
    ['personality', 'conditional'],
    ['bpf', 'yes'],
    ['mount', 'yes'],
    ['getpeername', 'yes'],
    ['shutdown', 'conditional'],
  ]);
  const recorded = new Map([...now.keys(), 'time'].map((name, index) => [name, 7 ** (index % 9)]));
  return {
    ...exampleVerdict(old, now, recorded),
    settings: [
      { kind: 'architectures', added: ['SCMP_ARCH_X86'], removed: [], line: 3 },
      { kind: 'flags', added: [], removed: ['SECCOMP_FILTER_FLAG_LOG'] },
    ],
    unknown: [{ side: 'new', name: 'futexx', line: 44 }],
    acceptances: [{ syscall: 'mount', owner: 'platform', expires: '2026-01-31', state: 'expired', line: 5 }],
  };
}
