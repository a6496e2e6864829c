import fc from 'fast-check';
import type { OciCondition, OciSyscall } from '../../src/model/oci-seccomp.ts';
import { comparisons } from '../../src/model/profile.ts';

/** Values that meet each other, with and without upper halves. */
export const registerValue: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 3n, 5n, 0xffffffffn, 0x100000000n, 0x100000003n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** All six registers. */
export const registers: fc.Arbitrary<bigint[]> = fc.array(registerValue, { minLength: 6, maxLength: 6 });

/** A condition on one of the first three arguments. */
export const condition: fc.Arbitrary<OciCondition> = fc.record({
  index: fc.nat(2),
  op: fc.constantFrom(...comparisons),
  value: registerValue,
  valueTwo: registerValue,
});

/** Rules for one call, with conditions that may meet. */
export const rulesFor = (syscall: string): fc.Arbitrary<OciSyscall[]> =>
  fc.array(
    fc
      .record({ errno: fc.constantFrom(undefined, 1000, 1001), args: fc.array(condition, { maxLength: 3 }) })
      .map(({ errno, args }) =>
        errno === undefined
          ? { names: [syscall], action: 'SCMP_ACT_ALLOW' as const, args }
          : { names: [syscall], action: 'SCMP_ACT_ERRNO' as const, errnoRet: errno, args },
      ),
    { minLength: 1, maxLength: 6 },
  );
