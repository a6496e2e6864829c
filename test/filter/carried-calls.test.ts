import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import { multiplexerOf, subcallNumber } from '../../src/kernel/multiplexed.ts';
import type { OciSyscall } from '../../src/model/oci-seccomp.ts';

const [loader] = profileLoaders({ kind: 'none' });
const read: OciSyscall = { names: ['read'], action: 'SCMP_ACT_ALLOW' };
// A rule with a condition makes the filter of every architecture build its trees.
const conditional: OciSyscall = {
  names: ['getpgid'],
  action: 'SCMP_ACT_ALLOW',
  args: [{ index: 0, op: 'SCMP_CMP_EQ', value: 7n }],
};

function load(syscalls: readonly OciSyscall[]) {
  const architectures = ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] as const;
  const profile = { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 999, architectures, syscalls } as const;
  return loadProfile(profile, { loader, host: 'x86_64' });
}

const carried = ['socket', 'bind', 'connect', 'accept4', 'sendmmsg', 'send', 'semop', 'shmat', 'msgget', 'shmctl'];
const rule = fc
  .record({
    names: fc.array(fc.constantFrom(...carried, 'socketcall', 'ipc', 'write'), { minLength: 1, maxLength: 6 }),
    errno: fc.constantFrom(undefined, undefined, 1000, 1001),
  })
  .map(
    ({ names, errno }): OciSyscall =>
      errno === undefined ? { names, action: 'SCMP_ACT_ALLOW' } : { names, action: 'SCMP_ACT_ERRNO', errnoRet: errno },
  );

describe('calls that socketcall(2) and ipc(2) carry', () => {
  it('are decided alike with and without trees', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), (rules) => {
        const [without, withTrees] = [load([read, ...rules]), load([read, ...rules, conditional])];
        expect(without.ok ? undefined : without.failure).toEqual(withTrees.ok ? undefined : withTrees.failure);
        if (!without.ok || !withTrees.ok) return;
        const filters = [without.filter, withTrees.filter];
        const named = rules.flatMap(({ names }) => names).filter((name) => subcallNumber(name) !== undefined);
        const isEachOnce = new Set(named).size === named.length;
        for (const syscall of ['socketcall', 'ipc', ...carried]) {
          for (const args of [...Array.from({ length: 26 }, (_, subcall) => [BigInt(subcall)]), [2n ** 32n + 1n]]) {
            const [a, b] = filters.map((filter) => filter.decide({ abi: 'i386', syscall, args }));
            // A name that is there twice makes trees of the first filter, too.
            if (!isEachOnce) {
              expect(a).toEqual(b);
              continue;
            }
            expect(a?.map(({ answer }) => answer)).toEqual(b?.map(({ answer }) => answer));
            // Trees of which parts are the same share them, and name one rule for all: without trees it is the very one.
            for (const { cause } of a ?? []) {
              if (cause.kind !== 'rule') continue;
              const { names = [] } = [read, ...rules][cause.rule] ?? {};
              const fits = (name: string): boolean =>
                name === syscall ||
                (multiplexerOf('i386', name) === syscall &&
                  BigInt(subcallNumber(name) ?? 0) === BigInt.asUintN(32, args[0] ?? 0n));
              expect(names.some(fits)).toBe(true);
            }
          }
          const [a, b] = filters.map((filter) =>
            filter.decide({ abi: 'i386', syscall }).map(({ answer }) => JSON.stringify(answer)),
          );
          expect(new Set(a)).toEqual(new Set(b));
          const [x, y] = filters.map((filter) => filter.conditionalRules('i386', syscall));
          expect(x).toEqual(y);
          compared += (x ?? []).length;
        }
        // Nothing that has conditions is passed over by who looks at special calls only.
        const special = filters.map((filter) => new Set(filter.special('i386')));
        for (const syscall of ['socketcall', 'ipc']) {
          if (withTrees.filter.conditionalRules('i386', syscall).length > 0) {
            expect(special.map((names) => names.has(syscall))).toEqual([true, true]);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
