import { closeSync } from 'node:fs';
import { type CapturedOutput, captureOutput } from './captured-output.ts';
import { pipedStreams } from './piped-streams.ts';
import type { Streams } from './runtime.ts';
import type { WorkloadInput } from './workload-input.ts';

/** What of a workload's output was kept. */
export interface KeptOutput {
  readonly stdout: CapturedOutput;
  readonly stderr: CapturedOutput;
}

/** The standard streams of one run. */
export interface OpenedStreams {
  /** What the runtime gets. */
  readonly stdio: Streams;
  /** To be called once it has them: lets go of this process's copies; resolves when whoever holds the outputs has, too. */
  output(): Promise<KeptOutput>;
  /** To be called when the run is over, however. */
  close?(): void;
}

/** Pipes for all three; the first `limit` bytes of each output are kept. */
export async function capturedStreams(
  folder: string,
  stdin: string | Uint8Array | number | undefined,
  limit: number,
): Promise<OpenedStreams> {
  const streams = await pipedStreams(folder, stdin);
  return {
    stdio: streams.stdio,
    async output() {
      streams.begun();
      const [stdout, stderr] = await Promise.all([
        captureOutput(streams.stdout, limit),
        captureOutput(streams.stderr, limit),
      ]);
      return { stdout, stderr };
    },
  };
}

/** This process's own input, output and error, untouched; nothing is kept. */
export async function ownStreams(folder: string, input: WorkloadInput): Promise<OpenedStreams> {
  const stdin = await input.open(folder, true);
  return {
    stdio: [stdin, 1, 2],
    async output() {
      if (stdin !== 'ignore') closeSync(stdin);
      return { stdout: nothing, stderr: nothing };
    },
    close: () => input.close(),
  };
}

/** The same, and the first `limit` bytes of the output are kept: it goes through a pipe. */
export async function copiedStreams(folder: string, input: WorkloadInput, limit: number): Promise<OpenedStreams> {
  const stdin = await input.open(folder, true);
  const streams = await pipedStreams(folder, stdin === 'ignore' ? undefined : stdin);
  return {
    stdio: [streams.stdio[0], streams.stdio[1], 2],
    async output() {
      streams.begun();
      streams.stderr.destroy();
      const stdout = captureOutput(streams.stdout, limit);
      streams.stdout.pipe(process.stdout, { end: false });
      // Where nobody reads it any more, the workload is not to wait.
      process.stdout.once('error', () => streams.stdout.resume());
      return { stdout: await stdout, stderr: nothing };
    },
    close: () => input.close(),
  };
}

/** This process's own input; no output is shown, the first `limit` bytes of each are kept. */
export async function hiddenStreams(folder: string, input: WorkloadInput, limit: number): Promise<OpenedStreams> {
  const stdin = await input.open(folder, false);
  const streams = await capturedStreams(folder, stdin === 'ignore' ? undefined : stdin, limit);
  return { ...streams, close: () => input.close() };
}

const nothing: CapturedOutput = { bytes: Buffer.alloc(0), truncated: false };
