import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadedFilter, loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import type { OciSyscall } from '../../src/model/oci-seccomp.ts';
import { comparisons } from '../../src/model/profile.ts';
import { compareCalls } from '../../src/review/compare-calls.ts';
import { treatmentOf } from '../../src/review/treatment.ts';
import { wordRanges } from '../../src/review/word-ranges.ts';

const [loader] = profileLoaders({ kind: 'none' });
const syscall = 'getpgid';
const values = [0n, 1n, 2n, 3n, 7n, 8n, 0x7fffffffn, 0xfffffffen, 0xffffffffn, 0x100000000n];

function load(syscalls: readonly OciSyscall[]): LoadedFilter | undefined {
  const architectures = ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] as const;
  const profile = { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 999, architectures, syscalls } as const;
  const loaded = loadProfile(profile, { loader, host: 'x86_64' });
  return loaded.ok ? loaded.filter : undefined;
}

const rules = fc.array(
  fc
    .record({
      op: fc.constantFrom(...comparisons.filter((op) => op !== 'SCMP_CMP_MASKED_EQ')),
      value: fc.constantFrom(...values),
      errno: fc.constantFrom(undefined, 1000),
    })
    .map(({ op, value, errno }): OciSyscall => {
      const args = [{ index: 0, op, value }];
      return errno === undefined
        ? { names: [syscall], action: 'SCMP_ACT_ALLOW', args }
        : { names: [syscall], action: 'SCMP_ACT_ERRNO', errnoRet: errno, args };
    }),
  { maxLength: 5 },
);

describe('decisions that depend on one word', () => {
  it('are as the filters decide, and read as their diagrams do', () => {
    let [sideBySide, differing] = [0, 0];
    fc.assert(
      fc.property(rules, rules, (old, now) => {
        const [before, after] = [load(old), load(now)];
        if (before === undefined || after === undefined) return;
        const found = wordRanges(before.course('i386', syscall), after.course('i386', syscall));
        if (found !== undefined) {
          sideBySide += 1;
          expect(found.word).toBe(0);
          for (const value of values.filter((one) => one <= 0xffffffffn)) {
            const range = found.ranges.findLast(({ from }) => BigInt(from) <= value);
            expect([range?.before, range?.after]).toEqual(
              [before, after].flatMap((filter) => filter.decide({ abi: 'i386', syscall, args: [value] })),
            );
          }
        }
        for (const difference of compareCalls(before, after, ['i386']).differences) {
          differing += 1;
          expect(difference.before).toEqual(treatmentOf(before, 'i386', syscall));
          expect(difference.after).toEqual(treatmentOf(after, 'i386', syscall));
        }
      }),
      { numRuns: 500 },
    );
    expect(Math.min(sideBySide, differing)).toBeGreaterThan(50);
  });

  it('are none where two words count, or bits of one', () => {
    const course = (args: OciSyscall['args']) =>
      load([{ names: [syscall], action: 'SCMP_ACT_ALLOW', args: args ?? [] }])?.course('i386', syscall);
    const first = course([{ index: 0, op: 'SCMP_CMP_EQ', value: 1n }]);
    const second = course([{ index: 1, op: 'SCMP_CMP_EQ', value: 1n }]);
    const bits = course([{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 6n, valueTwo: 2n }]);
    if (first === undefined || second === undefined || bits === undefined) {
      throw new Error('not loaded');
    }
    expect(wordRanges(first, second)).toBeUndefined();
    expect(wordRanges(first, bits)).toBeUndefined();
    expect(
      wordRanges({ end: { answer: { action: 'allow' }, cause: { kind: 'default' } } }, first)?.ranges.map(
        ({ from }) => from,
      ),
    ).toEqual([0, 1, 2]);
  });
});
