/**
 * Signals that end a process, and its status then as a shell reports it: 128 and the number, which is the same on every
 * architecture (signal(7)). node:os, which knows all signals, takes time to load.
 */
const statuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** @see statuses */
export type EndingSignal = keyof typeof statuses;

/** Those that end a process. */
export const endingSignals = Object.keys(statuses) as readonly EndingSignal[];

let under = 0;

/**
 * Does work that leaves something behind until it is done, such as a temporary file or a child: a signal that would end
 * this process makes it leave in order, with its `exit` event, where nobody else listens for the signal. Otherwise nobody
 * need: what computes hears of no signal, and without a listener the kernel ends it at once.
 */
export async function endingInOrder<T>(work: () => Promise<T>): Promise<T> {
  if (under === 0) for (const signal of endingSignals) process.on(signal, leaveIfAlone);
  under += 1;
  try {
    return await work();
  } finally {
    under -= 1;
    if (under === 0) for (const signal of endingSignals) process.removeListener(signal, leaveIfAlone);
  }
}

function leaveIfAlone(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) leaveOn(signal as EndingSignal);
}

/**
 * Ends this process as the signal would, but with its `exit` event. Node waits for its threads when it exits, and one that
 * opens a FIFO nobody reads never comes back: so the signal itself ends it, when the event is over. The first process of a
 * container is not ended by it (pid_namespaces(7)), and exits with the status.
 */
export function leaveOn(signal: EndingSignal): void {
  process.once('exit', () => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  process.exit(statuses[signal]);
}
