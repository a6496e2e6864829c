import type { DiffVerdict } from '../model/diff-verdict.ts';

/** Syscalls that the recording at hand shows and the new profile refuses, sorted as the map is. */
export function recordedAndRefused({ map }: DiffVerdict): readonly string[] {
  return map.flatMap(({ calls }) =>
    calls.filter(({ after, calls: recorded = 0 }) => after === 'no' && recorded > 0).map(({ syscall }) => syscall),
  );
}
