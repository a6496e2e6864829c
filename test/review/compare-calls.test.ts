import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadedFilter, loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { Answer } from '../../src/model/check-verdict.ts';
import type { Treatment } from '../../src/model/diff-verdict.ts';
import type { OciCondition, OciSeccomp, OciSyscall } from '../../src/model/oci-seccomp.ts';
import type { ArgumentCondition } from '../../src/model/profile.ts';
import { compareCalls } from '../../src/review/compare-calls.ts';
import { registers, rulesFor } from '../filter/arbitrary-oci-profile.ts';

const [loader] = profileLoaders({ kind: 'none' });

function load(profile: Partial<OciSeccomp>): LoadedFilter | undefined {
  const loaded = loadProfile(
    { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 999, ...profile },
    { loader, host: 'x86_64' },
  );
  return loaded.ok ? loaded.filter : undefined;
}

function filterOf(profile: Partial<OciSeccomp>): LoadedFilter {
  const filter = load(profile);
  if (filter === undefined) throw new Error('not loaded');
  return filter;
}

const allowing = (...names: string[]): OciSyscall => ({ names, action: 'SCMP_ACT_ALLOW' });
const where = (name: string, ...args: OciCondition[]): OciSyscall => ({ ...allowing(name), args });
const arg = (index: number, op: string, value: bigint, valueTwo?: bigint): OciCondition => ({
  index,
  op: `SCMP_CMP_${op}` as OciCondition['op'],
  value,
  ...(valueTwo === undefined ? {} : { valueTwo }),
});

function answer(filter: LoadedFilter, args: readonly bigint[], syscall = 'getuid', abi: Abi = 'x86_64'): Answer {
  const [decision, ...others] = filter.decide({ abi, syscall, args });
  if (decision === undefined || others.length > 0) throw new Error('not one decision');
  return decision.answer;
}

function compare(before: Partial<OciSeccomp>, after: Partial<OciSeccomp>, ...abis: Abi[]) {
  return compareCalls(filterOf(before), filterOf(after), abis.length === 0 ? ['x86_64'] : abis);
}

/** The values that conditions name, and those beside them: where a decision changes, it does there. */
function meaningful(...profiles: readonly (readonly OciSyscall[])[]): bigint[] {
  const named = profiles
    .flat()
    .flatMap(({ args = [] }) => args.flatMap(({ value, valueTwo = 0n }) => [value, valueTwo]));
  const near = named.flatMap((value) => [value - 1n, value, value + 1n, value ^ 0x1_0000_0000n, value & 0xffff_ffffn]);
  return [...new Set([0n, ...near].map((value) => BigInt.asUintN(64, value)))];
}

function fits({ index, op, value, valueTwo = 0n }: ArgumentCondition, args: readonly bigint[]): boolean {
  const register = args[index] ?? 0n;
  switch (op) {
    case 'SCMP_CMP_NE':
      return register !== value;
    case 'SCMP_CMP_LT':
      return register < value;
    case 'SCMP_CMP_LE':
      return register <= value;
    case 'SCMP_CMP_EQ':
      return register === value;
    case 'SCMP_CMP_GE':
      return register >= value;
    case 'SCMP_CMP_GT':
      return register > value;
    case 'SCMP_CMP_MASKED_EQ':
      return (register & value) === valueTwo;
  }
}

function treated({ cases }: Treatment, args: readonly bigint[]): Answer | undefined {
  return cases.find(({ when }) => when === undefined || when.some((all) => all.every((one) => fits(one, args))))
    ?.answer;
}

/** Registers made of values that mean something to the rules, and some others. */
const samples = (values: readonly bigint[]) =>
  fc.array(fc.oneof(registers, fc.array(fc.constantFrom(...values), { minLength: 6, maxLength: 6 })), {
    minLength: 30,
    maxLength: 60,
  });

const twoProfiles = fc
  .tuple(rulesFor('getuid'), rulesFor('getuid'))
  .chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), samples(meaningful(a, b))));

