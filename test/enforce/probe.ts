import { dirname } from 'node:path';
import type { EnforcedProfile } from '../../src/enforce/enforced-profile.ts';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import { compileStatic, withoutLibrary } from './static-program.ts';

/**
 * Calls that do no harm with the arguments (-1, 0, 0, 0), even to root, and that every kernel answers with something else
 * than ENOSYS: a test sees to that.
 */
export const harmlessCalls = [
  'acct',
  'capget',
  'getpgid',
  'getpriority',
  'getsid',
  'mincore',
  'mount',
  'personality',
  'ptrace',
  'reboot',
  'sched_getscheduler',
  'setns',
  'sethostname',
  'settimeofday',
  'swapoff',
  'umount2',
] as const;

/** The probe's exit status when every call it made was refused: ENOSYS. */
export const allRefused = 38;
/** Its status when the n-th call (from 0) was not refused is this plus n. */
export const firstPassed = 100;

// No C library: it needs no call of its own but exit_group, or else exit.
const source = `
static long call(long nr, long a) {
  long r; register long r10 __asm__("r10") = 0;
  __asm__ volatile("syscall" : "=a"(r) : "0"(nr), "D"(a), "S"(0L), "d"(0L), "r"(r10) : "rcx", "r11", "memory");
  return r;
}
__attribute__((used)) static void run(long *stack) {
  long argc = stack[0], status = ${allRefused};
  for (long i = 1; i < argc; i++) {
    long nr = 0;
    for (const char *p = (const char *)stack[1 + i]; *p; p++) nr = nr * 10 + (*p - '0');
    if (call(nr, -1) != -38) { status = ${firstPassed} - 1 + i; break; }
  }
  call(231, status); call(60, status);
  __asm__ volatile("hlt");
}
__asm__(".globl _start\\n_start: mov %rsp, %rdi\\n and $-16, %rsp\\n call run\\n");
`;

/** The probe: a folder that a container has to see, and how to make calls with it. */
export interface Probe {
  readonly folder: string;
  argv(calls: readonly string[]): readonly [string, ...string[]];
}

/** Compiles the probe. */
export function buildProbe(): Probe {
  const program = compileStatic(source, withoutLibrary);
  return {
    folder: dirname(program),
    argv: (calls) => [program, ...calls.map((name) => String(syscallNumber('x86_64', name)))],
  };
}

/** Harmless calls that the profile does not let through. */
export function callsToProbe(profile: EnforcedProfile): readonly string[] {
  return harmlessCalls.filter((name) => !profile.allowed.has(name) && !profile.conditional.has(name)).slice(0, 6);
}
