import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VerifyVerdict } from '../../src/model/verdict.ts';
import { bin, type CliRequest, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { mountsBelow } from './engine-remains.ts';
import { dockerHere, type EngineHere, imageName, podmanHere } from './engines-here.ts';
import { requireMachine, searchPath } from './machine.ts';
import { plainProfile } from './plain-profile.ts';

let folder: string;
let podman: EngineHere;
let docker: EngineHere;

beforeAll(async () => {
  requireMachine(['as', 'busybox', 'crun', 'docker', 'dockerd', 'podman', 'setpriv', 'tar']);
  folder = temporaryFolder();
  podman = podmanHere();
  docker = await dockerHere();
});

/** A profile that the engines load as it is: Docker before 23 knows no default errno. */
function profile(less: readonly string[] = [], more: object = {}): string {
  const allowed = ['execve', 'capget', 'capset', 'setgroups', 'faccessat2'];
  const { syscalls, ...rest } = JSON.parse(plainProfile(less));
  const names = [...syscalls[0].names, ...allowed].filter((name) => !less.includes(name));
  const noClone3 = { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 };
  const rules = [{ names, action: 'SCMP_ACT_ALLOW' }, noClone3];
  return JSON.stringify({ ...rest, defaultErrnoRet: 1, syscalls: rules, ...more });
}

async function verify(
  engine: EngineHere,
  runtime: string,
  options: readonly string[],
  command: readonly string[],
  how: CliRequest = {},
) {
  const args = ['verify', '--runtime', runtime, '--image', imageName, ...options, 'p.json', '--', ...command];
  const ran = await runCli(args, { cwd: folder, ...how, env: { ...engine.env, ...how.env } });
  const json = /^\{"version":1,"kind":"verify".*$/m.exec(ran.stdout)?.[0];
  return { ...ran, ...(json === undefined ? {} : { verdict: JSON.parse(json) as VerifyVerdict }) };
}

/** The command lines of processes that hold this. */
function running(words: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return line.includes(words) ? [line] : [];
    } catch {
      return [];
    }
  });
}

