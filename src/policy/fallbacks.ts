import { vdsoTimeCalls } from '../kernel/vdso.ts';
import type { Abi } from '../model/abi.ts';
import type { FallbackRule } from '../model/fallback-titles.ts';
import { signalReturns } from './signal-returns.ts';

/** One way by which calls that were seen turn into calls that were not. */
interface Step {
  /** Any of these seen sets it off; left out, it is always there. */
  readonly seen?: readonly string[];
  /** Any of these seen keeps it from happening. */
  readonly unless?: readonly string[];
  /** What it adds; a call the ABI does not have is passed over. */
  readonly adds: readonly string[] | ((abi: Abi) => readonly string[]);
}

interface Fallback {
  /** Where the fact is from. */
  readonly source: string;
  /** The errno to answer with; left out, the call is allowed. */
  readonly errno?: string;
  readonly steps: readonly Step[];
}

/**
 * What a recording on one machine on one day cannot show and the same program needs all the same. Sorted by id.
 * `older-kernel` has its table in `older-kernel.ts` and counts only where `--min-kernel` asks for it.
 */
export const fallbacks = {
  'clone3-fallback': {
    source: 'glibc sysdeps/unix/sysv/linux/clone-internal.c falls back on ENOSYS only, not on EPERM',
    errno: 'ENOSYS',
    steps: [{ seen: ['clone'], unless: ['clone3'], adds: ['clone3'] }],
  },
  'older-kernel': {
    source: 'policy/older-kernel.ts, one source a call',
    steps: [],
  },
  'process-end': {
    source: '_exit(2), clone(2)',
    steps: [{ adds: ['exit_group'] }, { seen: ['clone', 'clone3'], adds: ['exit'] }],
  },
  restart: {
    source: 'restart_syscall(2); callers of set_restart_fn in kernel/time, kernel/futex and fs/select.c',
    steps: [
      {
        seen: ['clock_nanosleep', 'clock_nanosleep_time64', 'futex', 'futex_time64', 'nanosleep', 'poll'],
        adds: ['restart_syscall'],
      },
    ],
  },
  'signal-return': {
    source: 'sigreturn(2); setup_frame of i386, arm and s390 takes sigreturn for handlers without SA_SIGINFO',
    steps: [{ seen: ['rt_sigaction', 'sigaction', 'signal'], adds: signalReturns }],
  },
  'vdso-time': {
    source: 'vdso(7)',
    steps: [{ adds: vdsoTimeCalls }],
  },
} as const satisfies Readonly<Record<FallbackRule, Fallback>>;

/** One call that a fallback adds. */
export interface FallbackCall {
  readonly rule: FallbackRule;
  readonly syscall: string;
  /** The errno to answer with; left out, the call is allowed. */
  readonly errno?: string;
  /** The calls seen that brought it, sorted; none where it is always there. */
  readonly because: readonly string[];
}

/** What the fallbacks, other than `older-kernel`, add for calls seen under one ABI. May name a call the ABI lacks. */
export function fallbackCalls(abi: Abi, seen: ReadonlySet<string>): readonly FallbackCall[] {
  return Object.entries<Fallback>(fallbacks).flatMap(([rule, { errno, steps }]) =>
    steps.flatMap((step) => {
      const because = (step.seen ?? []).filter((name) => seen.has(name));
      if (step.seen !== undefined && because.length === 0) return [];
      if (step.unless?.some((name) => seen.has(name))) return [];
      const adds = typeof step.adds === 'function' ? step.adds(abi) : step.adds;
      return adds.map((syscall) => ({
        rule: rule as FallbackRule,
        syscall,
        because,
        ...(errno !== undefined && { errno }),
      }));
    }),
  );
}
