import type { ContainedRun } from '../../src/enforce/contained-run.ts';
import type { Runtime } from '../../src/enforce/runtime.ts';
import type { EnteredCall } from '../../src/filter/loaded-filter.ts';
import type { Result } from '../../src/model/problem.ts';
import { compileStatic, runStatic, withoutLibrary } from './static-program.ts';

/** A call of one of the three ABIs of an x86_64 machine, by the number in the instruction, with all its registers. */
export interface RawCall extends EnteredCall {
  readonly abi: 'x86_64' | 'i386' | 'x32';
  readonly syscall: number;
  readonly args: readonly bigint[];
}

/** What the probe has to be allowed, beside what the runtime needs: fork, wait, tell. */
export const probeCalls: readonly string[] = ['exit_group', 'fork', 'rt_sigaction', 'wait4', 'write'];

// Every call is made in a child of its own, which tells what came back; of a child that tells nothing the parent does.
// SCMP_ACT_TRAP raises a signal that a handler takes. Without a C library it needs nothing else.
const source = `
typedef unsigned long u;
static long sys(long nr, u a, u b, u c, u d, u e, u f) {
  long r; register u r10 __asm__("r10") = d; register u r8 __asm__("r8") = e; register u r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(r) : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
long int80(long nr, u a, u b, u c, u d, u e, u f);
static void tell(char kind, long value) {
  char text[32]; int at = 32; long v = value < 0 ? -value : value;
  text[--at] = '\\n';
  do text[--at] = '0' + v % 10; while (v /= 10);
  if (value < 0) text[--at] = '-';
  text[--at] = kind;
  sys(1, 1, (u)(text + at), 32 - at, 0, 0, 0);
}
static void trapped(int signal) { (void)signal; tell('t', 0); sys(231, 0, 0, 0, 0, 0, 0); }
static u number(const char **p) { u n = 0; while (**p >= '0' && **p <= '9') n = n * 10 + (*(*p)++ - '0'); if (**p) (*p)++; return n; }
__attribute__((used)) static void run(long *stack) {
  struct { void (*handler)(int); u flags; void *restorer; u mask; } action = { trapped, 0x04000000, (void *)trapped, 0 };
  sys(13, 31, (u)&action, 0, 8, 0, 0);
  for (long i = 1; i < stack[0]; i++) {
    const char *p = (const char *)stack[1 + i];
    char abi = *p++; u nr = number(&p), a[6];
    for (int k = 0; k < 6; k++) a[k] = number(&p);
    long pid = sys(57, 0, 0, 0, 0, 0, 0);
    if (pid == 0) {
      tell('r', (abi == 'i' ? int80 : sys)((long)nr, a[0], a[1], a[2], a[3], a[4], a[5]));
      sys(231, 0, 0, 0, 0, 0, 0);
    }
    int status = 0;
    sys(61, pid, (u)&status, 0, 0, 0, 0);
    if (status & 0x7f) tell('k', status & 0x7f);
  }
  sys(231, 0, 0, 0, 0, 0, 0);
  __asm__ volatile("hlt");
}
__asm__("int80: push %rbx\\n push %rbp\\n mov %edi, %eax\\n mov %rsi, %rbx\\n xchg %rcx, %rdx\\n mov %r8, %rsi\\n mov %r9, %rdi\\n"
  " mov 24(%rsp), %rbp\\n int $0x80\\n pop %rbp\\n pop %rbx\\n cltq\\n ret\\n");
__asm__(".globl _start\\n_start: mov %rsp, %rdi\\n and $-16, %rsp\\n call run\\n");
`;

/** What the kernel did with a call: what it returned, or that it killed the child or raised SIGSYS in it. */
export type Effect = { readonly returned: number } | 'killed' | 'trapped';

/** What came of a run: the effects in the order of the calls, or the words of a runtime that did not start it. */
export type Probed = { readonly effects: readonly Effect[] } | { readonly refused: string };

/** Compiles the probe; gives its path. */
export function compileRegisterProbe(): string {
  return compileStatic(source, withoutLibrary);
}

/** The arguments with which the probe makes these calls. */
export function probeArgs(calls: readonly RawCall[]): readonly string[] {
  return calls.map(word);
}

/** What the probe told of these calls. */
export function probed(ran: Result<ContainedRun>, calls: readonly RawCall[]): Probed {
  if (!ran.ok) return { refused: ran.problem.what ?? ran.problem.kind };
  if (ran.value.ending !== 'itself') return { refused: ran.value.ending };
  const lines = String(ran.value.stdout.bytes).split('\n').slice(0, -1);
  if (lines.length !== calls.length) return { refused: `${lines.length} answers: ${ran.value.stderr.bytes}` };
  return { effects: lines.map(effect) };
}

/** Compiles the probe, and gives what runs it under a profile in a container of its own. */
export function buildRegisterProbe(): (
  runtime: Runtime,
  seccomp: string,
  calls: readonly RawCall[],
  timeoutMs?: number,
) => Promise<Probed> {
  const program = compileRegisterProbe();
  return async (runtime, seccomp, calls, timeoutMs = 20_000) =>
    probed(await runStatic(runtime, seccomp, [program, ...probeArgs(calls)], timeoutMs), calls);
}

function word({ abi, syscall, args }: RawCall): string {
  const registers = [0, 1, 2, 3, 4, 5].map((index) => args[index] ?? 0n);
  return `${abi === 'i386' ? 'i' : 'x'}${[syscall, ...registers].join(',')}`;
}

function effect(line: string): Effect {
  if (line.startsWith('r')) return { returned: Number(line.slice(1)) };
  return line.startsWith('t') ? 'trapped' : 'killed';
}
