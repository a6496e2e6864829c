import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askProgram, type ProgramAnswer } from '../io/ask-program.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import { type Container, killGroup, privateFolder, runtimeMessages } from './container.ts';
import { type EngineRequest, engineArgs, runtimeScript } from './engine-command.ts';
import { heldArgs, heldFlag, heldPath, heldProgram } from './held-program.ts';
import type { Streams } from './runtime.ts';

/** What the engine says of a container. */
export interface EngineState {
  /** `created`, `running`, `exited` and so on. */
  readonly status: string;
  /** Of the container's first process, on the machine of the engine; 0 where there is none. */
  readonly pid: number;
  /** 128+n where a signal ended it. */
  readonly exitCode: number;
  /** Why it was not started; Docker says so, podman does not. */
  readonly error: string;
}

/** A container of an engine to be. `stop` and `dispose` have to be called, whatever happened. */
export interface EngineContainer extends Pick<Container, 'folder' | 'kill' | 'stop' | 'dispose'> {
  /** Has it created and started; the child, the engine's client, ends after the workload. Its streams are the workload's. */
  run(streams: Streams): ChildProcess;
  /** What the engine says of it; nothing where it does not know it (yet). */
  state(): Promise<EngineState | undefined>;
  /** Whether this process of the machine is the held one, and waits. */
  isHeld(pid: number): Promise<boolean>;
  /** Lets go of it. */
  release(pid: number): Promise<void>;
  /** Why there is no workload, in the words of the runtime or the engine. */
  words(): Promise<string>;
}

/** How it is started. */
export interface EngineStart {
  /** The text of the profile; nothing leaves the container unconfined. */
  readonly seccomp?: string;
  /** podman: a command in front of the runtime where that creates the container. */
  readonly before?: (folder: string) => readonly string[];
  /** Docker: wait before the workload's program is executed. */
  readonly held?: boolean;
}

/** A client waits for its daemon, which may be busy; nothing else is waited for longer. */
const patience = { timeoutMs: 30_000 };
const stopTries = 50;
const stopPauseMs = 100;
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Writes what a run needs into a private folder. Gives `output-unwritable`. */
export async function prepareEngineContainer(
  request: EngineRequest,
  start: EngineStart,
): Promise<Result<EngineContainer>> {
  const folder = privateFolder();
  if (folder === undefined) return fail({ kind: 'output-unwritable', source: tmpdir() });
  try {
    await writeParts(folder, request, start);
    return ok(containerIn(folder, request, start));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return fail({ kind: 'output-unwritable', source: folder, what: String(error) });
  }
}

const parts = { profile: 'seccomp.json', runtime: 'runtime', log: 'runtime.log', held: 'held' } as const;

async function writeParts(folder: string, { engine }: EngineRequest, { seccomp, before, held }: EngineStart) {
  if (seccomp !== undefined) await writeFile(join(folder, parts.profile), seccomp);
  if (typeof engine.runtime === 'object') {
    const script = runtimeScript(engine.runtime.command, join(folder, parts.log), before?.(folder));
    await writeFile(join(folder, parts.runtime), script, { mode: 0o700 });
  }
  if (held !== true) return;
  const program = join(folder, parts.held);
  await writeFile(program, heldProgram());
  // Whoever the workload's user is has to execute it, whatever the umask is here.
  await chmod(program, 0o755);
}

function containerIn(folder: string, request: EngineRequest, start: EngineStart): EngineContainer {
  const { engine, argv } = request;
  const name = `seccinch-${randomBytes(8).toString('hex')}`;
  const live = new Set<ChildProcess>();
  const ask = (...args: readonly string[]): Promise<ProgramAnswer> => askProgram(engine.command, args, patience);

  // Killed first: otherwise podman waits until it has not heeded SIGTERM.
  const remove = async (): Promise<void> => {
    await ask('kill', '--signal', 'KILL', name);
    await ask('rm', '--force', '--volumes', name);
  };
  const stopAll = async (): Promise<void> => {
    await remove();
    // A client that is still at it may bring the container forth after the first time.
    for (let left = stopTries; live.size > 0 && left > 0; left -= 1) {
      await delay(stopPauseMs);
      await remove();
    }
    if (live.size === 0) return;
    for (const { pid } of live) if (pid !== undefined) killGroup(pid);
    await remove();
  };
  let stopping: Promise<void> | undefined;

  const state = async (): Promise<EngineState | undefined> => {
    const answer = await ask('container', 'inspect', '--format', '{{json .State}}', name);
    if (answer.status !== 0) return undefined;
    const said = JSON.parse(answer.stdout) as StateJson;
    return { status: said.Status, pid: said.Pid, exitCode: said.ExitCode, error: said.Error ?? '' };
  };

  return {
    folder,
    state,
    run(streams) {
      const args = engineArgs(request, {
        name,
        input: streams[0] !== 'ignore',
        ...(start.seccomp === undefined ? {} : { profile: join(folder, parts.profile) }),
        ...(typeof engine.runtime === 'object' ? { runtime: join(folder, parts.runtime) } : {}),
        ...(start.held === true ? { instead: heldIn(folder, request) } : {}),
      });
      // In a group of its own: a terminal's Ctrl-C is for seccinch, which then stops the container.
      const child = spawn(engine.command, args, { stdio: [...streams], detached: true });
      live.add(child);
      for (const end of ['exit', 'error']) child.once(end, () => live.delete(child));
      return child;
    },
    kill: async (signal) => (await ask('kill', '--signal', signal, name)).status === 0,
    async isHeld(pid) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      return line.startsWith(`${heldPath}\0`);
    },
    async release(pid) {
      // A filter is no bar to that, nor is strace: proc_pid_mem(5) asks who may trace.
      const memory = await open(`/proc/${pid}/mem`, 'r+');
      try {
        await memory.write(Buffer.of(1), 0, 1, heldFlag);
      } finally {
        await memory.close();
      }
    },
    async words() {
      const said = runtimeMessages(await readFile(join(folder, parts.log), 'utf8').catch(() => ''));
      if (said !== '') return said;
      const { error = '', exitCode } = (await state()) ?? {};
      if (error !== '' || start.held !== true) return error;
      if (exitCode === 127) return `exec: ${argv[0]}: not found in $PATH`;
      return exitCode === 126 ? `exec: ${argv[0]}: permission denied` : '';
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function heldIn(folder: string, { argv, env, image }: EngineRequest) {
  const own = image.env.find((line) => line.startsWith('PATH='))?.slice('PATH='.length);
  const args = heldArgs(argv, env.get('PATH') ?? own ?? defaultPath);
  return { file: join(folder, parts.held), path: heldPath, args };
}

/** `State` of what `container inspect` of both engines prints, as far as it is looked at. */
interface StateJson {
  readonly Status: string;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly Error?: string;
}
