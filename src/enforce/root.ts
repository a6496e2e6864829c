import { capability, holds, type OwnStatus, readOwnStatus } from '../io/own-status.ts';
import { fail, ok, type Result } from '../model/problem.ts';

/**
 * Whether this process may make containers and mounts: both ask for CAP_SYS_ADMIN (capabilities(7)). Gives `root-needed`,
 * with the user who lacks it: 0 in a container that may not make another one.
 */
export function checkRoot(status: OwnStatus = readOwnStatus(), user = process.getuid?.() ?? 0): Result<void> {
  if (holds(status, capability.sysAdmin)) return ok(undefined);
  return fail({ kind: 'root-needed', what: `user ${user} without CAP_SYS_ADMIN` });
}
