import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tmp from 'tmp';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { type BundleRequest, bundleConfig, containerProcess } from './bundle.ts';
import { hostTree, makeRootfs } from './host-tree.ts';
import { askRuntime, type Runtime, type RuntimeAnswer, type Streams, startRuntime } from './runtime.ts';

/** A container to be: `bundle` without the system's mounts, which are looked up on this host. */
export interface ContainerRequest {
  readonly runtime: Runtime;
  readonly bundle: Omit<BundleRequest, 'system'>;
}

/** A bundle in a private folder, and what can be done with it. `dispose` has to be called, whatever happened. */
export interface Container {
  /** The private folder (mode 0700): a place for a trace, too. Gone after `dispose`. */
  readonly folder: string;
  /** `run`: the child ends as the workload does, 128+n for a signal; its streams are the workload's. */
  run(streams: Streams): ChildProcess;
  /** `create`: held just before the entry point's execve(2). The streams of the child, which ends, are the workload's. */
  create(streams: Streams): ChildProcess;
  /** `start`: lets go of a created container. */
  start(): Promise<Result<void>>;
  /** `exec`: another command in the running container, under the same filter, as the same user, in the same folder. */
  exec(argv: readonly [string, ...string[]]): Promise<RuntimeAnswer>;
  /** Sends a signal to the entry point; false where there is none (yet, or any more). */
  kill(signal: NodeJS.Signals): Promise<boolean>;
  /** The entry point's pid on the host; nothing as long as (or when) the runtime could not create the container. */
  pid(): Promise<number | undefined>;
  /** Why there is no container, in the runtime's words. */
  refusal(): Promise<Problem>;
  /** Kills what runs and deletes the container, once and for all; later calls wait for the first. */
  stop(): Promise<void>;
  /** Removes the folder, after `stop`. */
  dispose(): Promise<void>;
}

const stopTries = 50;
const stopPauseMs = 100;

/**
 * Writes the bundle. The id is unique and the runtime's state (`--root`) lies inside the folder: nobody else's container
 * is seen or touched. Gives `output-unwritable`.
 */
export async function prepareContainer(request: ContainerRequest): Promise<Result<Container>> {
  const folder = privateFolder();
  if (folder === undefined) return fail({ kind: 'output-unwritable', source: tmpdir() });
  try {
    await writeBundle(join(folder, 'bundle'), request);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return fail({ kind: 'output-unwritable', source: folder, what: String(error) });
  }
  return ok(containerIn(folder, request));
}

function privateFolder(): string | undefined {
  tmp.setGracefulCleanup();
  try {
    return tmp.dirSync({ prefix: 'seccinch-enforce', mode: 0o700, unsafeCleanup: true }).name;
  } catch {
    return undefined;
  }
}

async function writeBundle(path: string, request: ContainerRequest): Promise<void> {
  const tree = await hostTree();
  await mkdir(path);
  await makeRootfs(join(path, 'rootfs'), tree);
  await writeFile(join(path, 'config.json'), bundleConfig({ ...request.bundle, system: tree.mounts }));
}

function containerIn(folder: string, { runtime, bundle }: ContainerRequest): Container {
  const id = `seccinch-${randomBytes(8).toString('hex')}`;
  const pidFile = join(folder, 'pid');
  const log = join(folder, 'runtime.log');
  const global = ['--root', join(folder, 'state'), '--log', log];
  const live = new Set<ChildProcess>();

  const begin = (command: 'run' | 'create', streams: Streams): ChildProcess => {
    const args = [...global, command, '--bundle', join(folder, 'bundle'), '--pid-file', pidFile, id];
    const child = startRuntime(runtime, args, streams);
    live.add(child);
    // 'error' stands for an 'exit' that never comes: the runtime could not be started.
    for (const end of ['exit', 'error']) child.once(end, () => live.delete(child));
    return child;
  };
  const ask = (...args: readonly string[]) => askRuntime(runtime, [...global, ...args]);

  const stopAll = async (): Promise<void> => {
    await ask('delete', '--force', id);
    // A `create` that is still at it may bring the container forth after the first `delete`.
    for (let left = stopTries; live.size > 0 && left > 0; left -= 1) {
      await delay(stopPauseMs);
      await ask('delete', '--force', id);
    }
    for (const child of live) child.kill('SIGKILL');
  };
  let stopping: Promise<void> | undefined;
  let executed = 0;

  return {
    folder,
    run: (streams) => begin('run', streams),
    create: (streams) => begin('create', streams),
    async start() {
      const answer = await ask('start', id);
      return answer.status === 0 ? ok(undefined) : fail({ kind: 'container-not-created', what: answer.stderr.trim() });
    },
    async exec(argv) {
      executed += 1;
      const file = join(folder, `exec-${executed}.json`);
      await writeFile(file, JSON.stringify(containerProcess({ ...bundle, argv })));
      return ask('exec', '--process', file, id);
    },
    kill: async (signal) => (await ask('kill', id, signal)).status === 0,
    async pid() {
      const text = await readFile(pidFile, 'utf8').catch(() => '');
      return text === '' ? undefined : Number(text);
    },
    async refusal() {
      const words = await readFile(log, 'utf8').catch(() => '');
      return { kind: 'container-not-created', what: words.trim() === '' ? runtime.name : words.trim() };
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
