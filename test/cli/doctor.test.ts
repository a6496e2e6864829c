import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runContained } from '../../src/enforce/contained-run.ts';
import { runc } from '../../src/enforce/runtime.ts';
import type { Check, DoctorVerdict, JobVerdict } from '../../src/model/doctor.ts';
import { asNobody } from '../enforce/call-in.ts';
import { requireMachine, searchPath } from '../enforce/machine.ts';
import { foreignFolder } from '../enforce/stage.ts';
import { writeScript } from '../record/tool.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bin, type CliResult, runCli, runProgram } from './run-cli.ts';

requireMachine(['runc', 'crun', 'setpriv', 'unshare']);

const root = fileURLToPath(new URL('../..', import.meta.url));

interface DoctorJson extends DoctorVerdict {
  readonly version: number;
  readonly checks: readonly (Check & { title: string; enables: string; cure?: string })[];
  readonly problems: readonly { kind: string; what?: string; title: string; fix: string }[];
}

function parsed(result: CliResult): {
  check: (id: Check['id']) => Partial<Check>;
  job: (job: JobVerdict['job']) => Partial<JobVerdict>;
  json: DoctorJson;
} {
  expect(result.stderr).toBe('');
  const json = JSON.parse(result.stdout) as DoctorJson;
  return {
    json,
    check: (id) => json.checks.find((one) => one.id === id) ?? {},
    job: (name) => json.jobs.find(({ job }) => job === name) ?? {},
  };
}

/** A folder for PATH that holds some programs of the machine and no others. */
function only(...programs: readonly string[]): string {
  const folder = temporaryFolder();
  for (const program of programs) {
    const found = searchPath.split(':').find((place) => readdirSync(place).includes(program));
    symlinkSync(join(found ?? '/nowhere', program), join(folder, program));
  }
  return folder;
}

const tools = ['sh', 'dmesg', 'unshare', 'mount', 'mkfifo'];

