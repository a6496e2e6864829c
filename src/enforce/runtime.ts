import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
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

// crun refuses a hybrid cgroup layout (1.8.1, measured): it gets a mount namespace without the second hierarchy.
const secondHierarchy = '/sys/fs/cgroup/unified';
const withoutIt = ['unshare', '-m', 'sh', '-c', `umount -l ${secondHierarchy} 2>/dev/null; exec "$@"`, 'sh'] as const;

/** A runtime by its name or path, with its version as `runtimeVersion` gives it. Gives `runtime-missing`. */
export async function findRuntime(path: string): Promise<Result<Runtime & { readonly version: string }>> {
  const plain: Runtime = { name: basename(path), command: [path] };
  const version = await runtimeVersion(plain);
  if (!version.ok) return fail({ kind: 'runtime-missing', what: path });
  return ok({ ...fitted(plain), version: version.value });
}

/** A runtime as it makes containers on this machine: crun behind a wrapper where the cgroup layout asks for one. */
export function fitted(runtime: Runtime): Runtime {
  const isHybrid = runtime.name.startsWith('crun') && existsSync(secondHierarchy);
  return isHybrid ? { ...runtime, command: [...withoutIt, ...runtime.command] } : runtime;
}

/** What the standard streams of a process are tied to: descriptors, or /dev/null. */
export type Streams = readonly [number | 'ignore', number | 'ignore', number | 'ignore'];

/**
 * Starts the runtime with these arguments, in a session and process group of its own: a terminal's Ctrl-C does not reach
 * it, and what it starts can be ended with it.
 * @param before a wrapper: words of a command that hands its arguments on
 */
export function startRuntime(
  runtime: Runtime,
  args: readonly string[],
  streams: Streams,
  before: readonly string[] = [],
): ChildProcess {
  const [file = '', ...words] = [...before, ...runtime.command, ...args];
  return spawn(file, words, { stdio: [...streams], detached: true });
}

/** A finished short command of the runtime. `status` is 127 where it could not be started at all. */
export interface RuntimeAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a runtime that works is done with long before, milliseconds. */
const patienceMs = 60_000;

/**
 * Runs a short command of the runtime (`start`, `kill`, `delete`, `--version`) to its end, which comes after a minute at
 * the latest: it is then killed, and its status is 128.
 * @param timeoutMs another limit; 0 for none, where something else ends what the command waits for
 */
export async function askRuntime(
  runtime: Runtime,
  args: readonly string[],
  timeoutMs = patienceMs,
): Promise<RuntimeAnswer> {
  const { execa } = await import('execa');
  const [file, ...before] = runtime.command;
  const answer = await execa(file, [...before, ...args], {
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
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
