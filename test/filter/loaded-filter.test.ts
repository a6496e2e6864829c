import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionMet } from '../../src/filter/condition-met.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { type Loader, profileLoaders } from '../../src/filter/profile-loader.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { OciSeccomp, OciSyscall } from '../../src/model/oci-seccomp.ts';
import { condition, registers, registerValue, rulesFor } from './arbitrary-oci-profile.ts';

// What runc and crun really do is in test/enforce/check-*.test.ts; here is what needs no kernel, and the other machines.
const [plain] = profileLoaders({ kind: 'none' });

function loaderOf(runtime: string, version: string): Loader {
  return profileLoaders({ kind: 'runtime', runtime, version })[0];
}

function load(profile: Partial<OciSeccomp>, loader: Loader = plain, host: Abi = 'x86_64') {
  return loadProfile({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 999, ...profile }, { loader, host });
}

function filterOf(profile: Partial<OciSeccomp>, loader?: Loader, host?: Abi) {
  const loaded = load(profile, loader, host);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
  return loaded.filter;
}

const errno = (number: number) => ({ action: 'errno', errno: number });
const allowing = (...names: string[]): OciSyscall => ({ names, action: 'SCMP_ACT_ALLOW' });

describe('a rule with conditions', () => {
  it('fits just when all of them hold', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(condition, { minLength: 1, selector: ({ index }) => index }),
        registers,
        (args, made) => {
          const filter = filterOf({ syscalls: [{ ...allowing('getuid'), args }] });
          const fits = args.every((one) => conditionMet(one, made[one.index] ?? 0n));
          expect(filter.decide({ abi: 'x86_64', syscall: 'getuid', args: made })).toEqual([
            fits
              ? { answer: { action: 'allow' }, cause: { kind: 'rule', rule: 0 } }
              : { answer: errno(999), cause: { kind: 'default' } },
          ]);
        },
      ),
    );
  });

  it('compares 32 bits on i386', () => {
    fc.assert(
      fc.property(condition, registerValue, (one, value) => {
        const filter = filterOf({
          architectures: ['SCMP_ARCH_X86'],
          syscalls: [{ ...allowing('getppid'), args: [{ ...one, index: 0 }] }],
        });
        const narrow = (wide: bigint) => BigInt.asUintN(32, wide);
        const made = [narrow(value)];
        const low = { ...one, index: 0, value: narrow(one.value), valueTwo: narrow(one.valueTwo ?? 0n) };
        const [decision] = filter.decide({ abi: 'i386', syscall: 'getppid', args: made });
        expect(decision?.answer.action).toBe(conditionMet(low, made[low.index] ?? 0n) ? 'allow' : 'errno');
      }),
    );
  });
});

describe('rules that meet', () => {
  it('decide in one way when the arguments are known, in one of those told when they are not', () => {
    fc.assert(
      fc.property(rulesFor('getuid'), registers, fc.array(fc.boolean()), (syscalls, args, known) => {
        const loaded = load({ syscalls });
        if (!loaded.ok) return;
        const decide = (made: (bigint | undefined)[]) =>
          loaded.filter.decide({ abi: 'x86_64', syscall: 'getuid', args: made }).map(({ answer }) => answer);
        const [answer, ...others] = decide(args);
        expect(others).toEqual([]);
        expect(decide(args.map((one, index) => (known[index] === true ? one : undefined)))).toContainEqual(answer);
        expect(decide([])).toContainEqual(answer);
      }),
    );
  });

  it('are not changed by a rule that is there already', () => {
    fc.assert(
      fc.property(rulesFor('getuid'), registers, (syscalls, args) => {
        const loaded = load({ syscalls });
        const [first] = syscalls;
        const repeated = load({ syscalls: first === undefined ? [] : [first, ...syscalls] });
        if (!loaded.ok || !repeated.ok || first === undefined) return;
        const call = { abi: 'x86_64', syscall: 'getuid', args } as const;
        const answers = [loaded, repeated].map(({ filter }) => filter.decide(call).map(({ answer }) => answer));
        expect(answers[1]).toEqual(answers[0]);
      }),
    );
  });

  it('never throw, and a profile is loaded or not for a reason', () => {
    fc.assert(
      fc.property(rulesFor('getuid'), (syscalls) => {
        const loaded = load({ syscalls });
        expect(loaded.ok || ['rules-conflict', 'rules-endless'].includes(loaded.failure.reason)).toBe(true);
      }),
    );
  });
});

