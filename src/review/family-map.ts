import type { SyscallFamily } from '../kernel/syscall-families.ts';
import type { Abi } from '../model/abi.ts';
import type { FamilyMap } from '../model/diff-verdict.ts';
import type { Recording } from '../model/recording.ts';
import type { Stance } from './call-decision.ts';
import { needsOf } from './syscall-needs.ts';

/**
 * Every call that an ABI has, by family, and how much of it two filters let through (`stancesOf`); families without any are
 * left out.
 * @param recordings where there are none, no calls are counted
 */
export function familyMap(
  families: readonly SyscallFamily[],
  before: ReadonlyMap<string, Stance>,
  after: ReadonlyMap<string, Stance>,
  abi: Abi,
  recordings: readonly Recording[],
): readonly FamilyMap[] {
  return families
    .map(({ title, syscalls }) => ({
      family: title,
      calls: syscalls
        .filter((syscall) => before.has(syscall))
        .map((syscall) => ({
          syscall,
          before: before.get(syscall) ?? 'no',
          after: after.get(syscall) ?? 'no',
          ...(recordings.length > 0 && {
            calls: needsOf(recordings, syscall, [abi]).reduce(
              (total, { calls }) => Math.min(total + calls, Number.MAX_SAFE_INTEGER),
              0,
            ),
          }),
        })),
    }))
    .filter(({ calls }) => calls.length > 0);
}
