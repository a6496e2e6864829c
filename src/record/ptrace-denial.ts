import { readFileSync } from 'node:fs';
import { capability, holds, readOwnStatus } from '../io/own-status.ts';
import type { Problem } from '../model/problem.ts';
import { type ProcessStatus, readProcessStatus } from './process-status.ts';

/** What decides who may trace whom (ptrace(2), "Ptrace access mode checking"; ptrace_scope: Yama's kernel documentation). */
export interface PtraceFacts {
  /** /proc/sys/kernel/yama/ptrace_scope, 0–3; `undefined` on a kernel without Yama. */
  readonly yama: number | undefined;
  /** Whether this process has CAP_SYS_PTRACE. */
  readonly capable: boolean;
  /** The real user id of this process. */
  readonly user: number;
  /** The process to trace: one to attach to, or this process itself, whose child it will be. */
  readonly target: ProcessStatus | undefined;
  /** What traces the target already. */
  readonly tracer: ProcessStatus | undefined;
  /** Whether the target is a child of strace's own: Yama lets those be traced up to scope 1. */
  readonly child: boolean;
}

/** Reads the facts; `target` is a process to attach to, none for a command that strace starts. */
export function readPtraceFacts(target?: number): PtraceFacts {
  const status = readProcessStatus(target ?? process.pid);
  return {
    yama: readNumber('/proc/sys/kernel/yama/ptrace_scope'),
    capable: holds(readOwnStatus(), capability.sysPtrace),
    user: process.getuid?.() ?? 0,
    target: status,
    tracer: status === undefined || status.tracer === 0 ? undefined : readProcessStatus(status.tracer),
    child: target === undefined,
  };
}

/** Names why the kernel refused, with the cure that fits; called only when it has refused. */
export function explainDenial(facts: PtraceFacts): Problem {
  const { target, tracer, yama, capable, child } = facts;
  const who = target && !child ? String(target.pid) : undefined;
  // A traced process that strace -f follows takes its children along: they have a tracer from birth.
  if (target !== undefined && target.tracer !== 0) {
    return { kind: 'ptrace-taken', what: `${tracer?.name ?? ''} (${target.tracer})`.trimStart() };
  }
  if (!capable && target !== undefined && !child && target.user !== facts.user) {
    return { kind: 'ptrace-denied-user', what: `${target.pid}` };
  }
  if (yama === 3 || (!capable && (yama === 2 || (yama === 1 && !child)))) {
    return { kind: 'ptrace-denied-yama', what: `kernel.yama.ptrace_scope = ${yama}` };
  }
  return who === undefined ? { kind: 'ptrace-denied' } : { kind: 'ptrace-denied', what: who };
}

function readNumber(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    return undefined;
  }
}
