import type { AbiFilter, CallTree, FewestComparisons } from './abi-filter.ts';
import { ConditionProgram } from './condition-program.ts';
import { TooMuchEffort, type TreeEffort } from './tree-effort.ts';

/**
 * The architectures of which the program compares the architecture, instead of the number of a call, with the numbers: no
 * rule fits there. Of the calls under one architecture libseccomp lets the first load the number, that with the fewest
 * comparisons, also where that is one which the program passes over; of those with as many the smallest number is first,
 * all others before those without. x86_64 and x32 load it beforehand where they are not together (src/gen_bpf.c,
 * _gen_bpf_syscalls and _gen_bpf_arch; 2.5.4, measured).
 * @param filters by the token of their architecture, as long as no binary tree is asked for, which loads the number itself
 * @returns undefined where it is not known
 */
export function blindArchitectures(filters: ReadonlyMap<string, AbiFilter>): ReadonlySet<string> | undefined {
  const blind = new Set<string>();
  for (const [name, group] of grouped(filters)) {
    if (name === 'SCMP_ARCH_X86_64' && group.length === 1) continue;
    const shortest = group.map(([, filter]) => filter.fewestComparisons());
    const isBlind = isLackingFirst(shortest);
    if (isBlind === undefined) return undefined;
    if (isBlind) for (const [token] of group) blind.add(token);
  }
  return blind;
}

/** Whether a call that the program passes over is the first; undefined where that hangs on what is not known. */
function isLackingFirst(shortest: readonly FewestComparisons[]): boolean | undefined {
  if (shortest[0]?.own === 0 || shortest.every(({ lacking }) => lacking === Number.POSITIVE_INFINITY)) return false;
  if (shortest.some(({ isCounted }) => !isCounted)) return undefined;
  let fewest = Number.POSITIVE_INFINITY;
  let isLacking = false;
  for (const { own, lacking } of shortest) {
    if (own < fewest) [fewest, isLacking] = [own, false];
    if (lacking < fewest) [fewest, isLacking] = [lacking, true];
  }
  return isLacking;
}

/** Architectures whose calls libseccomp puts in one row, in the order in which they were added. */
function grouped(
  filters: ReadonlyMap<string, AbiFilter>,
): ReadonlyMap<string, readonly (readonly [string, AbiFilter])[]> {
  const groups = new Map<string, (readonly [string, AbiFilter])[]>();
  for (const one of filters) {
    const name = one[0] === 'SCMP_ARCH_X32' ? 'SCMP_ARCH_X86_64' : one[0];
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return groups;
}

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
  const ordered: CallTree[] = [];
  for (const group of grouped(filters).values()) {
    const calls: (CallTree & { readonly size: number })[] = [];
    for (const [, filter] of group) {
      for (const call of filter.trees()) {
        const size = call.tree.size();
        if (size === undefined) return 'endless';
        calls.push({ ...call, size });
      }
    }
    // Sorting is stable: those alike stay in the order of their numbers, x32 behind x86_64.
    ordered.push(...calls.sort((a, b) => (byNumber ? b.number - a.number : a.size - b.size)));
  }
  const trees = ordered.reverse().flatMap(({ tree }) => tree.top ?? []);
  try {
    return new ConditionProgram(trees, effort);
  } catch (error) {
    if (!(error instanceof TooMuchEffort)) throw error;
    return 'undecided';
  }
}
