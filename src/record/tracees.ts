import { readdirSync, readFileSync } from 'node:fs';
import { commandLine, type ProcessStatus, parseStatus, readProcessStatus, statusText } from './process-status.ts';

/**
 * Finds the processes that `tracer` traces, by `TracerPid` in all of /proc/PID/status, in the order of /proc. A zombie is
 * not one any more. Takes about 10 µs for each process of the machine, so it is for stopping, not for a busy loop.
 */
export function tracees(tracer: number): ProcessStatus[] {
  const mark = `\nTracerPid:\t${tracer}\n`;
  const found: ProcessStatus[] = [];
  for (const entry of readdirSync('/proc')) {
    const first = entry.charCodeAt(0);
    if (first < 0x31 /* 1 */ || first > 0x39 /* 9 */) continue;
    const text = statusText(entry);
    if (text?.includes(mark) === true) found.push(parseStatus(Number(entry), text));
  }
  return found.filter((process) => process.state !== 'Z');
}

/**
 * Finds the workload's first process: the child of the tracer that it traces and that has executed something else.
 * Before that a child is only a copy of strace: it forks one to try ptrace out (test_ptrace_get_syscall_info in strace's
 * ptrace_syscall_info.c) and one that is about to execute the command.
 */
export function findLeader(tracer: number): ProcessStatus | undefined {
  for (const child of children(tracer)) {
    const now = afterExecution(child, tracer);
    if (now?.tracer === tracer) return now;
  }
  return undefined;
}

/**
 * Reads the status of a process once more if it has executed something since its fork: what was read before may still be
 * from the time that it was a copy of the tracer. `undefined` while it is a copy, and when it has ended.
 */
export function afterExecution(process: ProcessStatus, tracer: number): ProcessStatus | undefined {
  if (process.tracer !== tracer || isCopy(process, tracer)) return undefined;
  const now = readProcessStatus(process.pid);
  return now?.state === 'Z' ? undefined : now;
}

/** Whether a process still shows the arguments of the tracer, so has not executed anything since its fork. */
function isCopy(process: ProcessStatus, tracer: number): boolean {
  const shown = commandLine(process.pid);
  // A process may take its arguments away (setproctitle); then its name has to tell.
  return shown === '' ? process.name === readProcessStatus(tracer)?.name : shown === commandLine(tracer);
}

/** Sends a signal; a process that is gone in the meantime needs none. Gives whether it was sent. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/**
 * Finds what is left of a workload whose tracer is gone: a process and its descendants, by parent. What was orphaned
 * before cannot be told from a stranger and is not found.
 */
export function descendants(root: number): ProcessStatus[] {
  const first = readProcessStatus(root);
  if (first === undefined || first.state === 'Z') return [];
  const all = readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) ? (readProcessStatus(Number(entry)) ?? []) : [],
  );
  const found = [first];
  for (const parent of found) found.push(...all.filter(({ pid, parent: of }) => of === parent.pid && pid !== root));
  return found.filter((process) => process.state !== 'Z');
}

function children(parent: number): ProcessStatus[] {
  let list: string;
  try {
    list = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1');
  } catch {
    // A kernel without CONFIG_PROC_CHILDREN.
    return tracees(parent).filter((process) => process.parent === parent);
  }
  return list.split(' ').flatMap((pid) => (pid === '' ? [] : (readProcessStatus(Number(pid)) ?? [])));
}