describe.each([
  ['podman:runc', () => podman],
  ['podman:crun', () => podman],
  ['docker', () => docker],
])('verify with %s', (runtime, of) => {
  const sh = (script: string): readonly string[] => ['busybox', 'sh', '-c', script];
  const run = (options: readonly string[], script: string, how?: CliRequest) =>
    verify(of(), runtime, options, sh(script), how);

  it('gives the workload its input, and its output and status to the user', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const ran = await run([], 'busybox cat; echo err >&2; exit 7', { stdin: 'from here\n' });
    expect(ran).toMatchObject({ status: 7, stdout: 'from here\n' });
    expect(ran.stderr).toMatch(/^err\n/);
    expect(ran.stderr).toContain('+ nothing that it asks for is refused');
    expect(ran.stderr.replace(/\s+/g, ' ')).toMatch(/tried p\.json under (podman|docker) \d+\.\d+/);
  });

  it('runs what the image runs, as whom and where it says', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const args = ['verify', '--runtime', runtime, '--image', imageName, 'p.json'];
    const own = await runCli(args, { cwd: folder, env: of().env });
    expect(own).toMatchObject({ status: 0, stdout: 'its own command\n7\n' });
    const as = ['--user', '8:9', '--workdir', '/tmp', '--env', 'A=b c', '--cap-add', 'SYS_TIME', '--network', 'none'];
    const script = 'id -u; id -g; pwd; echo "$A"; busybox grep -E "NoNewPrivs|CapBnd" /proc/self/status';
    const other = await run(as, script);
    expect(other.stdout).toMatch(/^8\n9\n\/tmp\nb c\nCapBnd:\t[0-9a-f]+\nNoNewPrivs:\t1\n$/);
    const bounding = BigInt(`0x${/CapBnd:\t(\w+)/.exec(other.stdout)?.[1]}`);
    expect(bounding & (1n << 25n)).not.toBe(0n);
  });

  it('resolves a dialect for the capabilities that the container has', async () => {
    // mkdir(2) and sync(2) as they would be given with a capability that Docker alone gives, and one that is asked for.
    const given = (name: string, capability: string) => ({
      names: [name],
      action: 'SCMP_ACT_ALLOW',
      includes: { caps: [capability] },
    });
    const { syscalls, ...rest } = JSON.parse(profile());
    const rules = [...syscalls, given('mkdir', 'CAP_MKNOD'), given('sync', 'CAP_SYS_TIME')];
    writeFileSync(join(folder, 'p.json'), JSON.stringify({ ...rest, syscalls: rules }));
    const script = 'busybox grep CapBnd /proc/self/status; cd /tmp; busybox mkdir d; busybox sync';
    const missing: (string | undefined)[][] = [];
    for (const options of [[], ['--cap-add', 'SYS_TIME'], ['--cap-add', 'SYS_TIME', '--cap-add', 'MKNOD']]) {
      const ran = await run(['--user', '0', '-o', 'json', ...options], script);
      const holds = (bit: bigint) => ((BigInt(`0x${/CapBnd:\t(\w+)/.exec(ran.stdout)?.[1]}`) >> bit) & 1n) === 1n;
      const [mknod, time] = [holds(27n), holds(25n)];
      const found = ran.verdict?.run.missing.map(({ syscall }) => syscall) ?? [];
      expect(found).toEqual([...(mknod ? [] : ['mkdir']), ...(time ? [] : ['sync'])]);
      missing.push(found);
    }
    const [plain, timed, all] = missing;
    expect([plain, timed, all]).toEqual(runtime === 'docker' ? [['sync'], [], []] : [['mkdir', 'sync'], ['mkdir'], []]);
  });

  it('names all that is missing at once, though the first refusal ends the workload', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const ran = await run(
      ['--user', '0', '-o', 'json'],
      'cd /tmp && busybox sync && busybox mkdir d && busybox ln -s a d/b',
    );
    const named = ran.verdict?.run.missing.map(({ syscall, programs }) => `${syscall} ${programs}`);
    expect(named).toEqual(['mkdir busybox', 'symlink busybox', 'sync busybox']);
    expect(ran.verdict?.run).toMatchObject({ started: true, asExpected: false });
  });

  it.each(['getdents64', 'wait4', 'execve'])('names %s where just that was taken out, and repairs it', async (name) => {
    writeFileSync(join(folder, 'p.json'), profile([name]));
    const repaired = join(temporaryFolder(), 'r.json');
    const ran = await run(
      ['--user', '0', '--repair', '-O', repaired, '-o', 'json'],
      'busybox ls / >/dev/null && busybox true',
    );
    const { run: tried, repair } = ran.verdict ?? {};
    expect(tried?.missing.map(({ syscall }) => syscall)).toEqual([name]);
    expect(tried?.missing[0]?.times).toBeGreaterThan(0);
    expect(repair?.added.map(({ syscall }) => syscall)).toEqual([name]);
    expect(repair?.run).toMatchObject({ started: true, status: 0, asExpected: true, missing: [] });
    expect(ran.status).toBe(0);
    const { syscalls } = JSON.parse(readFileSync(repaired, 'utf8'));
    expect(syscalls[0].names).toContain(name);
  });

  it('holds output and status against those of an unconfined run', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    expect(await run(['--compare'], 'echo same; exit 5')).toMatchObject({ status: 5, stdout: 'same\n' });
    const differs = await run(['--compare', '-o', 'json'], 'busybox grep Seccomp: /proc/self/status');
    expect(differs.verdict?.run).toMatchObject({ sameOutput: false, asExpected: false, started: true });
  });

  it('tells the statuses of the workload from those of the engine', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    for (const status of [125, 126, 127, 137]) {
      expect(await run(['--expect-exit', String(status)], `exit ${status}`)).toMatchObject({ status: 0 });
    }
    const missing = await verify(of(), runtime, [], ['no-such-program']);
    expect(missing).toMatchObject({ status: 127, stderr: expect.stringContaining('[command-not-found]') });
    const folderAsProgram = await verify(of(), runtime, [], ['/etc']);
    expect(folderAsProgram).toMatchObject({ status: 126, stderr: expect.stringContaining('[command-not-executable]') });
  });

  it('kills what does not end, and leaves nothing behind', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const mark = `kept-${runtime.replace(':', '-')}`;
    const own = temporaryFolder();
    const ran = await run(['--timeout', '3s'], `busybox sync; while :; do :; done; : ${mark}`, {
      env: { TMPDIR: own },
    });
    expect(ran.status).toBe(124);
    expect(ran.stderr).toContain('sync: EPERM');
    await expectNothingLeft(mark, own);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind on %s', async (signal) => {
    writeFileSync(join(folder, 'p.json'), profile());
    const mark = `kept-${signal}-${runtime.replace(':', '-')}`;
    const own = temporaryFolder();
    const args = [
      'verify',
      '--runtime',
      runtime,
      '--image',
      imageName,
      'p.json',
      '--',
      ...sh(`: ${mark}; while :; do :; done`),
    ];
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { ...of().env, TMPDIR: own },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    while (!running(mark).some((line) => line.startsWith('busybox sh'))) await delay(20);
    child.kill(signal);
    expect(await ended).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    await expectNothingLeft(mark, own);
  });

  it('stops a service when its exercise is over', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const ran = await run(['--for', '1s', '-o', 'json'], 'trap "exit 0" TERM; while :; do busybox true; done');
    expect(ran.verdict?.run).toMatchObject({ ending: 'stopped', started: true, status: 0, asExpected: true });
  });

  it('says what it would do, and does nothing', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const ran = await run(['--dry-run'], 'echo no');
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(/^\$ (podman|docker) .*run --name '\{name\}' .*--pull never/m);
    expect(ran.stdout).toContain('strace');
    expect(ran.stdout).not.toMatch(/^no$/m);
  });

  async function expectNothingLeft(mark: string, temporary: string): Promise<void> {
    expect(of().ask('ps', '--all', '--quiet')).toBe('');
    expect(running(mark)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(mountsBelow(temporary)).toEqual([]);
  }
});

