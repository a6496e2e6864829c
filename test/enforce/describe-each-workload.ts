import { describe } from 'vitest';
import { takesI386Calls } from './i386-entry.ts';
import type { Workload } from './workload.ts';

/** Describes each workload by its name; those that make calls of i386 are skipped where the kernel takes none. */
export function describeEachWorkload(workloads: readonly Workload[], body: (workload: Workload) => void): void {
  const isSkipped = ({ makesI386Calls = false }: Workload): boolean => makesI386Calls && !takesI386Calls();
  describe.each(workloads.filter((workload) => !isSkipped(workload)))('$name', body);
  describe.skip.each(workloads.filter(isSkipped))('$name', body);
}
