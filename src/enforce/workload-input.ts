import { fstatSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { inputFifo } from './piped-streams.ts';

/** This process's standard input, for several runs of one workload. */
export interface WorkloadInput {
  /**
   * A descriptor for the next run: the same bytes from the beginning for each. Whoever gets it closes it.
   * @param folder a private folder of that run
   * @param shown whether it is the run that the user sees
   */
  open(folder: string, shown: boolean): Promise<number | 'ignore'>;
  /** To be called after each run. */
  close(): void;
  /** Whether some run did not get what the others got. */
  readonly cut: boolean;
}

/** How much of a pipe is kept for further runs, bytes. */
const keptLimit = 64 << 20;

/**
 * A file is opened again for each run; what comes through a pipe is handed on as it comes and kept; a terminal only the
 * run that is shown gets.
 */
export function workloadInput(stream: Readable & { readonly fd: number } = process.stdin): WorkloadInput {
  switch (kindOf(stream.fd)) {
    case 'none':
      return { open: async () => 'ignore', close: () => {}, cut: false };
    case 'terminal':
      return terminalInput(stream.fd);
    case 'file':
      return { open: async () => reopened(stream.fd), close: () => {}, cut: false };
    case 'pipe':
      return new PipeInput(stream);
  }
}

function kindOf(descriptor: number): 'none' | 'terminal' | 'file' | 'pipe' {
  try {
    if (isatty(descriptor)) return 'terminal';
    const found = fstatSync(descriptor);
    return found.isFIFO() || found.isSocket() ? 'pipe' : 'file';
  } catch {
    return 'none';
  }
}

function reopened(descriptor: number): number {
  return openSync(`/proc/self/fd/${descriptor}`, 'r');
}

function terminalInput(descriptor: number): WorkloadInput {
  let cut = false;
  return {
    async open(_folder, shown) {
      cut ||= !shown;
      return shown ? reopened(descriptor) : 'ignore';
    },
    close() {},
    get cut() {
      return cut;
    },
  };
}

class PipeInput implements WorkloadInput {
  readonly #stream: Readable;
  readonly #kept: Buffer[] = [];
  #length = 0;
  #ended = false;
  #runs = 0;
  #writer: Socket | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  get cut(): boolean {
    return this.#runs > 1 && this.#length > keptLimit;
  }

  async open(folder: string): Promise<number> {
    this.#runs += 1;
    const path = join(folder, 'input.fifo');
    const { execa } = await import('execa');
    await execa('mkfifo', ['-m', '600', path]);
    const { writer, descriptor } = inputFifo(path);
    this.#writer = writer;
    for (const chunk of this.#kept) writer.write(chunk);
    if (this.#ended) writer.end();
    else {
      this.#stream.on('data', this.#onData).once('end', this.#onEnd);
      this.#stream.resume();
    }
    return descriptor;
  }

  close(): void {
    this.#stream.removeListener('data', this.#onData).removeListener('end', this.#onEnd).pause();
    this.#writer?.destroy();
    this.#writer = undefined;
    // Nothing would read it any more, and it would keep the process alive.
    if (this.#stream instanceof Object && 'unref' in this.#stream) (this.#stream as Socket).unref();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#length += chunk.length;
    if (this.#length <= keptLimit) this.#kept.push(chunk);
    else this.#kept.length = 0;
    if (this.#writer?.write(chunk) === false) {
      this.#stream.pause();
      this.#writer.once('drain', () => this.#stream.resume());
    }
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#writer?.end();
  };
}
