import { type ChildProcess, spawn } from 'node:child_process';
import { fail, ok, type Result } from '../model/problem.ts';

/** An OCI runtime: what to call it, and the words that start it (a path, or a wrapper that hands its arguments on). */
export interface Runtime {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** runc from the search path. */
export const runc: Runtime = { name: 'runc', command: ['runc'] };

/** crun from the search path. */
export const crun: Runtime = { name: 'crun', command: ['crun'] };

/** What the standard streams of a process are tied to: ours, or these descriptors. */
export type Streams = 'inherit' | readonly [number | 'ignore', number, number];

/** Starts the runtime with these arguments. */
export function startRuntime(runtime: Runtime, args: readonly string[], streams: Streams): ChildProcess {
  const [file, ...before] = runtime.command;
  return spawn(file, [...before, ...args], { stdio: streams === 'inherit' ? streams : [...streams] });
}

/** A finished short command of the runtime. `status` is 127 where it could not be started at all. */
export interface RuntimeAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a short command of the runtime (`start`, `kill`, `delete`, `--version`) to its end. */
export async function askRuntime(runtime: Runtime, args: readonly string[]): Promise<RuntimeAnswer> {
  const { execa } = await import('execa');
  const [file, ...before] = runtime.command;
  const answer = await execa(file, [...before, ...args], { stdin: 'ignore', reject: false, stripFinalNewline: false });
  const notStarted = answer.exitCode === undefined && answer.signal === undefined;
  if (notStarted) return { status: 127, stdout: '', stderr: answer.shortMessage ?? '' };
  return { status: answer.exitCode ?? 128, stdout: answer.stdout, stderr: answer.stderr };
}

/** The runtime's version as it prints it (`1.1.5+ds1`); gives `runtime-missing` where it does not run. */
export async function runtimeVersion(runtime: Runtime): Promise<Result<string>> {
  const answer = await askRuntime(runtime, ['--version']);
  const version = /version\s+(\S+)/.exec(answer.stdout)?.[1];
  if (answer.status !== 0 || version === undefined) return fail({ kind: 'runtime-missing', what: runtime.name });
  return ok(version);
}
