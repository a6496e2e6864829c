import { CommanderError } from 'commander';
import { interruptsAreTaken } from '../record/interrupts.ts';
import { exitFailed, exitRecorderFailed, signalExitStatus } from './exit-status.ts';
import { program } from './program.ts';

/**
 * Runs one command line and gives its exit status. A known failure has been told on standard error by then; anything
 * thrown is a bug and keeps its stack.
 */
export async function main(args: readonly string[]): Promise<number> {
  leaveOnSignals();
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  let status = 0;
  const tree = program((result) => {
    status = result;
  });
  if (args.length === 0) {
    tree.outputHelp({ error: true });
    return exitFailed;
  }
  try {
    await tree.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    return args[0] === 'record' ? exitRecorderFailed : exitFailed;
  }
  return status;
}

// Node's default ends the process without its `exit` event, so temporary files would stay.
function leaveOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interruptsAreTaken()) process.exit(signalExitStatus(signal));
    });
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