describe('two profiles', () => {
  it('are equal just when they decide alike, and where they are not, the treatments say how', () => {
    let [equal, different, exact] = [0, 0, 0];
    fc.assert(
      fc.property(twoProfiles, ([a, b, made]) => {
        const [before, after] = [load({ syscalls: a }), load({ syscalls: b })];
        if (before === undefined || after === undefined) return;
        const { differences, undecided } = compareCalls(before, after, ['x86_64']);
        expect(undecided).toEqual([]);
        const [found, ...others] = differences;
        expect(others).toEqual([]);
        for (const args of made) {
          const [old, now] = [answer(before, args), answer(after, args)];
          if (found === undefined) expect(now).toEqual(old);
          else {
            if (found.before.exact === undefined) expect(treated(found.before, args)).toEqual(old);
            if (found.after.exact === undefined) expect(treated(found.after, args)).toEqual(now);
            const [passed, passes] = [old.action === 'allow', now.action === 'allow'];
            if (found.kind === 'answered') expect(passes).toBe(passed);
            if (found.kind === 'added') expect(passed).toBe(false);
            if (found.kind === 'removed') expect(passes).toBe(false);
            if (found.kind === 'widened') expect(passes || !passed).toBe(true);
            if (found.kind === 'narrowed') expect(passed || !passes).toBe(true);
          }
        }
        if (found === undefined) equal += 1;
        else different += 1;
        if (found !== undefined && found.before.exact === undefined && found.after.exact === undefined) exact += 1;
      }),
      { numRuns: 400 },
    );
    // Of both there are some, or the property says nothing.
    expect(equal).toBeGreaterThan(0);
    expect(different).toBeGreaterThan(100);
    expect(exact).toBeGreaterThan(different / 2);
  });

  it('differ the other way round when they change places', () => {
    const mirrored: Readonly<Record<string, string>> = {
      added: 'removed',
      removed: 'added',
      widened: 'narrowed',
      narrowed: 'widened',
    };
    fc.assert(
      fc.property(rulesFor('getuid'), rulesFor('getuid'), (a, b) => {
        const [before, after] = [load({ syscalls: a }), load({ syscalls: b })];
        if (before === undefined || after === undefined) return;
        const there = compareCalls(before, after, ['x86_64']).differences;
        const back = compareCalls(after, before, ['x86_64']).differences;
        expect(back).toEqual(
          there.map((one) => ({ ...one, kind: mirrored[one.kind] ?? one.kind, before: one.after, after: one.before })),
        );
      }),
    );
  });
});

describe('a profile written in another way', () => {
  const names = ['accept', 'bind', 'getuid', 'read', 'socket', 'write'];
  const rules = fc.array(
    fc.record({
      names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
      action: fc.constantFrom('SCMP_ACT_ALLOW' as const, 'SCMP_ACT_KILL_PROCESS' as const),
    }),
    { maxLength: 6 },
  );

  it('is equal with a name a rule, and with a name again', () => {
    fc.assert(
      fc.property(rules, (syscalls) => {
        const split = syscalls.flatMap(({ names: all, action }) =>
          [...all, ...all].map((name) => ({ names: [name], action })),
        );
        expect(compare({ syscalls }, { syscalls: split }).differences).toEqual([]);
      }),
    );
  });

  it('is equal in any order of rules with the same action', () => {
    fc.assert(
      fc.property(rules, fc.infiniteStream(fc.nat()), (syscalls, keys) => {
        const same = syscalls.map((rule) => ({ ...rule, action: 'SCMP_ACT_ALLOW' as const }));
        const shuffled = same.map((rule) => [keys.next().value, rule] as const).sort(([a], [b]) => a - b);
        expect(compare({ syscalls: same }, { syscalls: shuffled.map(([, rule]) => rule) }).differences).toEqual([]);
      }),
    );
  });

  it('is equal with another form of the same condition', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 2n }), (value) => {
        const written = (...syscalls: OciSyscall[]) => ({ syscalls });
        const different = written(where('socket', arg(0, 'NE', value)));
        const pieces = written(where('socket', arg(0, 'GT', value)), where('socket', arg(0, 'LT', value)));
        const ends = written(where('socket', arg(0, 'LE', value - 1n)), where('socket', arg(0, 'GE', value + 1n)));
        // Two conditions on one argument in one rule are two rules.
        const twice = written(where('socket', arg(0, 'LT', value), arg(0, 'GT', value)));
        for (const other of [pieces, ends, twice]) expect(compare(different, other).differences).toEqual([]);
        const masked = written(where('socket', arg(0, 'MASKED_EQ', 2n ** 64n - 1n, value)));
        expect(compare(written(where('socket', arg(0, 'EQ', value))), masked).differences).toEqual([]);
      }),
    );
  });
});

