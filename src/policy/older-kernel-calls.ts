import type { FallbackCall } from './fallbacks.ts';
import { isLater, type KernelRelease } from './kernel-release.ts';
import { newerCalls } from './older-kernel.ts';

/** What calls that were seen turn into on kernels down to `minimum`. May name calls that an ABI lacks. */
export function olderKernelCalls(seen: ReadonlySet<string>, minimum: KernelRelease): readonly FallbackCall[] {
  return newerCalls
    .filter(({ call, since }) => seen.has(call) && isLater(since, minimum))
    .flatMap(({ call, older }) =>
      older.map((syscall) => ({ rule: 'older-kernel' as const, syscall, because: [call] })),
    );
}
