import type { AbiFilter, CallTree } from './abi-filter.ts';
import { ConditionProgram } from './condition-program.ts';
import { TooMuchEffort, type TreeEffort } from './tree-effort.ts';

/**
 * The conditional rules of a whole filter as one program. Architectures come in the order in which they were added, the
 * native one first, x32 with x86_64; of the calls of one those with few comparisons first (src/gen_bpf.c,
 * _gen_bpf_build_bpf and _sys_priority_sort), or the largest number first where a runtime asks for a binary tree.
 * @param filters by the token of their architecture
 * @returns why there is none: a tree is endless, or it would take too long to make it
 */
export function conditionProgram(
  filters: ReadonlyMap<string, AbiFilter>,
  byNumber: boolean,
  effort: TreeEffort,
): ConditionProgram | 'endless' | 'undecided' {
  const groups = new Map<string, (CallTree & { readonly size: number })[]>();
  for (const [token, filter] of filters) {
    const trees = filter.trees().map((one) => ({ ...one, size: one.tree.size() }));
    const sized = trees.filter((one): one is typeof one & { readonly size: number } => one.size !== undefined);
    if (sized.length < trees.length) return 'endless';
    const group = token === 'SCMP_ARCH_X32' ? 'SCMP_ARCH_X86_64' : token;
    groups.set(group, [...(groups.get(group) ?? []), ...sized]);
  }
  const ordered = [...groups.values()].flatMap((group) =>
    // Sorting is stable: those alike stay in the order of their numbers, x32 behind x86_64.
    group.sort((a, b) => (byNumber ? b.number - a.number : a.size - b.size)),
  );
  const trees = ordered.reverse().flatMap(({ tree }) => tree.top ?? []);
  try {
    return new ConditionProgram(trees, effort);
  } catch (error) {
    if (!(error instanceof TooMuchEffort)) throw error;
    return 'undecided';
  }
}
