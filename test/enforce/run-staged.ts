import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureOutput } from '../../src/enforce/captured-output.ts';
import { pipedStreams } from '../../src/enforce/piped-streams.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Stage } from './stage.ts';

/** The folder of this checkout. */
export const project = fileURLToPath(new URL('../../', import.meta.url));

/** The words that start the built command line. */
export function seccinch(args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, join(project, 'dist/bundle/bin.cjs'), ...args];
}

/** What a command line did. */
export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in the stage's folder and environment, with the pipes that a container will have: a program may treat the
 * sockets that Node makes otherwise.
 */
export async function finish(command: readonly [string, ...string[]], stage: Stage, stdin?: string): Promise<Finished> {
  const [file, ...args] = command;
  const streams = await pipedStreams(temporaryFolder(), stdin);
  const child = spawn(file, args, { cwd: stage.folder, env: Object.fromEntries(stage.env), stdio: [...streams.stdio] });
  streams.begun();
  const [stdout, stderr, status] = await Promise.all([
    captureOutput(streams.stdout, Number.POSITIVE_INFINITY),
    captureOutput(streams.stderr, Number.POSITIVE_INFINITY),
    new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 128));
    }),
  ]);
  return { status, stdout: String(stdout.bytes), stderr: String(stderr.bytes) };
}
