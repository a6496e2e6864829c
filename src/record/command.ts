import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../model/problem.ts';

/**
 * Finds the file that strace will execute for a command, so that a command that is not there is told apart from a workload
 * that ends with the same status. As strace does (startup_child in its strace.c): a name with a slash is a path; another one is
 * looked up in PATH, where an empty entry is the current folder and the first regular file with any execute bit is taken.
 *
 * What only execve can tell, such as a missing interpreter, shows in the trace (`isFailedExec`).
 *
 * @param path the value of PATH
 * @returns the path of the file; else `command-not-found` or `command-not-executable`
 */
export function resolveCommand(command: string, path: string | undefined): Result<string> {
  const isPath = command.includes('/');
  const candidates = isPath
    ? [command]
    : command === ''
      ? []
      : (path ?? '').split(':').map((folder) => join(folder || '.', command));
  let refused = false;
  for (const file of candidates) {
    const kind = kindOf(file);
    if (kind === 'program') {
      if (isExecutable(file)) return ok(file);
      refused = true;
      break;
    }
    refused ||= kind === 'file' || (isPath && kind !== 'none');
  }
  return fail({ kind: refused ? 'command-not-executable' : 'command-not-found', what: command });
}

/** `program`: a regular file with an execute bit, be it somebody else's; `other`: a folder, a device, or not to be seen. */
function kindOf(file: string): 'program' | 'file' | 'other' | 'none' {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return 'other';
    return (stat.mode & 0o111) !== 0 ? 'program' : 'file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'other' : 'none';
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
