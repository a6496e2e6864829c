import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import split2 from 'split2';
import { fail, ok, type Result } from '../model/problem.ts';
import type { EnforcedProfile } from './enforced-profile.ts';
import { type Refusals, refusalLog } from './refusal-log.ts';

/** An strace that has taken hold of a created container. */
export interface Tracer {
  readonly child: ChildProcess;
  /** Resolves when strace has ended: when the last process of the container has. */
  readonly ended: Promise<void>;
  /** Reads the log, after `ended`. */
  refusals(): Promise<Refusals>;
}

/**
 * strace's arguments to see what a profile refuses: every call that is not let through whatever its arguments are, and
 * execve(2), to know where the workload begins. Names that this strace does not know are skipped (`?`).
 */
export function tracerArgs(profile: EnforcedProfile, pid: number, log: string): readonly string[] {
  const quiet = [...profile.allowed].filter((name) => name !== 'execve' && name !== 'execveat').sort();
  const shown = quiet.length === 0 ? 'all' : `!${quiet.map((name) => `?${name}`).join(',')}`;
  return ['-f', '-e', 'raw=all', '-e', 'signal=SIGSYS', '-e', `trace=${shown}`, '-o', log, '-p', String(pid)];
}

/**
 * Attaches strace to the first process of a created container, all its threads, and waits for strace to say so: only
 * then may the container be started. Gives `tracer-not-attached` with strace's words.
 */
export async function attachTracer(profile: EnforcedProfile, pid: number, log: string): Promise<Result<Tracer>> {
  const child = spawn('strace', tracerArgs(profile, pid, log), { stdio: ['ignore', 'ignore', 'pipe'] });
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
  return ok({ child, ended, refusals: () => readLog(refusalLog(profile, pid), log) });
}

/** Longer than any line strace writes with raw arguments. */
const longestLine = 64 * 1024;

async function readLog(into: ReturnType<typeof refusalLog>, path: string): Promise<Refusals> {
  // The work is done in the mapper; what it returns would be passed on, so it returns nothing.
  const lines = split2(/\r?\n/, (line: string) => void into.line(line), { maxLength: longestLine });
  await pipeline(createReadStream(path), lines.resume());
  return into.end();
}
