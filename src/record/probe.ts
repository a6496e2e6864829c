import { execFile } from 'node:child_process';
import type { Problem } from '../model/problem.ts';
import { explainDenial, readPtraceFacts } from './ptrace-denial.ts';
import type { Readiness } from './recorder.ts';
import { atLeast, parseVersion, versionLine } from './strace-version.ts';

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it could be started at all. */
  readonly started: boolean;
}

/**
 * Tries strace out on itself: `strace … strace -V` shows in one go that it is there, how old it is, and that the kernel lets
 * it trace. Takes about 5 ms.
 */
export async function probe(): Promise<Readiness> {
  const traced = await outcomeOf([
    '-f',
    '-e',
    'trace=none',
    '-e',
    'signal=none',
    '-o',
    '/dev/null',
    '--',
    'strace',
    '-V',
  ]);
  if (!traced.started) return { ready: false, problem: { kind: 'strace-missing' } };
  const seen = versionLine(traced.stdout);
  const version = seen ?? versionLine((await outcomeOf(['-V'])).stdout);
  const parsed = version === undefined ? undefined : parseVersion(version);
  // The status filter came with 5.2 (strace's NEWS); without it the calls that never return are lost.
  if (parsed === undefined || !atLeast(parsed, 5, 2)) {
    return { ready: false, problem: { kind: 'strace-too-old', what: version ?? 'unknown' } };
  }
  if (seen === undefined) return { ready: false, problem: refusal(traced.stderr) };
  return { ready: true, tool: 'strace', version: parsed.text };
}

function refusal(stderr: string): Problem {
  if (/Operation not permitted|Permission denied/.test(stderr)) return explainDenial(readPtraceFacts());
  return { kind: 'strace-unusable', what: stderr.split('\n')[0]?.slice(0, 200) ?? '' };
}

function outcomeOf(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = {
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 10_000,
      killSignal: 'SIGKILL',
      maxBuffer: 65536,
    } as const;
    const child = execFile('strace', args, options, (error, stdout, stderr) => {
      const failed = (error as NodeJS.ErrnoException | null)?.syscall?.startsWith('spawn') === true;
      resolve({ stdout, stderr, started: !failed });
    });
    child.stdin?.end();
  });
}
