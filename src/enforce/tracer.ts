import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import split2 from 'split2';
import { fail, ok, type Result } from '../model/problem.ts';
import { type EnforcedProfile, hostAbi } from './enforced-profile.ts';
import { type RefusalLog, type Refusals, refusalLog, type TraceCircumstances } from './refusal-log.ts';
import { type StraceFeatures, straceFeatures } from './strace-features.ts';

/** An strace that has taken hold of a created container. */
export interface Tracer {
  readonly child: ChildProcess;
  /** Resolves when strace has ended: when the last process of the container has. */
  readonly ended: Promise<void>;
  /** Reads the log, after `ended`. */
  refusals(): Promise<Refusals>;
}

/** Calls that are always shown: where the workload begins, and where the filter is loaded. */
const always: ReadonlySet<string> = new Set(['execve', 'execveat', 'prctl', 'seccomp']);

/**
 * strace's arguments to see what a profile refuses: every call that is not let through whatever its arguments are.
 * Names that this strace does not know are skipped (`?`). Calls of ABIs that the profile does not cover are shown
 * whatever their names are: `@64` leaves out those of 64-bit programs only (strace(1), "Filtering").
 */
export function tracerArgs(profile: EnforcedProfile, log: string, features: StraceFeatures): readonly string[] {
  const others = hostAbi === 'x86_64' && !(profile.abis.has('i386') && profile.abis.has('x32')) ? '@64' : '';
  const quiet = [...profile.allowed].filter((name) => !always.has(name)).sort();
  const shown = quiet.length === 0 ? 'all' : `!${quiet.map((name) => `?${name}${others}`).join(',')}`;
  return [
    '-f',
    ...(features.numbers ? ['-n'] : []),
    ...(features.comms ? ['-Y'] : []),
    ...['-e', 'raw=all'],
    ...['-e', 'signal=SIGSYS'],
    ...['-e', `trace=${shown}`],
    ...['-o', log],
  ];
}

/**
 * Attaches strace to the first process of a created container, all its threads, and waits for strace to say so: only
 * then may the container be started. Gives `tracer-not-attached` with strace's words.
 */
export async function attachTracer(
  profile: EnforcedProfile,
  pid: number,
  log: string,
  how: TraceCircumstances,
): Promise<Result<Tracer>> {
  const args = [...tracerArgs(profile, log, await straceFeatures()), '-p', String(pid)];
  // In a session of its own: Ctrl-C would make it let go of the workload.
  const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  let words = '';
  const attached = new Promise<boolean>((resolve) => {
    child.stderr.on('data', (chunk) => {
      // Later it names every new process: only the first words matter.
      if (words.length < 4096) words += chunk;
      if (words.includes(`Process ${pid} attached`)) resolve(true);
    });
    child.once('error', (error) => {
      words ||= error.message;
    });
    ended.then(() => resolve(false));
  });
  if (!(await attached)) return fail({ kind: 'tracer-not-attached', what: words.trim() });
  return ok({ child, ended, refusals: () => readRefusals(refusalLog(profile, pid, how), log) });
}

/** What execve(2) makes the command name: the last part of the path, at most 15 bytes (TASK_COMM_LEN). */
export function commandName([program]: readonly [string, ...string[]]): string {
  return String(Buffer.from(basename(program)).subarray(0, 15));
}

/** Longer than any line strace writes with raw arguments. */
const longestLine = 64 * 1024;

/** Reads strace's log to its end: a file, or what it is written to as it comes. */
export async function readRefusals(into: RefusalLog, log: string | Readable): Promise<Refusals> {
  // The work is done in the mapper; what it returns would be passed on, so it returns nothing.
  const lines = split2(/\r?\n/, (line: string) => void into.line(line), { maxLength: longestLine });
  await pipeline(typeof log === 'string' ? createReadStream(log) : log, lines.resume());
  return into.end();
}
