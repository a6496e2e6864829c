import type { LoadedFilter } from '../filter/loaded-filter.ts';
import type { SyscallFamily } from '../kernel/syscall-families.ts';
import { syscallNames } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { FamilyMap } from '../model/diff-verdict.ts';
import type { Recording } from '../model/recording.ts';
import { stanceOf } from './call-decision.ts';
import { needsOf } from './syscall-needs.ts';

/**
 * Every call that an ABI has, by family, and how much of it two filters let through; families without any are left out.
 * @param recordings where there are none, no calls are counted
 */
export function familyMap(
  families: readonly SyscallFamily[],
  before: LoadedFilter,
  after: LoadedFilter,
  abi: Abi,
  recordings: readonly Recording[],
): readonly FamilyMap[] {
  const there = new Set(syscallNames(abi));
  return families
    .map(({ title, syscalls }) => ({
      family: title,
      calls: syscalls
        .filter((syscall) => there.has(syscall))
        .map((syscall) => ({
          syscall,
          before: stanceOf(before, abi, syscall),
          after: stanceOf(after, abi, syscall),
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
