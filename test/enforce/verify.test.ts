import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VerifyVerdict } from '../../src/model/verdict.ts';
import { bin, type CliRequest, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { requireMachine, searchPath } from './machine.ts';
import { plainProfile } from './plain-profile.ts';

const env = { PATH: searchPath };
let folder: string;

beforeAll(() => {
  requireMachine(['busybox', 'crun', 'gcc', 'unshare']);
  folder = temporaryFolder();
});

/** Runs a script of busybox's shell under a profile. */
async function verify(profile: string, options: readonly string[], script: string, how: CliRequest = {}) {
  writeFileSync(join(folder, 'p.seccomp.json'), profile);
  const args = ['verify', ...options, 'p.seccomp.json', '--', 'busybox', 'sh', '-c', script];
  const ran = await runCli(args, { cwd: folder, env, ...how });
  const json = /^\{"version":1,"kind":"verify".*$/m.exec(ran.stdout)?.[0];
  return { ...ran, ...(json === undefined ? {} : { verdict: JSON.parse(json) as VerifyVerdict }) };
}

describe('verify', () => {
  it('gives the workload’s output and status where nothing is refused', async () => {
    const ran = await verify(plainProfile(), [], 'echo out; echo err >&2; exit 7');
    expect(ran).toMatchObject({ status: 7, stdout: 'out\n' });
    expect(ran.stderr).toMatch(/^err\n/);
    expect(ran.stderr).toContain('+ nothing that it asks for is refused');
  });

  it('names all that is missing at once, though the first refusal ends the workload', async () => {
    const script = 'busybox sync && busybox mkdir d && busybox ln -s a d/b && busybox ls d';
    const ran = await verify(plainProfile(), ['-o', 'json'], script);
    expect(ran.verdict?.run).toMatchObject({ started: true, asExpected: false });
    const named = ran.verdict?.run.missing.map(({ syscall, programs }) => `${syscall} ${programs}`);
    expect(named).toEqual(expect.arrayContaining(['mkdir busybox', 'symlink busybox', 'sync busybox']));
    expect(ran.status).toBe(ran.verdict?.run.status);
  });

  it('ends with 1 where the workload got by, but something was refused', async () => {
    const ran = await verify(plainProfile(), [], 'busybox sync; exit 0');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/1 missing +sync: ENOSYS, once, by busybox/);
  });

  it('tells calls that a rule answers apart, and what was refused in the wake of others', async () => {
    const rules = JSON.parse(plainProfile()).syscalls;
    const answering = [{ names: ['sync'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }, ...rules];
    const ran = await verify(plainProfile([], { syscalls: answering }), ['-o', 'json'], 'busybox sync; exit 0');
    expect(ran.status).toBe(0);
    expect(ran.verdict?.run).toMatchObject({
      missing: [],
      answered: [{ syscall: 'sync', by: 'rule', answer: 'EPERM' }],
    });

    const silent = [
      { names: ['sync'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
      ...rules,
      { names: ['sync'], action: 'SCMP_ACT_ALLOW' },
    ];
    const passed = await verify(plainProfile([], { syscalls: silent }), ['-o', 'json'], 'busybox sync');
    expect(passed.verdict?.run).toMatchObject({ status: 0, missing: [], answered: [] });

    // busybox writes what went wrong with another call than what it lists.
    const around = await verify(plainProfile(['openat', 'writev', 'write']), ['-o', 'json'], 'busybox cat /etc/passwd');
    expect(around.verdict?.run.missing.map(({ syscall }) => syscall)).toContain('write');
  });

  it('holds the status against --expect-exit', async () => {
    expect(await verify(plainProfile(), ['--expect-exit', '3'], 'exit 3')).toMatchObject({ status: 0 });
    expect(await verify(plainProfile(), ['--expect-exit', '3'], 'exit 4')).toMatchObject({ status: 4 });
    const wrong = await verify(plainProfile(), ['--expect-exit', '3'], 'exit 0');
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('ended with status 0; expected: status 3 was');
  });

  it('compares output and status with those of a run without the profile', async () => {
    const same = await verify(plainProfile(), ['--compare'], 'echo same; exit 5');
    expect(same).toMatchObject({ status: 5, stdout: 'same\n' });
    expect(same.stderr).toContain('+ its output is that without the profile');
    const other = await verify(plainProfile(), ['--compare'], 'busybox mkdir d && echo made; exit 0');
    expect(other.status).toBe(1);
    expect(other.stderr).toContain('! its output differs from that without the profile');
  });

  it('gives each run the same input, from a pipe', async () => {
    const ran = await verify(plainProfile(), ['--compare'], 'busybox sync; busybox wc -c', {
      stdin: 'x'.repeat(300_000),
    });
    expect(ran.stdout).toBe('300000\n');
    expect(ran.stderr).toContain('sync: ENOSYS');
    expect(ran.stderr).not.toContain('stdin-not-repeated');
  });

  it('gives each run the same input, from a file', async () => {
    writeFileSync(join(folder, 'input'), 'line\n'.repeat(3));
    writeFileSync(join(folder, 'p.seccomp.json'), plainProfile());
    const args = ['verify', '--compare', 'p.seccomp.json', '--', 'busybox', 'wc', '-l'];
    const script = '"$@" < input';
    const out = execFileSync('sh', ['-c', script, 'sh', process.execPath, bin, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(out).toBe('3\n');
  });

  it('leaves a terminal to the run that is seen', () => {
    writeFileSync(join(folder, 'p.seccomp.json'), plainProfile());
    const words = [process.execPath, bin, 'verify', '--compare', 'p.seccomp.json', '--', 'busybox', 'cat'];
    // script(1) makes the terminal; ^D ends the input.
    const out = execFileSync('script', ['-qc', words.join(' '), '/dev/null'], {
      cwd: folder,
      env,
      encoding: 'utf8',
      input: 'typed\n\u0004',
    });
    expect(out).toMatch(/typed\r\n(?:\^D\u0008\u0008)?typed\r\n/);
    expect(out).toContain('stdin-not-repeated');
  });

  it('shows the machine’s own root, and throws away what is written', async () => {
    writeFileSync(join(folder, 'seen'), 'from the host\n');
    const profile = plainProfile([], { defaultAction: 'SCMP_ACT_ALLOW', defaultErrnoRet: undefined, syscalls: [] });
    const script = 'cat seen; echo changed > seen; echo new > /etc/seccinch-test-new; cat seen /etc/seccinch-test-new';
    const ran = await verify(profile, [], script);
    expect(ran).toMatchObject({ status: 0, stdout: 'from the host\nchanged\nnew\n' });
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('from the host\n');
    expect(existsSync('/etc/seccinch-test-new')).toBe(false);
  });

  it('shows another root, as another user, with its own environment, without a network', async () => {
    const root = join(folder, 'root, with: a name');
    mkdirSync(join(root, 'bin'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    execFileSync('cp', [
      execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim(),
      join(root, 'bin'),
    ]);
    writeFileSync(join(root, 'etc/passwd'), 'app:x:1234:77::/:/bin/sh\n');
    const script =
      'busybox id -u; busybox id -g; busybox ls /; echo $HOME $A; busybox cat /proc/net/dev | busybox wc -l';
    const more = ['--rootfs', root, '--user', '1234', '--env', 'A=b=c', '--network', 'none'];
    const ran = await verify(plainProfile(), more, script);
    expect(ran.stdout).toBe('1234\n77\nbin\ndev\netc\nproc\nsys\n/ b=c\n3\n');
    expect(ran.status, ran.stderr).toBe(0);
  });

  it('does not wait for a FIFO in a root of strangers, nor follow a link in it', async () => {
    const root = join(folder, 'hostile');
    mkdirSync(join(root, 'etc'), { recursive: true });
    execFileSync('mkfifo', [join(root, 'etc/passwd')]);
    const options = ['--rootfs', root, '--user', '5', '--dry-run'];
    expect((await verify(plainProfile(), options, 'true')).stdout).toMatch(/"uid": ?5,\s*"gid": ?0/);
    rmSync(join(root, 'etc/passwd'));
    writeFileSync(join(folder, 'elsewhere'), 'x:x:5:99::/:/bin/sh\n');
    symlinkSync(join(folder, 'elsewhere'), join(root, 'etc/passwd'));
    expect((await verify(plainProfile(), options, 'true')).stdout).toMatch(/"uid": ?5,\s*"gid": ?0/);
  });

  it('gives capabilities that were asked for', async () => {
    const script = 'busybox grep CapEff /proc/self/status';
    const capEff = async (...options: string[]) => (await verify(plainProfile(), options, script)).stdout;
    expect(await capEff()).toBe('CapEff:\t00000000a80425fb\n');
    expect(await capEff('--cap-add', 'sys_time', '--cap-add', 'CAP_SYSLOG')).toBe('CapEff:\t00000004aa0425fb\n');
    expect(await capEff('--user', '1000')).toBe('CapEff:\t0000000000000000\n');
  });

  it('runs without no_new_privs, and names what the runtime needs then', async () => {
    const script = 'busybox grep NoNewPrivs /proc/self/status';
    const allowing = plainProfile([], { defaultAction: 'SCMP_ACT_LOG', defaultErrnoRet: undefined });
    expect((await verify(allowing, ['--no-new-privileges=true'], script)).stdout).toBe('NoNewPrivs:\t1\n');
    expect((await verify(allowing, ['--no-new-privileges=false'], script)).stdout).toBe('NoNewPrivs:\t0\n');
    const ran = await verify(plainProfile(), ['-o', 'json', '--no-new-privileges=false'], script);
    expect(ran.status).toBe(125);
    const named = ran.verdict?.run.missing.map(({ syscall }) => syscall);
    expect(named).toEqual(expect.arrayContaining(['capget', 'capset', 'setgroups']));
  });

  it('works with crun, on every cgroup layout', async () => {
    const ran = await verify(plainProfile(['getdents64']), ['--runtime', 'crun'], 'busybox ls /; exit 0');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/under crun \d/);
    expect(ran.stderr).toMatch(/missing +getdents64: ENOSYS/);
  });

  it('starts, exercises and stops a server', async () => {
    const script = 'trap "exit 0" TERM; while :; do busybox cat /etc/passwd >/dev/null; done';
    const more = ['--exercise', 'sleep 1; echo exercised', '--grace', '2s', '-o', 'json'];
    const ran = await verify(plainProfile(['getcwd']), more, script);
    expect(ran.verdict?.run).toMatchObject({ ending: 'stopped', started: true, status: 0, asExpected: true });
    expect(ran.stderr).toContain('exercised');
  });

  it('prints what it would do, and does nothing', async () => {
    const ran = await verify(plainProfile(), ['--dry-run'], 'echo no');
    expect(ran.status).toBe(0);
    const config = JSON.parse(ran.stdout.slice(ran.stdout.indexOf('{\n'), ran.stdout.indexOf('\n}\n') + 3));
    expect(config.process.args.at(-1)).toBe('echo no');
    expect(config.linux.seccomp.defaultErrnoRet).toBe(38);
    expect(ran.stdout).toMatch(/^\$ unshare -m [\s\S]*runc --root '\{folder\}\/state' create /m);
    expect(ran.stdout).toMatch(/^\$ strace -f .*-p '\{pid\}'$/m);
  });
});
