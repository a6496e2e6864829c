import { constants } from 'node:os';
import { fired, sleep } from './sleep.ts';
import { sendSignal } from './tracees.ts';

/** How a shell command ended: its status, 128 + n for a signal as a shell says it; `cut` when it was ended from here. */
export interface ShellOutcome {
  readonly status: number;
  readonly cut: boolean;
}

/** When to end a shell command that has not ended by itself. */
export interface ShellLimits {
  /** One second after this: its last step may be what fired it. */
  readonly soon?: AbortSignal;
  /** After this: by SIGTERM, and by SIGKILL a second later. */
  readonly end: AbortSignal;
  /** After this at once, by SIGKILL. */
  readonly now: AbortSignal;
}

const patienceMs = 1000;
const graceMs = 1000;

/**
 * Runs `sh -c command` in a process group of its own, with nothing on its standard input. What it leaves behind in its group
 * ends with it.
 *
 * @param output where its standard output and error go: this process's standard error, or nowhere
 */
export async function runShell(command: string, output: 2 | 'ignore', limits: ShellLimits): Promise<ShellOutcome> {
  // Loaded here: it takes longer to load than many a workload runs.
  const { execa } = await import('execa');
  if (limits.end.aborted || limits.now.aborted) return { status: 128 + constants.signals.SIGTERM, cut: true };
  const shell = execa('sh', ['-c', command], {
    stdio: ['ignore', output, output],
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
  });
  const ended = new AbortController();
  const leave = (): void => signalGroup(shell.pid, 'SIGKILL');
  process.once('exit', leave);
  const cutting = cutShort(shell.pid, limits, ended.signal);
  const result = await shell;
  ended.abort();
  const cut = await cutting;
  leave();
  process.removeListener('exit', leave);
  return { status: result.exitCode ?? 128 + (constants.signals[result.signal as NodeJS.Signals] ?? 0), cut };
}

/** Gives whether it had to. */
async function cutShort(
  group: number | undefined,
  { soon, end, now }: ShellLimits,
  ended: AbortSignal,
): Promise<boolean> {
  const firm = AbortSignal.any([end, now, ended]);
  await fired(soon ? AbortSignal.any([soon, firm]) : firm);
  await sleep(patienceMs, firm);
  if (ended.aborted) return false;
  if (!now.aborted) signalGroup(group, 'SIGTERM');
  await sleep(graceMs, AbortSignal.any([now, ended]));
  signalGroup(group, 'SIGKILL');
  return true;
}

function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group !== undefined) sendSignal(-group, signal);
}
