import { connect } from 'node:net';
import type { Ready } from './recorder.ts';
import { runShell } from './shell.ts';
import { sleep } from './sleep.ts';

const pollMs = 100;

/**
 * Waits until a server answers: until a TCP port of this host accepts a connection (127.0.0.1 or ::1), or a shell command
 * ends with status 0. Tries every 100 ms. The server sees each try as a connection that closes at once.
 *
 * @param over ends the waiting
 * @param now ends it without giving the shell command time
 * @returns `timeout` after `timeoutMs`, `over` when `over` fires first
 */
export async function waitUntilReady(
  ready: Ready,
  timeoutMs: number,
  over: AbortSignal,
  now: AbortSignal,
): Promise<'ready' | 'timeout' | 'over'> {
  // Not AbortSignal.timeout: Node 20 collects one that only AbortSignal.any knows of, and it never fires.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const end = AbortSignal.any([over, late.signal]);
  try {
    do {
      if (await answers(ready, end, now)) return 'ready';
    } while (await sleep(pollMs, end));
  } finally {
    clearTimeout(timer);
  }
  return over.aborted ? 'over' : 'timeout';
}

/** Whether a TCP port of this host has a server now, before the workload is started. */
export function portIsTaken(port: number): Promise<boolean> {
  return accepts(port, AbortSignal.timeout(pollMs * 10));
}

async function answers(ready: Ready, end: AbortSignal, now: AbortSignal): Promise<boolean> {
  if (ready.kind === 'tcp') return accepts(ready.port, end);
  const { status, cut } = await runShell(ready.command, 'ignore', { end, now });
  return status === 0 && !cut;
}

/** Whether a TCP port of this host accepts a connection now; `false` when `over` fires meanwhile. */
export async function accepts(port: number, over: AbortSignal): Promise<boolean> {
  return (await acceptsAt('127.0.0.1', port, over)) || (await acceptsAt('::1', port, over));
}

function acceptsAt(host: string, port: number, over: AbortSignal): Promise<boolean> {
  if (over.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (accepted: boolean): void => {
      over.removeEventListener('abort', onOver);
      socket.destroy();
      resolve(accepted);
    };
    const onOver = (): void => done(false);
    over.addEventListener('abort', onOver);
    // A port of the range that clients are given theirs from may connect to itself (TCP simultaneous open, RFC 9293 3.5).
    socket.once('connect', () => done(socket.localPort !== port));
    socket.once('error', () => done(false));
  });
}