describe('other machines', () => {
  it('get the ENOSYS of their own ABI from the stub of runc', () => {
    const runc = loaderOf('runc', '1.5.1');
    const arm = filterOf({ syscalls: [allowing('read')] }, runc, 'aarch64');
    expect(arm.decide({ abi: 'aarch64', syscall: 'execve' })).toEqual([
      { answer: errno(38), cause: { kind: 'enosys-stub' } },
    ]);
    const mips = filterOf({ syscalls: [allowing('write')] }, runc, 'mips64el');
    expect(mips.decide({ abi: 'mips64el', syscall: 'execve' })[0]?.answer).toEqual(errno(89));
  });

  it('get it for number 0 on s390x as well', () => {
    const filter = filterOf({ syscalls: [allowing('execve')] }, loaderOf('runc', '1.2.0'), 's390x');
    expect(filter.decide({ abi: 's390x', syscall: 0 })[0]?.cause).toEqual({ kind: 'enosys-stub' });
    expect(filter.decide({ abi: 's390x', syscall: 'execve' })[0]?.cause).toEqual({ kind: 'rule', rule: 0 });
  });

  it('take architectures of their own byte order', () => {
    expect(load({ architectures: ['SCMP_ARCH_S390', 'SCMP_ARCH_MIPS'] }, plain, 's390x')).toMatchObject({ ok: true });
    expect(load({ architectures: ['SCMP_ARCH_X86_64'] }, plain, 's390x')).toEqual({
      ok: false,
      failure: { reason: 'architecture-byte-order', what: 'SCMP_ARCH_X86_64' },
    });
  });
});

describe('runtimes of other versions', () => {
  it.each([
    ['1.1.14', undefined],
    ['1.1.15', 'enosys-stub'],
    ['1.2.0', 'enosys-stub'],
    ['1.5.1', 'enosys-stub'],
  ])('runc %s answers for the native ABI: %s', (version, cause) => {
    const filter = filterOf({ syscalls: [allowing('write')] }, loaderOf('runc', version));
    expect(filter.decide({ abi: 'x86_64', syscall: 'mseal' })[0]?.cause.kind).toBe(cause ?? 'default');
  });

  it.each([
    ['runc', '1.1.5', 'SCMP_ARCH_RISCV64', 'architecture-unknown'],
    ['runc', '1.1.8', 'SCMP_ARCH_RISCV64', undefined],
    ['runc', '1.4.0', 'SCMP_ARCH_LOONGARCH64', 'architecture-unknown'],
    ['runc', '1.4.1', 'SCMP_ARCH_LOONGARCH64', undefined],
    ['crun', '1.8.1', 'SCMP_ARCH_PARISC', 'architecture-byte-order'],
  ])('%s %s and %s: %s', (runtime, version, token, reason) => {
    const loaded = load({ architectures: [token] }, loaderOf(runtime, version));
    expect(loaded.ok ? undefined : loaded.failure.reason).toBe(reason);
  });

  it.each([
    ['runc', '1.1.15', 'SECCOMP_FILTER_FLAG_LOG', 'flags-unsupported'],
    ['runc', '1.2.0', 'SECCOMP_FILTER_FLAG_LOG', undefined],
    ['runc', '1.2.0', 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV', 'flag-unknown'],
    ['runc', '1.4.1', 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV', undefined],
    ['crun', '1.28', 'SECCOMP_FILTER_FLAG_NONE', 'flag-unknown'],
  ])('%s %s and %s: %s', (runtime, version, flag, reason) => {
    const loaded = load({ flags: [flag] }, loaderOf(runtime, version));
    expect(loaded.ok ? undefined : loaded.failure.reason).toBe(reason);
  });

  it('pass over names that their libseccomp does not know', () => {
    const profile = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [allowing('mseal')] } as const satisfies OciSeccomp;
    const decide = (libseccomp: readonly number[]) => {
      const loaded = loadProfile(profile, { loader: plain, host: 'x86_64', libseccomp });
      return loaded.ok && loaded.filter.decide({ abi: 'x86_64', syscall: 'mseal' })[0]?.answer.action;
    };
    expect([decide([2, 5, 4]), decide([2, 6, 0])]).toEqual(['errno', 'allow']);
  });
});

describe('profileLoaders', () => {
  it('has one for each way in which the selected versions load a profile', () => {
    const told = (...args: Parameters<typeof profileLoaders>) => profileLoaders(...args).map(({ range }) => range);
    expect(told({ kind: 'none' })).toEqual([{ runtime: 'libseccomp' }]);
    expect(told({ kind: 'runtime', runtime: 'runc', version: '1.1.5+ds1' })).toEqual([
      { runtime: 'runc', version: '1.1.5' },
    ]);
    expect(told({ kind: 'runtime', runtime: 'runc', version: '1.1' })).toEqual([
      { runtime: 'runc', from: '1.0.0', before: '1.1.8' },
      { runtime: 'runc', from: '1.1.8', before: '1.1.15' },
      { runtime: 'runc', from: '1.1.15', before: '1.2.0' },
    ]);
    expect(told({ kind: 'any' })).toHaveLength(told({ kind: 'runtime', runtime: 'runc' }).length + 1);
  });
});
