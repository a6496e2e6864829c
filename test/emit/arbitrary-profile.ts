import fc from 'fast-check';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { type ArgumentCondition, comparisons, type Profile, type Rule } from '../../src/model/profile.ts';
import { hostileText } from '../model/arbitrary-recording.ts';

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** One condition on an argument, over the whole range of the register. */
export const arbitraryCondition: fc.Arbitrary<ArgumentCondition> = fc.oneof(
  fc.record({
    index: fc.nat(5),
    op: fc.constantFrom(...comparisons.filter((op) => op !== 'SCMP_CMP_MASKED_EQ')),
    value: uint64,
  }),
  fc.record({ index: fc.nat(5), op: fc.constant('SCMP_CMP_MASKED_EQ' as const), value: uint64, valueTwo: uint64 }),
);

const rule: fc.Arbitrary<Rule> = fc.record(
  {
    syscall: fc.constantFrom(...syscallNames('x86_64')),
    action: fc.oneof(
      fc.constant({ kind: 'allow' as const }),
      fc.constantFrom('ENOSYS', 'EPERM', 'EINVAL').map((errno) => ({ kind: 'errno' as const, errno })),
    ),
    args: fc.array(arbitraryCondition, { minLength: 1, maxLength: 3 }),
    reasons: fc.constant<Rule['reasons']>([{ kind: 'observed', abi: 'x86_64', calls: 1 }]),
  },
  { requiredKeys: ['syscall', 'action', 'reasons'] },
);

/** Any profile, with a name such as strangers give, each call once. */
export const arbitraryProfile: fc.Arbitrary<Profile> = fc.record({
  name: hostileText,
  defaultAction: fc.constantFrom<Profile['defaultAction'][]>(
    { kind: 'errno', errno: 'ENOSYS' },
    { kind: 'errno', errno: 'EPERM' },
    { kind: 'log' },
    { kind: 'kill-process' },
  ),
  abis: fc.constantFrom<Profile['abis'][]>(
    ['x86_64'],
    ['x86_64', 'i386'],
    ['x86_64', 'i386', 'x32'],
    ['mips64el'],
    ['s390x'],
  ),
  noNewPrivileges: fc.boolean(),
  rules: fc
    .uniqueArray(rule, { maxLength: 20, selector: ({ syscall }) => syscall })
    .map((rules) => rules.sort((a, b) => (a.syscall < b.syscall ? -1 : 1))),
});
