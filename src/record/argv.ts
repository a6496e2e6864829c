import type { RecordRequest } from './recorder.ts';
import { atLeast, parseVersion } from './strace-version.ts';

/** Stands for the trace file in a plan. */
export const outputPlaceholder = '{output}';

/**
 * The argument vector of strace, strace itself first.
 *
 * `-C` gives the table and, above it, what the status filter lets through: the calls that never returned, which no table
 * counts. `raw=all` keeps strace from fetching and printing what the arguments point to: cheaper, and no path or content
 * reaches the file. Signals are left out, their lines say nothing about calls. `-U` came with strace 5.6 (strace's NEWS);
 * an older one prints its times, which are ignored.
 *
 * @param output the trace file
 * @param version of strace, as `strace -V` prints it; the newest known when left out
 */
export function straceArgv(request: RecordRequest, output: string, version?: string): string[] {
  const parsed = version === undefined ? undefined : parseVersion(version);
  const columns = parsed === undefined || atLeast(parsed, 5, 6);
  return [
    'strace',
    '-f',
    '-C',
    ...(columns ? ['-U', 'name,calls,errors'] : []),
    ...['-e', 'raw=all'],
    ...['-e', 'signal=none'],
    ...['-e', 'status=unfinished,unavailable,detached'],
    ...['-o', output],
    // Attaching, strace would tell of every new process on its standard error.
    ...(request.pids.length > 0
      ? ['-q', ...request.pids.flatMap((pid) => ['-p', String(pid)])]
      : ['--', ...request.argv]),
  ];
}
