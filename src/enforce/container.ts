import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tmp from 'tmp';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { type BundleRequest, bundleConfig, containerProcess } from './bundle.ts';
import { hostTree, makeRootfs } from './host-tree.ts';
import { removeRemainingCgroups } from './remaining-cgroups.ts';
import { prepareView, type RootView, viewError, viewParts, viewWords } from './root-view.ts';
import { askRuntime, type Runtime, type RuntimeAnswer, type Streams, startRuntime } from './runtime.ts';

/** A container to be: `bundle` without its system, which is looked up on this host. */
export interface ContainerRequest {
  readonly runtime: Runtime;
  readonly bundle: Omit<BundleRequest, 'system'>;
  /** The container's root; without one, the host's system folders read-only and an empty writable `/tmp` and the like. */
  readonly root?: RootView;
}

/** A bundle in a private folder, and what can be done with it. `dispose` has to be called, whatever happened. */
export interface Container {
  /** The private folder (mode 0700): a place for a trace, too. Gone after `dispose`. */
  readonly folder: string;
  /** `run`: the child ends as the workload does, 128+n for a signal; its streams are the workload's. */
  run(streams: Streams): ChildProcess;
  /**
   * `create`: held just before the entry point's execve(2). The streams of the child, which ends, are the workload's.
   * `before` are the words of a command to start it with (strace and its options): the child then ends when that does.
   */
  create(streams: Streams, before?: readonly string[]): ChildProcess;
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
    return ok(containerIn(folder, request, await writeBundle(folder, request)));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return fail({ kind: 'output-unwritable', source: folder, what: String(error) });
  }
}

/** A folder that nobody else may look into, removed with this process at the latest; nothing where it cannot be made. */
export function privateFolder(): string | undefined {
  tmp.setGracefulCleanup();
  try {
    return tmp.dirSync({ prefix: 'seccinch-enforce', mode: 0o700, unsafeCleanup: true }).name;
  } catch {
    return undefined;
  }
}

/** Gives the words that have to stand before what creates the container. */
async function writeBundle(folder: string, { bundle, root }: ContainerRequest): Promise<readonly string[]> {
  const path = join(folder, 'bundle');
  await mkdir(path);
  if (root !== undefined) {
    await prepareView(folder);
    await writeFile(join(path, 'config.json'), bundleConfig({ ...bundle, system: 'whole' }));
    return viewWords(folder, await viewParts(root));
  }
  const tree = await hostTree();
  await makeRootfs(join(path, 'rootfs'), tree);
  await writeFile(join(path, 'config.json'), bundleConfig({ ...bundle, system: tree.mounts }));
  return [];
}

function containerIn(folder: string, { runtime, bundle }: ContainerRequest, view: readonly string[]): Container {
  const id = `seccinch-${randomBytes(8).toString('hex')}`;
  const pidFile = join(folder, 'pid');
  const log = join(folder, 'runtime.log');
  const global = ['--root', join(folder, 'state'), '--log', log];
  const live = new Set<ChildProcess>();

  const begin = (command: 'run' | 'create', streams: Streams, before: readonly string[] = []): ChildProcess => {
    const args = [...global, command, '--bundle', join(folder, 'bundle'), '--pid-file', pidFile, id];
    const child = startRuntime(runtime, args, streams, [...before, ...view]);
    live.add(child);
    // 'error' stands for an 'exit' that never comes: the runtime could not be started.
    for (const end of ['exit', 'error']) child.once(end, () => live.delete(child));
    return child;
  };
  const ask = (...args: readonly string[]) => askRuntime(runtime, [...global, ...args]);

  const firstPid = async (): Promise<number | undefined> => {
    const text = await readFile(pidFile, 'utf8').catch(() => '');
    return text === '' ? undefined : Number(text);
  };
  const stopAll = async (): Promise<void> => {
    // runc (1.1.5, measured) takes a container whose first thread has ended for over, and other threads go on.
    const first = await firstPid();
    if (first !== undefined && (await runsIn(id, first))) killProcess(first);
    await ask('delete', '--force', id);
    // A `create` that is still at it may bring the container forth after the first `delete`.
    for (let left = stopTries; live.size > 0 && left > 0; left -= 1) {
      await delay(stopPauseMs);
      await ask('delete', '--force', id);
    }
    for (const { pid } of live) if (pid !== undefined) killGroup(pid);
    await removeRemainingCgroups(id);
  };
  let stopping: Promise<void> | undefined;
  let executed = 0;

  return {
    folder,
    run: (streams) => begin('run', streams),
    create: (streams, before) => begin('create', streams, before),
    async start() {
      // It waits for the container, which is killed when the run has taken too long.
      const answer = await askRuntime(runtime, [...global, 'start', id], 0);
      return answer.status === 0 ? ok(undefined) : fail({ kind: 'container-not-created', what: answer.stderr.trim() });
    },
    async exec(argv) {
      executed += 1;
      const file = join(folder, `exec-${executed}.json`);
      await writeFile(file, JSON.stringify(containerProcess({ ...bundle, argv })));
      return askRuntime(runtime, [...global, 'exec', '--process', file, id], 0);
    },
    kill: async (signal) => (await ask('kill', id, signal)).status === 0,
    pid: firstPid,
    async refusal() {
      const unseen = await viewError(folder);
      if (unseen !== undefined) return { kind: 'overlay-unavailable', what: unseen };
      const words = runtimeMessages(await readFile(log, 'utf8').catch(() => ''));
      return { kind: 'container-not-created', what: words === '' ? runtime.name : words };
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Whether a thread of the process is in the control group of this container: a pid may have gone to another meanwhile. */
async function runsIn(id: string, pid: number): Promise<boolean> {
  const tasks = `/proc/${pid}/task`;
  const threads = await readdir(tasks).catch(() => []);
  const groups = await Promise.all(threads.map((tid) => readFile(`${tasks}/${tid}/cgroup`, 'utf8').catch(() => '')));
  return groups.some((text) => text.includes(id));
}

/** Kills what a child in a group of its own has started: all but a container, whose first process begins a session. */
export function killGroup(group: number): void {
  killProcess(-group);
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** What a runtime's log (`--log`) says: runc writes `time="…" level=error msg="…"` (logrus), crun a time and the words. */
export function runtimeMessages(log: string): string {
  const quoted = [...log.matchAll(/ msg=("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) => unquoted(text));
  return (quoted.length > 0 ? quoted.join('\n') : log).trim();
}

// Go's %q, which is JSON but for rare escapes.
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