describe('a change', () => {
  it('is told of all ABIs under which it is the same', () => {
    const architectures = ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'];
    const { differences } = compare(
      { architectures, syscalls: [allowing('read')] },
      { architectures, syscalls: [allowing('read', 'ptrace', 'socketcall')] },
      'x86_64',
      'i386',
    );
    expect(differences.map(({ kind, syscall, abis }) => [kind, syscall, ...abis])).toEqual([
      ['added', 'ptrace', 'x86_64', 'i386'],
      ['added', 'socketcall', 'i386'],
    ]);
  });

  it('shows that a condition on socket is open through socketcall', () => {
    const architectures = ['SCMP_ARCH_X86'];
    const { differences } = compare(
      { architectures },
      { architectures, syscalls: [where('socket', arg(0, 'NE', 38n))] },
      'i386',
    );
    const condition = (op: string, value: bigint) => ({ answer: { action: 'allow' }, when: [[arg(0, op, value)]] });
    const refused = { answer: { action: 'errno', errno: 999 } };
    expect(differences).toEqual([
      {
        kind: 'added',
        syscall: 'socket',
        abis: ['i386'],
        before: { cases: [refused] },
        after: { cases: [condition('NE', 38n), refused] },
      },
      {
        kind: 'added',
        syscall: 'socketcall',
        abis: ['i386'],
        before: { cases: [refused] },
        after: { cases: [condition('EQ', 1n), refused] },
      },
    ]);
  });

  it('is widened, narrowed, shifted', () => {
    const kinds = (before: OciSyscall[], after: OciSyscall[]) =>
      compare({ syscalls: before }, { syscalls: after }).differences.map(({ kind }) => kind);
    const [few, many] = [where('socket', arg(0, 'LE', 2n)), where('socket', arg(0, 'LE', 9n))];
    expect(kinds([few], [many])).toEqual(['widened']);
    expect(kinds([many], [few])).toEqual(['narrowed']);
    expect(kinds([few], [where('socket', arg(0, 'GE', 2n))])).toEqual(['shifted']);
    expect(kinds([few], [where('socket', arg(0, 'GT', 2n))])).toEqual(['shifted']);
    expect(kinds([few], [allowing('socket')])).toEqual(['widened']);
    expect(kinds([few], [])).toEqual(['removed']);
    expect(kinds([allowing('read')], [{ names: ['read'], action: 'SCMP_ACT_LOG' }])).toEqual(['answered']);
  });

  it('is none where a rule says what the default action said', () => {
    const enosys = { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 } satisfies OciSyscall;
    const { differences, byDefault } = compare(
      { defaultErrnoRet: 1, syscalls: [enosys, allowing('read')] },
      { defaultErrnoRet: 38, syscalls: [allowing('read')] },
    );
    expect(differences).toEqual([]);
    expect(byDefault).toContain('ptrace');
    expect(byDefault).not.toContain('clone3');
    expect(byDefault).not.toContain('read');
  });

  it('is what rules do beyond the default action where that changes, too', () => {
    const { differences } = compare(
      { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['mount'], action: 'SCMP_ACT_ERRNO' }] },
      { syscalls: [allowing('read'), where('socket', arg(0, 'EQ', 1n))] },
    );
    expect(differences.map(({ kind, syscall }) => `${kind} ${syscall}`)).toEqual(['answered mount', 'narrowed socket']);
  });
});

describe('conditions beyond measure', () => {
  it('are read where there are thousands of them', () => {
    const many = Array.from({ length: 2000 }, (_, value) => where('socket', arg(0, 'EQ', BigInt(value) * 3n)));
    const { differences, undecided } = compare({ syscalls: many }, { syscalls: many.slice(1) });
    expect(undecided).toEqual([]);
    expect(differences.map(({ kind }) => kind)).toEqual(['narrowed']);
  });

  it('are told as not compared where there are too many ways to decide', () => {
    const bits = Array.from({ length: 26 }, (_, bit) => BigInt(2 ** bit));
    const each = (index: number) =>
      bits.map((bit) => where('socket', arg(index, 'MASKED_EQ', bit, bit), arg(2, 'MASKED_EQ', bit, bit)));
    const result = compare({ syscalls: each(0) }, { syscalls: [...each(0), ...each(1)] });
    expect(result).toEqual({ differences: [], byDefault: [], undecided: [{ syscall: 'socket', abi: 'x86_64' }] });
  });
});
