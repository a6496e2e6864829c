import { constants } from 'node:os';

/** 128 + the signal's number, as a shell reports it. */
export function signalExitStatus(signal: NodeJS.Signals): number {
  return 128 + (constants.signals[signal] ?? 0);
}
