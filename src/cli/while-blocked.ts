import { endingSignals } from '../io/orderly-end.ts';

/**
 * Does work that lets no other code of this thread run. Listeners would hear of a signal when it is over: they are taken
 * away meanwhile, so that a signal ends the process at once. Only for work that leaves nothing behind.
 */
export function whileBlocked<T>(work: () => T): T {
  const listeners = endingSignals.map((signal) => [signal, process.listeners(signal)] as const);
  for (const signal of endingSignals) process.removeAllListeners(signal);
  try {
    return work();
  } finally {
    for (const [signal, heard] of listeners) for (const listener of heard) process.on(signal, listener);
  }
}
