import { spawn } from 'node:child_process';

/** A runtime that is stopped in the midst of `create` leaves more behind than one that may finish. */
const graceMs = 2_000;

/**
 * Runs a command to its end and says how it ended. It is killed when the time is over, or two seconds after `signal`.
 * @param {readonly string[]} words the command and its arguments
 * @param {{ stdio: import('node:child_process').StdioOptions, timeoutMs: number, signal?: AbortSignal | undefined }} how
 * @returns {Promise<number | 'timeout' | 'not-started'>} its exit status, 128 where a signal ended it
 */
export function shortCommand([file = '', ...args], { stdio, timeoutMs, signal }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio });
    let late = false;
    const kill = () => child.kill('SIGKILL');
    const killSoon = () => void setTimeout(kill, graceMs).unref();
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutMs);
    signal?.addEventListener('abort', killSoon, { once: true });
    /** @param {number | 'not-started'} result */
    const done = (result) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', killSoon);
      resolve(late ? 'timeout' : result);
    };
    child.once('error', () => done('not-started'));
    child.once('exit', (code) => done(code ?? 128));
  });
}
