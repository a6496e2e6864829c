/**
 * Signals that end a process, and its status then as a shell reports it: 128 and the number, which is the same on every
 * architecture (signal(7)). node:os, which knows all signals, takes time to load.
 */
const statuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** @see statuses */
export type EndingSignal = keyof typeof statuses;

/** Those that end a process. */
export const endingSignals = Object.keys(statuses) as readonly EndingSignal[];

/** How much work is in progress that leaves something behind, who takes signals, and what waits with nothing to lose. */
let inOrder = 0;
let taken = 0;
let atOnce = 0;

/**
 * Does work that leaves something behind until it is done, such as a temporary file or a child: a signal that would end
 * this process makes it leave in order, with its `exit` event, where nobody takes it. Otherwise nobody need listen: what
 * computes hears of no signal, and without a listener the kernel ends it at once.
 */
export async function endingInOrder<T>(work: () => Promise<T>): Promise<T> {
  endInOrder();
  try {
    return await work();
  } finally {
    inOrder -= 1;
    if (inOrder === 0) for (const signal of endingSignals) process.removeListener(signal, leave);
  }
}

/** The same from now on, whatever the work. */
export function endInOrder(): void {
  if (inOrder === 0) for (const signal of endingSignals) process.on(signal, leave);
  inOrder += 1;
}

/** Has the caller's own listeners say what becomes of a signal, until the function that it gives is called. */
export function takeSignals(): () => void {
  taken += 1;
  return () => {
    taken -= 1;
  };
}

/**
 * Waits for something that may never come, when all else is done: a signal ends this process, also where somebody takes
 * signals to lose nothing.
 */
export async function endingAtOnce<T>(work: () => Promise<T>): Promise<T> {
  atOnce += 1;
  try {
    return await endingInOrder(work);
  } finally {
    atOnce -= 1;
  }
}

function leave(signal: NodeJS.Signals): void {
  if (taken === 0 || atOnce > 0) leaveOn(signal as EndingSignal);
}

/**
 * Ends this process as the signal would, but with its `exit` event. Node waits for its threads when it exits, and one that
 * opens a FIFO nobody reads never comes back: so the signal itself ends it, when the event is over. The first process of a
 * container is not ended by it (pid_namespaces(7)), and exits with the status.
 */
function leaveOn(signal: EndingSignal): void {
  process.once('exit', () => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  process.exit(statuses[signal]);
}
