import { writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { endInOrder } from '../io/orderly-end.ts';
import { exitFailed, exitRecorderFailed } from './exit-codes.ts';
import { program } from './program.ts';

/**
 * Commands that read and compute, maybe for long, and hear of no signal meanwhile: nobody listens, so that it ends them at
 * once. What they leave behind for a moment listens itself (`endingInOrder`).
 */
const onlyReading: ReadonlySet<string> = new Set(['check', 'diff', 'explain', 'lint', 'review']);

/**
 * Runs one command line and gives its exit status. A known failure has been told on standard error by then; anything
 * thrown is a bug and keeps its stack.
 */
export async function main(args: readonly string[]): Promise<number> {
  // The kernel passes over signals that end the first process of a container, unless it listens.
  if (process.pid === 1 || !onlyReading.has(args[0] ?? '')) endInOrder();
  const failed = args[0] === 'record' || args[0] === 'verify' ? exitRecorderFailed : exitFailed;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => void leaveOnFullDisk(error, failed));
  process.stderr.on('error', (error: NodeJS.ErrnoException) => void leaveOnFullDisk(error, failed));
  let status = 0;
  const tree = program((result) => {
    status = result;
  }, args[0]);
  if (args.length === 0) {
    tree.outputHelp({ error: true });
    return exitFailed;
  }
  try {
    await tree.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    return failed;
  }
  return status;
}

// A reader that has gone away wants no more; anything else (a full disk behind `> file`) means that the result is lost.
async function leaveOnFullDisk(error: NodeJS.ErrnoException, status: number): Promise<void> {
  // EIO: the terminal has been closed. The files of a recording are to be written all the same.
  if (error.code === 'EPIPE' || error.code === 'EIO') return;
  const { problemKinds } = await import('../model/problem-kinds.ts');
  const { title, fix } = problemKinds['output-unwritable'];
  try {
    writeSync(2, `error: ${title}: ${error.code ?? error.message}\n  ${fix} [output-unwritable]\n`);
  } catch {
    // Standard error may be what cannot be written.
  }
  process.exit(status);
}
