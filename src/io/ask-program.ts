import { type ChildProcess, spawn } from 'node:child_process';
import { endingInOrder } from './orderly-end.ts';

/** What became of a short command. */
export interface ProgramAnswer {
  /** Whether it could be started at all: it is in PATH and may be executed. */
  readonly started: boolean;
  /** Its exit status; nothing when it was not started or a signal ended it. */
  readonly status?: number;
  /** It had not ended in time, and was killed with all it had started. */
  readonly timedOut: boolean;
  /** What it printed. More than it may print is no answer to a question: then it was killed, too. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How to ask. */
export interface Question {
  /** When it is killed, milliseconds; 10 seconds where left out. */
  readonly timeoutMs?: number;
  readonly cwd?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How much it may print, bytes; 64 KiB where left out. */
  readonly limit?: number;
}

const patienceMs = 10_000;
const usualLimit = 65_536;

/** Those that have not ended: they end with this process. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/**
 * Runs a short command to its end: in the C locale, with nothing on its standard input, in a process group of its own. It
 * never throws and never takes longer than it may, also when what the command has started keeps its output open.
 */
export function askProgram(file: string, args: readonly string[], question: Question = {}): Promise<ProgramAnswer> {
  return endingInOrder(() => ask(file, args, question));
}

function ask(file: string, args: readonly string[], question: Question): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: question.cwd,
      env: { ...process.env, ...question.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const limit = question.limit ?? usualLimit;
    const stdout = collect(child.stdout, limit, () => killGroup(child));
    const stderr = collect(child.stderr, limit, () => killGroup(child));
    const answer = (how: Pick<ProgramAnswer, 'started' | 'status' | 'timedOut'>): void => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ...how, stdout: stdout(), stderr: stderr() });
    };
    const timer = setTimeout(() => {
      killGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
      answer({ started: true, timedOut: true });
    }, question.timeoutMs ?? patienceMs);
    running.add(child);
    child.once('error', () => answer({ started: false, timedOut: false }));
    child.once('close', (status) => answer({ started: true, timedOut: false, ...(status !== null && { status }) }));
  });
}

function collect(stream: NodeJS.ReadableStream, limit: number, overflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length < limit) chunks.push(chunk.subarray(0, limit - length));
    length += chunk.length;
    if (length > limit) overflow();
  });
  return () => Buffer.concat(chunks).toString();
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
