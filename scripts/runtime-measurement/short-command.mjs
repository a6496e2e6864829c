import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and says how it ended. It is killed when the time is over or `signal` says so.
 * @param {readonly string[]} words the command and its arguments
 * @param {{ stdio: import('node:child_process').StdioOptions, timeoutMs: number, signal?: AbortSignal | undefined }} how
 * @returns {Promise<number | 'timeout' | 'not-started'>} its exit status, 128 where a signal ended it
 */
export function shortCommand([file = '', ...args], { stdio, timeoutMs, signal }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio });
    let late = false;
    const kill = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutMs);
    signal?.addEventListener('abort', kill, { once: true });
    /** @param {number | 'not-started'} result */
    const done = (result) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      resolve(late ? 'timeout' : result);
    };
    child.once('error', () => done('not-started'));
    child.once('exit', (code) => done(code ?? 128));
  });
}
