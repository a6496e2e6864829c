import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { syscallNumber, x32SyscallBit } from '../../src/kernel/syscalls.ts';
import { type OciCondition, type OciSeccomp, type OciSyscall, ociActions } from '../../src/model/oci-seccomp.ts';
import { comparisons } from '../../src/model/profile.ts';
import { compare, expectAgreement, profile, type RuntimeHere, runtimesHere } from './compare-with-kernel.ts';
import { requireMachine } from './machine.ts';
import { buildRegisterProbe, type RawCall } from './register-probe.ts';

/** How many profiles runc loads; crun loads a fourth of that. */
const runs = Number(process.env.SECCINCH_RANDOM_PROFILES ?? 200);

// Calls that do no harm whatever is in the registers, and are not needed by a runtime or the probe. Some have other
// numbers or none elsewhere, some go through a multiplexer on i386, some have large numbers.
const names = ['getuid', 'getgid', 'geteuid', 'getppid', 'getpgrp', 'socket', 'accept', 'semget', 'pidfd_getfd'];
const others = ['no_such_call', 'arm_fadvise64_64', 'socketcall', 'ipc', 'process_mrelease', 'futex_waitv'];
const values = [0n, 1n, 2n, 3n, 5n, 0xffffffffn, 0x100000000n, 0x100000003n, 0x200000001n, 2n ** 64n - 1n];
const value = fc.constantFrom(...values);

const condition = fc.record({
  index: fc.oneof({ weight: 30, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constantFrom(5, 6) }),
  op: fc.constantFrom(...comparisons),
  value,
  valueTwo: value,
});
const rule: fc.Arbitrary<OciSyscall> = fc
  .record({
    names: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, fc.constantFrom(...others)), {
      minLength: 1,
      maxLength: 4,
    }),
    action: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('SCMP_ACT_ALLOW' as const, 'SCMP_ACT_ERRNO' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...ociActions.filter((action) => action !== 'SCMP_ACT_NOTIFY')) },
    ),
    errno: fc.constantFrom(1000, 1001, 1002, 65536 + 1003, 999),
    args: fc.oneof(
      { weight: 1, arbitrary: fc.constant<OciCondition[]>([]) },
      { weight: 2, arbitrary: fc.array(condition, { maxLength: 3 }) },
    ),
  })
  .map(({ errno, action, ...rest }) => ({
    ...rest,
    action,
    ...(action === 'SCMP_ACT_ERRNO' && { errnoRet: errno }),
  }));
const arbitraryProfile: fc.Arbitrary<OciSeccomp> = fc
  .record({
    defaultAction: fc.oneof(
      { weight: 3, arbitrary: fc.constant('SCMP_ACT_ERRNO' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...ociActions.filter((action) => action !== 'SCMP_ACT_NOTIFY')) },
    ),
    architectures: fc.constantFrom<(string[] | undefined)[]>(
      undefined,
      [],
      ['SCMP_ARCH_X86_64'],
      ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'],
      ['SCMP_ARCH_X86', 'SCMP_ARCH_X86_64', 'SCMP_ARCH_X32'],
      ['SCMP_ARCH_X32'],
      ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_X86'],
    ),
    rules: fc.array(rule, { minLength: 1, maxLength: 8 }),
  })
  .map(({ defaultAction, architectures, rules }) => {
    const { defaultErrnoRet, architectures: _, ...rest } = profile({ defaultAction }, rules);
    return {
      ...rest,
      ...(defaultAction === 'SCMP_ACT_ERRNO' && { defaultErrnoRet: defaultErrnoRet ?? 0 }),
      ...(architectures !== undefined && { architectures }),
    };
  });

const abis = ['x86_64', 'x86_64', 'i386', 'x32'] as const;
const call: fc.Arbitrary<RawCall> = fc
  .record({
    abi: fc.constantFrom(...abis),
    syscall: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names, ...others) }, fc.constantFrom(600, 999)),
    args: fc.array(value, { minLength: 6, maxLength: 6 }),
  })
  .map(({ abi, syscall, args }) => ({
    abi,
    syscall: (typeof syscall === 'string' ? syscallNumber(abi, syscall) : undefined) ?? unknownNumber(abi, syscall),
    // int 0x80 has 32 bits to give.
    args: abi === 'i386' ? args.map((one) => one & 0xffffffffn) : args,
  }));
function unknownNumber(abi: RawCall['abi'], syscall: string | number): number {
  return (typeof syscall === 'number' ? syscall : 998) + (abi === 'x32' ? x32SyscallBit : 0);
}
const calls = fc.array(call, { minLength: 30, maxLength: 30 });

let probe: ReturnType<typeof buildRegisterProbe>;
let runtimes: readonly RuntimeHere[];

beforeAll(async () => {
  requireMachine(['crun', 'gcc', 'unshare']);
  probe = buildRegisterProbe();
  runtimes = await runtimesHere();
});

it.concurrent.each([
  ['runc', 1],
  ['crun', 4],
] as const)(
  'what is decided of random calls under random profiles is what %s and the kernel do',
  async (name, part) => {
    const runtime = runtimes.find((one) => one.name === name);
    if (runtime === undefined) throw new Error(`no ${name}`);
    const seen = { loaded: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(arbitraryProfile, calls, async (seccomp, made) => {
        // A profile that libseccomp never finishes would be waited for.
        const compared = await compare(probe, runtime, seccomp, made, 6000);
        if ('failure' in compared.decided) seen.refused += 1;
        else seen.loaded += 1;
        expectAgreement(compared);
      }),
      { numRuns: Math.ceil(runs / part), endOnFailure: true },
    );
    expect(seen.loaded).toBeGreaterThan(seen.refused);
    expect(seen.refused).toBeGreaterThan(0);
  },
  3_600_000,
);
