// One container after another, each under a filter of its own, with the runtime under test.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tmp from 'tmp';
import { entryCall, entryName, entryProgram } from './entry-program.mjs';
import { shortCommand } from './short-command.mjs';
import { sweepCgroups } from './sweep-cgroups.mjs';

/** @type {typeof import('../../src/enforce/bundle.ts')} */
const { bundleConfig, containerProcess } = await import(new URL('../../dist/enforce/bundle.js', import.meta.url).href);

/**
 * @typedef {{ noNewPrivileges: boolean, uid: number }} User
 * @typedef {'ENOSYS' | 'EPERM' | 'kill' | 'log'} Answer  what happens to calls that are not allowed
 * @typedef {{ allowed: Iterable<string>, answer: Answer }} Filter
 * @typedef {ReturnType<typeof setUpBench>} Bench
 */

const pauseMs = 2;
const removeMs = 20_000;
const removePauseMs = 100;
const errnoNumbers = { ENOSYS: 38, EPERM: 1 };

/**
 * runc answers calls above the highest that a profile names with ENOSYS, whatever the default action (its patchbpf
 * package). A real profile may name a higher one than the runtime needs, which lifts that protection; so does this one,
 * the highest that libseccomp 2.5.4 knows and no runtime calls.
 */
const highestNamed = 'set_mempolicy_home_node';

/** What fails ends with it, and would hang without. Nothing that works calls it, so it hides nothing either. */
const lastCall = 'exit_group';

/**
 * A place for containers: a private folder, removed with everything in it by `dispose`, by the end of the process too.
 * @param {{ command: readonly string[], timeoutMs: number, signal: AbortSignal }} request `command`: the words that start
 *   the runtime; `timeoutMs`: when a container that has not started counts as failed
 */
