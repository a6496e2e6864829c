/**
 * The fallbacks a profile may hold, in words: why the call is there, one line without a full stop. What each adds and when
 * is decided in `policy/fallbacks.ts`. Sorted by id.
 */
export const fallbackTitles = {
  'clone3-fallback':
    'clone was seen and clone3 was not: ENOSYS makes a C library that tries clone3 first go back to clone',
  'older-kernel': 'what programs call instead on kernels that lack the newer call',
  'process-end': 'a process ends with exit_group, a thread with exit; neither returns, so a tracer may miss them',
  restart: 'the kernel resumes an interrupted wait through restart_syscall when the process is stopped and continued',
  'signal-return': 'a signal handler returns through this call, whenever the signal comes',
  'vdso-time':
    'answered in the vDSO while recording, a real call where the clock source or the machine does not allow that',
} as const;

/** A key of `fallbackTitles`. */
export type FallbackRule = keyof typeof fallbackTitles;
