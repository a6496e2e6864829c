import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeccompActions } from '../model/machine.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/** Reads what the kernel's seccomp can do, out of `/proc/sys/kernel/seccomp`. */
export async function readSeccompActions(folder = '/proc/sys/kernel/seccomp'): Promise<SeccompActions> {
  const [available, logged] = await Promise.all(
    ['actions_avail', 'actions_logged'].map((name) => words(join(folder, name))),
  );
  return { available, logged };
}

/** What profiles of seccinch make use of: `--mode enforce`, `log` and `kill`. */
const needed = ['allow', 'errno', 'log', 'kill_process'] as const;

/** Whether the kernel enforces profiles. Gives `seccomp-lacking` with the actions that are not there. */
export function checkSeccomp({ available }: SeccompActions): Result<void> {
  const lacking = needed.filter((action) => available?.includes(action) !== true);
  return lacking.length === 0 ? ok(undefined) : fail({ kind: 'seccomp-lacking', what: lacking.join(', ') });
}

async function words(path: string): Promise<string[] | undefined> {
  try {
    return (await readFile(path, 'utf8')).split(/\s+/).filter((word) => word !== '');
  } catch {
    return undefined;
  }
}