describe('verify with an engine, where the runtime is refused something', () => {
  it('names it under podman, and repairs it', async () => {
    writeFileSync(join(folder, 'p.json'), profile(['close', 'getcwd']));
    const repaired = join(temporaryFolder(), 'r.json');
    const options = ['--repair', '-O', repaired, '-o', 'json'];
    const ran = await verify(podman, 'podman:runc', options, ['busybox', 'echo', 'started']);
    expect(ran.verdict?.run.started).toBe(false);
    expect(ran.verdict?.repair?.added.map(({ syscall }) => syscall)).toContain('close');
    expect(ran.verdict?.repair?.run).toMatchObject({ started: true, status: 0, missing: [] });
  });

  it('says under Docker what it may be', async () => {
    writeFileSync(join(folder, 'p.json'), profile(['openat']));
    const ran = await verify(docker, 'docker', [], ['busybox', 'true']);
    expect(ran.status).toBe(125);
    expect(ran.stderr).toContain('! it did not start');
    expect(ran.stderr).toMatch(/openat[\s\S]*\[runtime-not-watched\]/);
    expect(ran.stderr).not.toContain('nothing that it asks for is refused');
  });
});

describe('verify with an engine, where it cannot', () => {
  it('says that Docker before 23 drops the default errno, and judges by what it does', async () => {
    writeFileSync(join(folder, 'p.json'), profile([], { defaultErrnoRet: 38 }));
    const ran = await verify(docker, 'docker', [], ['busybox', 'sync']);
    expect(ran.stderr).toContain('[default-errno-dropped]');
    expect(ran.stderr).toMatch(/sync: EPERM, once/);
    const other = await verify(podman, 'podman:runc', [], ['busybox', 'sync']);
    expect(other.stderr).not.toContain('[default-errno-dropped]');
    expect(other.stderr).toMatch(/sync: ENOSYS, once/);
  });

  it('takes options that do not belong together for what they are', async () => {
    writeFileSync(join(folder, 'p.json'), profile());
    const some = [
      ['--runtime', 'podman', 'p.json', '--', 'true'],
      ['--image', imageName, 'p.json', '--', 'true'],
      ['--runtime', 'docker', '--image', imageName, '--rootfs', '/', 'p.json', '--', 'true'],
    ];
    for (const args of some) {
      const ran = await runCli(['verify', ...args], { cwd: folder, env: podman.env });
      expect(ran).toMatchObject({ status: 125, stderr: expect.stringContaining('[image-misplaced]') });
    }
  });

  it('says what is missing: the image, the engine, its daemon, root', async () => {
    const args = (runtime: string, image: string) => ['verify', '--runtime', runtime, '--image', image, 'p.json'];
    for (const engine of [podman, docker]) {
      const none = await runCli(args(engine.command, 'none:1'), { cwd: folder, env: engine.env });
      expect(none).toMatchObject({ status: 125, stdout: '', stderr: expect.stringContaining('[image-missing]') });
    }
    const nowhere = { PATH: searchPath, DOCKER_HOST: `unix://${folder}/none.sock` };
    expect((await runCli(args('docker', imageName), { cwd: folder, env: nowhere })).stderr).toContain(
      '[engine-unusable]',
    );
    const absent = await runCli(args('/none/podman', imageName), { cwd: folder, env: podman.env });
    expect(absent.stderr).toMatch(/\/none\/podman[\s\S]*\[runtime-missing\]/);
    const user = await runCli(args('podman', imageName), { cwd: '/', env: podman.env, uid: 1000 });
    expect(user.stderr).toMatch(/\[(root-needed|input-)/);
  });
});
