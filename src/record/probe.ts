import { askProgram } from '../io/ask-program.ts';
import type { Problem } from '../model/problem.ts';
import { explainDenial, readPtraceFacts } from './ptrace-denial.ts';
import type { Readiness } from './recorder.ts';
import { atLeast, parseVersion, versionLine } from './strace-version.ts';

/**
 * Tries strace out on itself: `strace … strace -V` shows in one go that it is there, how old it is, and that the kernel lets
 * it trace. Takes about 5 ms.
 */
export async function probe(): Promise<Readiness> {
  const quiet = ['-f', '-e', 'trace=none', '-e', 'signal=none', '-o', '/dev/null'];
  const traced = await askProgram('strace', [...quiet, '--', 'strace', '-V']);
  if (!traced.started) return { ready: false, problem: { kind: 'strace-missing' } };
  const seen = versionLine(traced.stdout);
  const version = seen ?? versionLine((await askProgram('strace', ['-V'])).stdout);
  const parsed = version === undefined ? undefined : parseVersion(version);
  // The status filter came with 5.2 (strace's NEWS); without it the calls that never return are lost.
  if (parsed === undefined || !atLeast(parsed, 5, 2)) {
    return { ready: false, problem: { kind: 'strace-too-old', what: version ?? 'unknown' } };
  }
  if (seen === undefined) return { ready: false, problem: refusal(traced.stderr), version: parsed.text };
  return { ready: true, tool: 'strace', version: parsed.text };
}

function refusal(stderr: string): Problem {
  if (/Operation not permitted|Permission denied/.test(stderr)) return explainDenial(readPtraceFacts());
  return { kind: 'strace-unusable', what: stderr.split('\n')[0]?.slice(0, 200) ?? '' };
}
