/** The command worked, and what it looked at is not as it should be. */
export const exitFindings = 1;
/** Usage, bad input, I/O. */
export const exitFailed = 2;
/** `record` and `verify` run somebody else's program: 125 says that seccinch, not the program, failed (as docker-run(1)). */
export const exitRecorderFailed = 125;
/** The command is there but cannot be executed (as timeout(1), env(1)). */
export const exitNotExecutable = 126;
/** The command was not found (as timeout(1), env(1)). */
export const exitNotFound = 127;
/** The workload did not end in time (as timeout(1)). */
export const exitTimedOut = 124;
