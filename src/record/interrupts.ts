import { readFileSync } from 'node:fs';
import { takeSignals } from '../io/orderly-end.ts';
import { statFields } from './process-status.ts';
import { sleep } from './sleep.ts';

/** A signal that asks this process to end. */
export interface Interrupt {
  readonly signal: NodeJS.Signals;
  /** The terminal has sent it to this whole process group already, so to the workload, too. */
  readonly delivered: boolean;
}

/** SIGQUIT among them: Ctrl-\ reaches the workload as well, and its default would end this process alone. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * One Ctrl-C may arrive twice: from the terminal and from a parent such as npm or timeout(1), which passes it on. No person is
 * this quick, milliseconds.
 */
const echoMs = 100;

/**
 * How long this process's own copy of a signal to its whole group may come to light after the end of a workload that it ended,
 * milliseconds. Any thread of a process may take a signal (signal(7)), also SIGCHLD: on a busy machine they are heard in any order.
 */
const lateMs = 100;

/**
 * Listens for signals that ask to end: the first stops the workload, the second leaves at once.
 *
 * @returns a function that ends the listening; the signals then do what they did before
 */
export function listenForInterrupts(
  first: (interrupt: Interrupt) => void,
  second: (signal: NodeJS.Signals) => void,
): () => void {
  let last: number | undefined;
  let stage = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (last !== undefined && now - last < echoMs) return;
    last = now;
    stage++;
    if (stage === 1) first({ signal, delivered: fromTerminal(signal) && inForeground() });
    if (stage === 2) second(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  const giveBack = takeSignals();
  return () => {
    giveBack();
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
}

/**
 * Waits for the interrupt that a workload may have ended by, since it was sent to this process, too. Any other end is not
 * held up: what has arrived by then is heard.
 */
export async function hearLateInterrupt(exit: NodeJS.Signals | undefined, interrupted: AbortSignal): Promise<void> {
  await sleep(signals.some((one) => one === exit) ? lateMs : 0, interrupted);
}

/** Holds signals over several runs and what comes after them, so that what was recorded is still written. */
export interface InterruptWatch {
  /** Whether one has come: no further run is to begin. */
  readonly interrupted: boolean;
  /** Whether a recorder is at work that heeds a second signal itself. */
  recording: boolean;
  end(): void;
}

/** Watches for signals until `end`. The second one outside a recording calls `leave`. */
export function watchInterrupts(leave: (signal: NodeJS.Signals) => void): InterruptWatch {
  let interrupted = false;
  const watch = {
    recording: false,
    get interrupted() {
      return interrupted;
    },
    end: listenForInterrupts(
      () => {
        interrupted = true;
      },
      (signal) => {
        if (!watch.recording) leave(signal);
      },
    ),
  };
  return watch;
}

/** The signals that a terminal makes of keys (termios(3): INTR and QUIT). */
function fromTerminal(signal: NodeJS.Signals): boolean {
  return signal === 'SIGINT' || signal === 'SIGQUIT';
}

/**
 * Whether this process is in the foreground group of its controlling terminal, so that the terminal's signals go to its
 * whole group: fields 5 (pgrp), 7 (tty_nr) and 8 (tpgid) of /proc/self/stat (proc_pid_stat(5)). A signal sent by hand to
 * such a process looks the same.
 */
function inForeground(): boolean {
  const stat = parseStat(readFileSync('/proc/self/stat', 'latin1'));
  return stat.terminal !== 0 && stat.foreground === stat.group;
}

/** The process group, the controlling terminal (0: none) and its foreground group, of a /proc/PID/stat line. */
export function parseStat(line: string): {
  readonly group: number;
  readonly terminal: number;
  readonly foreground: number;
} {
  const [, , group, , terminal, foreground] = statFields(line).map(Number);
  return { group: group ?? 0, terminal: terminal ?? 0, foreground: foreground ?? -1 };
}
