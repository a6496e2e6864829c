import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnforcedProfile } from '../../src/enforce/enforced-profile.ts';
import { decideCall } from '../../src/enforce/filter-decision.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';

const [loader] = profileLoaders({ kind: 'none' });
const names = ['read', 'write', 'umask'] as const;

const action = fc.constantFrom<object>(
  { action: 'SCMP_ACT_ALLOW' },
  { action: 'SCMP_ACT_LOG' },
  { action: 'SCMP_ACT_ERRNO' },
  { action: 'SCMP_ACT_ERRNO', errnoRet: 1 },
  { action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
  { action: 'SCMP_ACT_KILL_PROCESS' },
);
const rules = fc.array(
  fc.record({ names: fc.subarray([...names], { minLength: 1 }), does: action }).map(({ names: some, does }) => ({
    ...does,
    names: some,
  })),
  { maxLength: 6 },
);
const defaults = fc.constantFrom(
  { defaultAction: 'SCMP_ACT_ERRNO' },
  { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38 },
  { defaultAction: 'SCMP_ACT_KILL_PROCESS' },
  { defaultAction: 'SCMP_ACT_ALLOW' },
);

describe('decideCall', () => {
  it('agrees with the filter that libseccomp makes, whose rules may be the default action', () => {
    fc.assert(
      fc.property(defaults, rules, fc.constantFrom(...names), (base, syscalls, name) => {
        const profile = { ...base, syscalls };
        const read = readEnforcedProfile(JSON.stringify(profile));
        if (!read.ok) throw new Error(read.problem.what);
        const loaded = loadProfile(read.value.oci, { loader, host: 'x86_64' });
        if (!loaded.ok) throw new Error(loaded.failure.reason);
        const args = [0n, 0n, 0n, 0n, 0n, 0n];
        const [decision] = loaded.filter.decide({ abi: 'x86_64', syscall: name, args });
        const decided = decideCall(read.value, { name, abi: 'x86_64', args });
        const answer = decision?.answer;
        expect(decided.what === 'passes').toBe(answer?.action === 'allow' || answer?.action === 'log');
        if (decided.what === 'rule') {
          expect(decided.errno).toBe(answer?.action === 'errno' ? answer.errno : undefined);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