describe('seccinch doctor', () => {
  it('finds that this machine can do the main job, and leaves nothing behind', async () => {
    const scratch = temporaryFolder();
    const result = await runCli(['doctor', '-o', 'json'], { env: { TMPDIR: scratch } });
    const { json, check, job } = parsed(result);
    expect(result.status).toBe(0);
    expect(json).toMatchObject({ version: 1, kind: 'doctor', machine: { user: 0 } });
    for (const id of ['tracing', 'attaching', 'temporary', 'node', 'tables', 'seccomp', 'root', 'overlay'] as const) {
      expect(check(id)).toMatchObject({ status: 'ok', problems: [] });
    }
    expect(check('strace').found).toMatch(/^\d+\.\d+/);
    expect(check('runc').status).toBe('ok');
    expect(check('crun').status).toBe('ok');
    expect(job('record')).toMatchObject({ possible: true, lacks: [] });
    expect(job('verify')).toMatchObject({ possible: true });
    for (const { kind } of json.checks.flatMap(({ problems }) => problems)) {
      expect(json.problems.find((one) => one.kind === kind)?.fix).toMatch(/\.$/);
    }
    expect(readdirSync(scratch)).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('seccinch');
  });

  it('tells the same as text, at most 80 columns wide, without colours in a pipe', async () => {
    const result = await runCli(['doctor', '-v']);
    expect(result.status).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^seccinch \d.* as root\n/);
    expect(result.stdout).toMatch(/ {2}ok {6} runc \d/);
    expect(result.stdout).toContain('Here seccinch can record and generate;');
    expect(result.stdout).not.toContain('\u001b');
    expect(result.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('tells an ordinary user what takes root, without trying it', async () => {
    const result = await runProgram([...asNobody, process.execPath, bin, 'doctor', '-o', 'json'], { cwd: '/' });
    const { check, job } = parsed(result);
    expect(result.status).toBe(0);
    expect(check('root')).toMatchObject({
      status: 'missing',
      problems: [{ kind: 'root-needed', what: 'user 65534 without CAP_SYS_ADMIN' }],
    });
    for (const id of ['overlay', 'runc', 'crun'] as const) expect(check(id).status).toBe('untried');
    expect(job('record').possible).toBe(true);
    expect(job('verify')).toMatchObject({ possible: false, lacks: [['root'], ['overlay'], ['runc', 'crun']] });
  });

  it('ends with 1 where there is no strace, and says how to get it', async () => {
    const env = { PATH: only(...tools, 'runc') };
    const result = await runCli(['doctor', '-o', 'json'], { env });
    const { check, job } = parsed(result);
    expect(result.status).toBe(1);
    expect(check('strace')).toMatchObject({ status: 'missing', problems: [{ kind: 'strace-missing' }] });
    expect(check('tracing').status).toBe('untried');
    expect(check('runc').status).toBe('ok');
    expect(job('record')).toMatchObject({ possible: false, lacks: [['strace'], ['tracing']] });
    const text = await runCli(['doctor'], { env });
    expect(text.status).toBe(1);
    expect(text.stdout).toContain('`apt-get install strace`');
    expect(text.stdout).toContain('It cannot record and generate (lacks strace, tracing);');
  });

  it('ends with 0 where there is no runtime, nor anything else beside strace', async () => {
    const result = await runCli(['doctor', '-o', 'json'], { env: { PATH: only('strace') } });
    const { check, job } = parsed(result);
    expect(result.status).toBe(0);
    expect(check('runc')).toMatchObject({ status: 'missing', problems: [{ kind: 'runtime-missing', what: 'runc' }] });
    expect(check('overlay')).toMatchObject({ status: 'fails', problems: [{ kind: 'overlay-unavailable' }] });
    expect(check('kernel-log').status).toBe('missing');
    expect(job('verify')).toMatchObject({ possible: false, lacks: [['overlay'], ['runc', 'crun']] });
  });

  it('works in namespaces of its own', async () => {
    const words = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--ipc', '--uts'];
    const result = await runProgram([...words, process.execPath, bin, 'doctor', '-o', 'json']);
    const { check } = parsed(result);
    expect(result.status).toBe(0);
    for (const id of ['tracing', 'overlay', 'runc'] as const) expect(check(id).status).toBe('ok');
  });

  it('knows that root of a user namespace is not root', async () => {
    const result = await runProgram([
      'unshare',
      '--user',
      '--map-root-user',
      process.execPath,
      bin,
      'doctor',
      '-o',
      'json',
    ]);
    const { check } = parsed(result);
    expect(check('root').details).toContainEqual({ name: 'user namespace', value: 'its own' });
    expect(check('overlay').status).not.toBe('untried');
    expect(result.status).toBe(0);
  });

  it('finds a tracer that is in the way', async () => {
    const tracer = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=none', '-e', 'signal=none', '--'];
    const result = await runProgram([...tracer, process.execPath, bin, 'doctor', '-o', 'json']);
    const { check } = parsed(result);
    expect(result.status).toBe(1);
    expect(check('tracing')).toMatchObject({ status: 'fails', problems: [{ kind: 'ptrace-taken' }] });
    expect(check('strace').found).toMatch(/^\d/);
    expect(check('attaching').status).toBe('untried');
  });

  it.each([
    ['lets tracers be', 'acct', 0],
    ['refuses ptrace', 'ptrace', 1],
  ])('sees that it is in a container, whose filter %s', async (_, refused, status) => {
    const seccomp = JSON.stringify({
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [{ names: [refused], action: 'SCMP_ACT_ERRNO' }],
    });
    const seen = [root, ...foreignFolder(process.execPath)];
    const result = await runContained({
      runtime: runc,
      bundle: {
        argv: [process.execPath, bin, 'doctor', '-o', 'json'],
        env: new Map([['PATH', searchPath]]),
        cwd: '/',
        user: { uid: 0, gid: 0 },
        noNewPrivileges: true,
        seccomp,
        extra: seen.map((path) => ({ source: path, destination: path, writable: false, recursive: false })),
        network: 'host',
      },
      outputLimit: 1 << 20,
      timeoutMs: 20_000,
    });
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    const { stdout, stderr, status: ended } = result.value;
    const { check, job } = parsed({
      status: ended,
      signal: null,
      stdout: String(stdout.bytes),
      stderr: String(stderr.bytes),
    });
    expect(check('filters')).toMatchObject({ status: 'limited', found: '1', problems: [{ kind: 'filter-in-force' }] });
    expect(check('root')).toMatchObject({ status: 'missing', problems: [{ what: 'user 0 without CAP_SYS_ADMIN' }] });
    expect(check('tracing').status).toBe(status === 0 ? 'ok' : 'fails');
    expect(job('record').possible).toBe(status === 0);
    expect(ended).toBe(status);
  });

  it('has no place for a trace, and says so', async () => {
    const result = await runCli(['doctor', '-o', 'json'], { env: { TMPDIR: '/nowhere' } });
    const { check } = parsed(result);
    expect(result.status).toBe(1);
    expect(check('temporary')).toMatchObject({ status: 'fails', found: '/nowhere' });
    expect(check('overlay')).toMatchObject({ status: 'fails', problems: [{ kind: 'output-unwritable' }] });
  });

  it('does not wait for programs that do not answer, nor believe those that print what they like', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'bin'));
    for (const name of ['docker', 'crun']) writeScript(join(folder, 'bin', name), 'sleep 1000 & wait');
    writeScript(join(folder, 'bin', 'podman'), 'printf "version 1\\033[2J\\n"');
    writeScript(join(folder, 'bin', 'bpftrace'), 'echo no library >&2; exit 127');
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, DOCKER_HOST: `unix://${folder}/none.sock` };
    const result = await runCli(['doctor'], { env });
    const words = result.stdout.replace(/\s+/g, ' ');
    expect(result.status).toBe(0);
    expect(words).toContain('docker --version: no answer');
    expect(words).toContain('crun --version: no answer');
    expect(words).toContain('podman 1\\x1b[2J');
    expect(words).toContain('bpftrace --version: no library');
    expect(words).not.toContain('\u001b');
    expect(processesWith(folder)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves on %s, with what it has started', async (signal) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'tmp'));
    writeScript(join(folder, 'bin', 'docker'), 'sleep 1000 & wait');
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, TMPDIR: join(folder, 'tmp') };
    const child = spawn(process.execPath, [bin, 'doctor'], { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
    while (!processesWith(folder).some((name) => name === 'sleep')) await delay(10);
    child.kill(signal);
    expect(await ended).toBe(signal);
    for (let look = 0; look < 100 && processesWith(folder).length > 0; look += 1) await delay(20);
    expect(processesWith(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });
});

/** The names of processes that have this text in their environment. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/environ`, 'latin1').includes(text)) return [];
      return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()];
    } catch {
      return [];
    }
  });
}
