import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { answerOf } from '../../src/filter/action-code.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import { architectures } from '../../src/kernel/architectures.ts';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import type { Abi } from '../../src/model/abi.ts';
import type { OciSeccomp, OciSyscall } from '../../src/model/oci-seccomp.ts';
import { condition, registers } from './arbitrary-oci-profile.ts';
import { buildExporter } from './exported-filter.ts';

// What is decided against what libseccomp itself makes of a profile, on machines and ABIs that are not here.

/** How many profiles are compared, each with and without a binary tree. */
const runs = Number(process.env.SECCINCH_RANDOM_PROFILES ?? 300);

/** What machines run, the native ABI first. */
const machines: readonly (readonly [Abi, ...Abi[]])[] = [
  ['x86_64', 'i386', 'x32'],
  ['aarch64', 'arm'],
  ['riscv64'],
  ['ppc64le'],
  ['s390x'],
];

// Some are on every ABI, some on few or under other numbers, some go through socketcall(2) or ipc(2).
const everywhere = ['getuid', 'getgid', 'read', 'write', 'semget', 'socket', 'accept', 'pidfd_getfd'];
const few = ['open', 'umount', 'riscv_flush_icache', 'arm_fadvise64_64', 'recv', 'mmap2', 'ipc', 'socketcall'];
const names = [...everywhere, ...few];

const rule: fc.Arbitrary<OciSyscall> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
    errno: fc.constantFrom(undefined, 1000, 1001),
    args: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(condition, { minLength: 1, maxLength: 3 }) },
    ),
  })
  .map(({ errno, ...rest }) =>
    errno === undefined
      ? { ...rest, action: 'SCMP_ACT_ALLOW' as const }
      : { ...rest, action: 'SCMP_ACT_ERRNO' as const, errnoRet: errno },
  );

const profileOn: fc.Arbitrary<readonly [Abi, readonly Abi[], OciSeccomp]> = fc
  .record({
    machine: fc.constantFrom(...machines),
    others: fc.infiniteStream(fc.boolean()),
    passes: fc.boolean(),
    syscalls: fc.array(rule, { minLength: 1, maxLength: 6 }),
  })
  .map(({ machine: [host, ...more], others, passes, syscalls }) => {
    const here = more.filter(() => others.next().value === true);
    const rest = { architectures: here.map((abi) => architectures[abi].scmp), syscalls };
    return passes
      ? [host, here, { defaultAction: 'SCMP_ACT_ALLOW', ...rest }]
      : [host, here, { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 999, ...rest }];
  });

let exported: ReturnType<typeof buildExporter>;

beforeAll(() => {
  exported = buildExporter();
});

it.each([false, true])(
  'what is decided is what the filter answers; sorted: %s',
  (isSorted) => {
    const loader = {
      ...profileLoaders({ kind: 'none' })[0],
      sortsLongFilters: isSorted,
    };
    // Enough names for a runtime to ask for a tree, all of which no call below has.
    const long: OciSyscall = {
      names: Array.from({ length: 33 }, (_, index) => `no_such_call_${index}`),
      action: 'SCMP_ACT_KILL_PROCESS',
    };
    let compared = 0;
    fc.assert(
      fc.property(profileOn, fc.array(registers, { minLength: 3, maxLength: 3 }), ([host, others, profile], made) => {
        const seccomp = isSorted ? { ...profile, syscalls: [...(profile.syscalls ?? []), long] } : profile;
        const loaded = loadProfile(seccomp, { loader, host, libseccomp: [2, 5, 4] });
        const filter = exported(host, seccomp, isSorted);
        if (!loaded.ok) {
          if (loaded.failure.reason !== 'rules-undecided') expect(filter, loaded.failure.reason).toBeUndefined();
          return;
        }
        if (filter === undefined) throw new Error('libseccomp does not take it, and it was said to');
        for (const abi of [host, ...others]) {
          for (const syscall of names) {
            if (syscallNumber(abi, syscall) === undefined) continue;
            for (const args of made) {
              const decided = loaded.filter.decide({ abi, syscall, args }).map(({ answer }) => answer);
              const call = `${abi} ${syscall}(${args.join(', ')})`;
              expect(decided, call).toEqual([answerOf(filter.run(abi, syscall, args))]);
              compared += 1;
            }
          }
        }
      }),
      { numRuns: runs },
    );
    expect(compared).toBeGreaterThan(runs);
  },
  3_600_000,
);
