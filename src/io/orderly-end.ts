import { signalExitStatus } from './signal-exit-status.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let under = 0;

/**
 * Does work that leaves something behind until it is done, such as a temporary file or a child: a signal that would end
 * this process makes it leave in order, with its `exit` event, where nobody else listens for the signal. Otherwise nobody
 * need: what computes hears of no signal, and without a listener the kernel ends it at once.
 */
export async function endingInOrder<T>(work: () => Promise<T>): Promise<T> {
  if (under === 0) for (const signal of signals) process.on(signal, leave);
  under += 1;
  try {
    return await work();
  } finally {
    under -= 1;
    if (under === 0) for (const signal of signals) process.removeListener(signal, leave);
  }
}

function leave(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(signalExitStatus(signal));
}
