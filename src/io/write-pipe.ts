import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks whether somebody reads, milliseconds. */
const pauseMs = 10;

/**
 * Writes to a FIFO as its reader comes and reads, without waiting in a system call (fifo(7), pipe(7)): Node waits for its
 * threads when it exits, and one that opens a FIFO nobody reads never comes back. Throws what openSync and writeSync do.
 */
export async function writePipe(path: string, content: string): Promise<void> {
  const descriptor = await whenReady('ENXIO', () => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) {
      written += await whenReady('EAGAIN', () => writeSync(descriptor, bytes, written));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Tries until it does not fail in the one way that says that nobody is ready yet. */
async function whenReady(notYet: 'ENXIO' | 'EAGAIN', attempt: () => number): Promise<number> {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== notYet) throw error;
    }
    await delay(pauseMs);
  }
}
