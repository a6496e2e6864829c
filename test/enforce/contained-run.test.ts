import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ContainedRunRequest, runContained } from '../../src/enforce/contained-run.ts';
import { type Runtime, runc, runtimeVersion } from '../../src/enforce/runtime.ts';
import { profileOf } from './confined.ts';
import { crunHere } from './crun-here.ts';
import { requireMachine, searchPath } from './machine.ts';

beforeAll(() => {
  requireMachine(['/usr/bin/python3', 'crun', 'unshare']);
});

function request(script: string, more: Partial<ContainedRunRequest> = {}): ContainedRunRequest {
  return {
    runtime: runc,
    bundle: {
      argv: ['sh', '-c', script],
      env: new Map([['PATH', searchPath]]),
      cwd: '/',
      user: { uid: 0, gid: 0 },
      noNewPrivileges: true,
      extra: [],
      network: 'host',
    },
    outputLimit: 1 << 20,
    timeoutMs: 20_000,
    ...more,
  };
}

async function run(script: string, more: Partial<ContainedRunRequest> = {}) {
  const result = await runContained(request(script, more));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  const { stdout, stderr, ...rest } = result.value;
  return { ...rest, stdout: String(stdout.bytes), stderr: String(stderr.bytes), truncated: stdout.truncated };
}

function foldersLeft(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('seccinch-enforce-'));
}

/** The processes with a thread that runs this: of one whose first thread has ended, only the others have a command line. */
function running(command: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readdirSync(`/proc/${pid}/task`).some((tid) => commandLine(`${pid}/task/${tid}`).startsWith(command))
      );
    } catch {
      return false;
    }
  });
}

function isRunning(command: string): boolean {
  return running(command).length > 0;
}

function commandLine(process: string): string {
  return readFileSync(`/proc/${process}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** `during` comes when the runtime has let go; the shell may still be at its own start. */
function afterStart(during: () => Promise<void>) {
  return async () => {
    await delay(300);
    await during();
  };
}

const log = profileOf('{"defaultAction":"SCMP_ACT_LOG"}');

describe.each([
  ['runc', runc],
  ['crun', crunHere],
] as const)('runContained with %s', (_name, runtime) => {
  describe.each([true, false])('watched %s', (watched) => {
    const how = { runtime, ...(watched ? { watch: log } : {}) };

    it('passes input, output and status through', async () => {
      const ran = await run('cat; echo to-stderr >&2; exit 7', { ...how, stdin: 'to-stdin\n' });
      expect(ran).toMatchObject({ stdout: 'to-stdin\n', stderr: 'to-stderr\n', status: 7, ending: 'itself' });
    });

    it('kills what takes too long', async () => {
      const ran = await run('echo begun; sleep 1000', { ...how, timeoutMs: 1500 });
      expect(ran).toMatchObject({ stdout: 'begun\n', status: 137, ending: 'timeout' });
    });

    it('kills on abort, and hands signals on', async () => {
      const controller = new AbortController();
      const during = async () => controller.abort();
      expect(await run('sleep 1000', { ...how, signal: controller.signal, during })).toMatchObject({
        ending: 'aborted',
        status: 137,
      });
      await runContained(request('sleep 1000', { ...how, signal: AbortSignal.abort() }));
      const told = await run('trap "exit 5" TERM; echo set >&2; while :; do sleep 0.02; done', {
        ...how,
        during: async (container) => {
          await delay(300);
          expect(await container.kill('SIGTERM')).toBe(true);
        },
      });
      expect(told).toMatchObject({ status: 5, ending: 'itself' });
    });

    it('ends threads that go on without the first', async () => {
      // exit(2) of one thread, by its number.
      const thread = 'threading.Thread(target=time.sleep, args=(7654321,)).start()';
      const program = `import ctypes, threading, time; ${thread}; ctypes.CDLL(None).syscall(60, 0)`;
      const words = 'python3 -c import ctypes';
      const during = async () => {
        while (!running(words).some((pid) => commandLine(pid) === '')) await delay(20);
        throw new Error('goes on');
      };
      await expect(run(`exec python3 -c '${program}'`, { ...how, during })).rejects.toThrow('goes on');
      expect(isRunning(words)).toBe(false);
    });

    it('says in the runtime’s words why there is no container', async () => {
      const failed = await runContained(
        request('true', { ...how, bundle: { ...request('').bundle, argv: ['/no/such/program'] } }),
      );
      expect(failed).toMatchObject({ ok: false, problem: { kind: 'container-not-created' } });
      expect(failed.ok ? '' : failed.problem.what).toContain('/no/such/program');
    });
  });
});

describe('runContained', () => {
  it('runs a second process in the same container', async () => {
    let answer: string | undefined;
    await run('echo $$; sleep 1000', {
      during: async (container) => {
        answer = (await container.exec(['sh', '-c', 'echo from exec'])).stdout;
        await container.kill('SIGKILL');
      },
    });
    expect(answer).toBe('from exec\n');
  });

  it('keeps as much output as it may, and reads the rest', async () => {
    const ran = await run('head -c 100000 /dev/zero; exit 4', { outputLimit: 1000 });
    expect(ran).toMatchObject({ status: 4, truncated: true });
    expect(ran.stdout).toHaveLength(1000);
  });

  it('cleans up after a throw', async () => {
    const during = async () => {
      expect(isRunning('sleep 1234567')).toBe(true);
      throw new Error('thrown');
    };
    for (const watch of [{}, { watch: log }]) {
      await expect(run('exec sleep 1234567', { during: afterStart(during), ...watch })).rejects.toThrow('thrown');
      expect(isRunning('sleep 1234567')).toBe(false);
    }
  });

  it('is missing nothing but the runtime where there is none', async () => {
    const none: Runtime = { name: 'none', command: ['/no/such/runtime'] };
    expect(await runtimeVersion(none)).toEqual({ ok: false, problem: { kind: 'runtime-missing', what: 'none' } });
    expect(await runContained(request('true', { runtime: none }))).toMatchObject({ ok: false });
    expect(await runtimeVersion(runc)).toMatchObject({ ok: true });
  });

  it('leaves no folder of its own behind', async () => {
    const before = new Set(foldersLeft());
    await run('true');
    await run('true', { watch: log });
    await runContained(request('true', { bundle: { ...request('').bundle, argv: ['/no'] } }));
    // Other test files run at the same time: only what stays counts.
    let left: readonly string[] = [];
    for (let tries = 0; tries < 100; tries += 1) {
      left = foldersLeft().filter((name) => !before.has(name));
      if (left.length === 0) break;
      await delay(100);
    }
    expect(left).toEqual([]);
  });
});