export function setUpBench({ command, timeoutMs, signal }) {
  tmp.setGracefulCleanup();
  const folder = tmp.dirSync({ prefix: 'seccinch-measure', mode: 0o700, unsafeCleanup: true }).name;
  const bundle = join(folder, 'bundle');
  mkdirSync(join(bundle, 'rootfs'), { recursive: true });
  writeFileSync(join(bundle, 'rootfs', entryName), entryProgram(), { mode: 0o755 });
  const state = join(folder, 'state');
  const global = ['--root', state, '--log', join(folder, 'runtime.log')];
  /** Containers by id, with the pid of their first process. @type {Map<string, number | undefined>} */
  const live = new Map();
  /** @type {Map<string, Promise<void>>} */
  const removing = new Map();

  /**
   * @param {readonly string[]} args @param {import('node:child_process').StdioOptions} stdio
   * @param {readonly string[]} [tracer]
   */
  const ask = (args, stdio, tracer = []) =>
    shortCommand([...tracer, ...command, ...global, ...args], { stdio, timeoutMs, signal });

  /** @param {string} file @param {Promise<unknown>} ended what would have written it */
  const pidIn = async (file, ended) => {
    let over = false;
    ended.then(() => {
      over = true;
    });
    for (;;) {
      // Looked at first: the file may come just before the end.
      const last = over;
      const text = readIfThere(file);
      if (text !== '') return Number(text);
      if (last) return undefined;
      await delay(pauseMs);
    }
  };

  /** Whether the process becomes the entry program. @param {number | undefined} pid */
  const enters = async (pid) => {
    const end = Date.now() + timeoutMs;
    while (pid !== undefined && Date.now() < end && !signal.aborted && isRunning(pid)) {
      if (readIfThere(`/proc/${pid}/comm`) === `${entryName}\n`) return true;
      await delay(pauseMs);
    }
    return false;
  };

  /** @param {User} user @param {Filter} filter @param {readonly string[]} [tracer] */
  const create = async (user, filter, tracer = []) => {
    signal.throwIfAborted();
    const id = `seccinch-measure-${randomBytes(6).toString('hex')}`;
    writeFileSync(join(bundle, 'config.json'), bundleConfig({ ...request(user), ...sealed(filter) }));
    const pidFile = join(folder, 'pid');
    rmSync(pidFile, { force: true });
    const streams = await freshStreams(folder);
    live.set(id, undefined);
    const traced = ask(['create', '--bundle', bundle, '--pid-file', pidFile, id], streams.stdio, tracer);
    streams.close();
    const pid = await pidIn(pidFile, traced);
    live.set(id, pid);
    // A tracer stays as long as the container.
    const created = pid !== undefined && (tracer.length > 0 || (await traced) === 0);
    return { id, pid, created };
  };

  /**
   * Where `create` was waited for, `start` has to work at once. A traced one ends with the container only, and the pid
   * may be known before the container is.
   * @param {string} id @param {number} pid @param {boolean} early
   */
  const begin = async (id, pid, early) => {
    for (const end = Date.now() + timeoutMs; ; await delay(pauseMs)) {
      if ((await ask(['start', id], 'ignore')) === 0) return enters(pid);
      if (!early || signal.aborted || Date.now() > end) return false;
    }
  };

  /**
   * Kills a container at once and deletes it when it has ended, which may take a while: its first process ends after all
   * others have been reaped, and those added by `exec` are nobody's children but init's.
   * @param {string} id
   */
  const remove = (id) => {
    const pid = live.get(id);
    if (pid !== undefined) killIfThere(pid);
    const gone = async () => {
      for (const end = Date.now() + removeMs; pid !== undefined && isRunning(pid) && Date.now() < end; ) {
        await delay(removePauseMs);
      }
      const how = { stdio: /** @type {const} */ ('ignore'), timeoutMs: removeMs };
      await shortCommand([...command, ...global, 'delete', '--force', id], how);
      sweepCgroups(id);
    };
    removing.set(id, gone());
  };

  return {
    /** For traces. */
    folder,

    /**
     * Creates and starts a container. With a tracer (the words before the runtime's own), `create` runs under it, until
     * the container ends.
     * @param {User} user @param {Filter} filter @param {readonly string[]} [tracer]
     */
    async start(user, filter, tracer = []) {
      const { id, pid, created } = await create(user, filter, tracer);
      return { id, started: created && pid !== undefined && (await begin(id, pid, tracer.length > 0)) };
    },

    /**
     * Adds a process to a container, as engines do it: detached, with a file for its pid. Says whether it came to run.
     * @param {string} id @param {User} user @param {readonly string[]} [tracer]
     */
    async exec(id, user, tracer = []) {
      signal.throwIfAborted();
      const pidFile = join(folder, 'exec-pid');
      rmSync(pidFile, { force: true });
      const processFile = join(folder, 'process.json');
      writeFileSync(processFile, JSON.stringify(containerProcess(request(user))));
      const streams = await freshStreams(folder);
      const args = ['exec', '--detach', '--pid-file', pidFile, '--process', processFile, id];
      const traced = ask(args, streams.stdio, tracer);
      streams.close();
      const pid = await pidIn(pidFile, traced);
      const entered = await enters(pid);
      // With a tracer the process is left to end with the container, so that its trace can be read.
      if (tracer.length > 0) return entered;
      if (pid !== undefined) killIfThere(pid);
      return entered && (await traced) === 0;
    },

    /**
     * Takes a call out of the filter that the next `exec` gets, and only that, by changing what the runtime keeps of the
     * container. runc reads the profile again from `state.json` and skips names that it does not know; crun keeps the
     * compiled filter in `seccomp.bpf`, so one is taken from a container that is created for it and never started.
     * @param {string} id @param {Filter} filter the container's own @param {string} name
     * @returns {Promise<() => void>} puts it back
     */
    async leaveOut(id, { allowed, answer }, name) {
      const files = ['state.json', 'seccomp.bpf']
        .map((file) => join(state, id, file))
        .filter((file) => existsSync(file));
      const before = files.map((file) => ({ file, bytes: readFileSync(file) }));
      const fewer = { allowed: [...allowed].filter((one) => one !== name), answer };
      for (const { file, bytes } of before) {
        if (file.endsWith('.json')) {
          const text = bytes.toString().replaceAll(JSON.stringify(name), JSON.stringify(`left_out_${name}`));
          writeFileSync(file, text);
        } else {
          const lender = await create({ noNewPrivileges: true, uid: 0 }, fewer);
          copyFileSync(join(state, lender.id, 'seccomp.bpf'), file);
          remove(lender.id);
        }
      }
      return () => {
        for (const { file, bytes } of before) writeFileSync(file, bytes);
      };
    },

    remove,

    /** Removes every container and the folder. */
    async dispose() {
      for (const id of live.keys()) if (!removing.has(id)) remove(id);
      await Promise.all(removing.values());
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @typedef {{ stdio: import('node:child_process').StdioOptions, close(): void }} Streams */

/**
 * New standard streams of a kind that engines give: a FIFO that belongs to root. runc gives away neither /dev/null nor
 * what already belongs to the container's user (runc, init_linux.go, fixStdioPermissions).
 * @param {string} folder @returns {Promise<Streams>}
 */
async function freshStreams(folder) {
  const path = join(folder, 'streams.fifo');
  rmSync(path, { force: true });
  await shortCommand(['mkfifo', '-m', '600', path], { stdio: 'ignore', timeoutMs: 10_000 });
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return { stdio: [fd, fd, fd], close: () => closeSync(fd) };
}

/** @param {User} user */
function request({ noNewPrivileges, uid }) {
  return {
    argv: /** @type {const} */ ([`/${entryName}`]),
    env: new Map([['PATH', '/']]),
    cwd: '/',
    user: { uid, gid: uid },
    noNewPrivileges,
    system: [],
    extra: [],
    network: /** @type {const} */ ('none'),
  };
}

/** @param {Filter} filter */
function sealed({ allowed, answer }) {
  const defaults =
    answer === 'log'
      ? { defaultAction: 'SCMP_ACT_LOG' }
      : answer === 'kill'
        ? { defaultAction: 'SCMP_ACT_KILL_PROCESS' }
        : { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: errnoNumbers[answer] };
  const names = [...new Set([...allowed, entryCall, highestNamed, lastCall])].sort();
  return {
    seccomp: JSON.stringify({
      ...defaults,
      architectures: ['SCMP_ARCH_X86_64'],
      syscalls: [{ names, action: 'SCMP_ACT_ALLOW' }],
    }),
  };
}

/** Whether a process is there and has not ended: proc_pid_stat(5), the state behind the name. @param {number} pid */
function isRunning(pid) {
  const state = /\) (.)/s.exec(readIfThere(`/proc/${pid}/stat`).slice(-400))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
