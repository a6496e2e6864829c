import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The standard streams of a workload, tied to pipes. */
export interface PipedStreams {
  /** What a child process gets as its `stdio`. */
  readonly stdio: readonly [number | 'ignore', number, number];
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Lets go of the child's ends, once it has them: only then do the outputs end when it does. */
  begun(): void;
}

/**
 * Makes pipes as a container engine gives them to a workload: FIFOs, and /dev/null where there is nothing to read. Not the
 * `pipe` of Node's child processes, which is a pair of sockets: programs look at what they are given (libuv's
 * uv_guess_handle asks a socket for its name), so they would make calls that they do not make in a container.
 *
 * @param folder a private folder to put the FIFOs in
 * @param stdin what there is to read, or a descriptor to read it from, which `begun` closes
 */
export async function pipedStreams(folder: string, stdin?: string | Uint8Array | number): Promise<PipedStreams> {
  const { execa } = await import('execa');
  const path = (name: string): string => join(folder, `${name}.fifo`);
  await execa('mkfifo', ['-m', '600', path('stdin'), path('stdout'), path('stderr')]);
  const stdout = output(path('stdout'));
  const stderr = output(path('stderr'));
  const input = stdin === undefined ? 'ignore' : typeof stdin === 'number' ? stdin : feed(path('stdin'), stdin);
  return {
    stdio: [input, stdout.descriptor, stderr.descriptor],
    stdout: stdout.stream,
    stderr: stderr.stream,
    begun() {
      for (const descriptor of [input, stdout.descriptor, stderr.descriptor]) {
        if (typeof descriptor === 'number') closeSync(descriptor);
      }
    },
  };
}

/**
 * Makes a FIFO that something else writes to. `close` lets go of this process's own hold on it: the stream then ends when
 * the last writer has gone, at once where there was none.
 */
export async function outputFifo(path: string): Promise<{ readonly stream: Readable; close(): void }> {
  const { execa } = await import('execa');
  await execa('mkfifo', ['-m', '600', path]);
  const { stream, descriptor } = output(path);
  return { stream, close: () => closeSync(descriptor) };
}

// The reader is opened first, without waiting for a writer (fifo(7)); the writer's own description stays blocking.
function output(path: string): { readonly descriptor: number; readonly stream: Readable } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const descriptor = openSync(path, constants.O_WRONLY);
  return { descriptor, stream: new Socket({ fd, readable: true, writable: false }) };
}

// Opened for both, a FIFO has a writer at once, and the reader need not wait for one.
function feed(path: string, content: string | Uint8Array): number {
  const { writer, descriptor } = inputFifo(path);
  writer.end(content);
  return descriptor;
}

/** Opens both ends of a FIFO that a workload is to read from. */
export function inputFifo(path: string): { readonly writer: Socket; readonly descriptor: number } {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const descriptor = openSync(path, constants.O_RDONLY);
  const writer = new Socket({ fd, readable: false, writable: true });
  // A workload need not read what it is given: EPIPE is its own affair.
  writer.on('error', () => {});
  return { writer, descriptor };
}
