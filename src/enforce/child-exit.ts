import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The exit status of a child; 128 where it could not be started, or a signal ended it. */
export function exitStatus(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code: number | null) => resolve(code ?? 128));
    child.once('error', () => resolve(128));
  });
}

/** Whether a process is gone, or a zombie (proc_pid_stat(5)). */
export async function hasEnded(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return stat === '' || /\) [ZX] /.test(stat);
}
