import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tmp from 'tmp';
import { fail, ok, type Result } from '../model/problem.ts';

/** A file for a tracer to write to, in a folder that only this user can enter. */
export interface TraceFile {
  readonly path: string;
  /** Removes file and folder. May be called again. */
  dispose(): void;
}

const open = new Set<TraceFile>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Makes a private, empty file (folder 0700, file 0600) in TMPDIR. It is gone after `dispose`, when this process exits, and
 * when a signal ends it that nobody else handles. `output-unwritable` when there is no place for it.
 */
export function createTraceFile(): Result<TraceFile> {
  tmp.setGracefulCleanup();
  let folder: string;
  let path: string;
  try {
    folder = tmp.dirSync({ prefix: 'seccinch', mode: 0o700, unsafeCleanup: true }).name;
    path = join(folder, 'trace');
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  } catch {
    return fail({ kind: 'output-unwritable', what: tmpdir() });
  }
  const file: TraceFile = {
    path,
    dispose() {
      open.delete(file);
      if (open.size === 0) for (const signal of signals) process.removeListener(signal, onSignal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (open.size === 0) for (const signal of signals) process.on(signal, onSignal);
  open.add(file);
  return ok(file);
}

// A signal with its default action ends a process without Node's `exit` event, on which `tmp` relies.
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  for (const file of [...open]) file.dispose();
  process.kill(process.pid, signal);
}
