import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingSchema } from '../../src/model/recording.ts';
import { withSmallDisk } from '../small-disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bin, runCli } from './run-cli.ts';

interface RecordJson {
  version: number;
  kind: string;
  name: string;
  runs: { ending: string; status: string; added: string[] }[];
  profile: { allowed: number; observed: string[]; unreturned: string[] };
  files: { path: string; role: string }[];
  gaps: { kind: string }[];
  problems: { kind: string; severity: string }[];
}

describe('seccinch record', () => {
  it("passes the workload's streams and status through and writes three files", async () => {
    const cwd = temporaryFolder();
    const script = 'read line; echo "got $line"; echo "to stderr" >&2; exit 7';
    const result = await runCli(['record', '-q', '-n', 'job', '--', 'sh', '-c', script], { cwd, stdin: 'input\n' });
    expect(result).toEqual({ status: 7, signal: null, stdout: 'got input\n', stderr: 'to stderr\n' });
    expect(readdirSync(cwd).sort()).toEqual(['job.recording.json', 'job.seccomp.json', 'job.securitycontext.yaml']);
    const recording = recordingSchema.parse(JSON.parse(readFileSync(join(cwd, 'job.recording.json'), 'utf8')));
    expect(recording.endings).toEqual([{ how: 'exited', times: 1 }]);
    const names = recording.abis.flatMap(({ syscalls }) => syscalls.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['execve', 'exit_group', 'read', 'write']));
  });

  it('needs no --, and leaves the options of the workload to it', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '-q', 'echo', '-n', '--help'], { cwd });
    expect(result).toMatchObject({ status: 0, stdout: '--help' });
    expect(existsSync(join(cwd, 'echo.seccomp.json'))).toBe(true);
  });

  it('prints one line of JSON after the output of the workload', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '-o', 'json', '--', 'echo', 'hello'], { cwd });
    const [first, second, ...rest] = result.stdout.split('\n');
    expect([first, rest]).toEqual(['hello', ['']]);
    const json = JSON.parse(second ?? '') as RecordJson;
    expect(json).toMatchObject({
      version: 1,
      kind: 'record',
      name: 'echo',
      runs: [{ ending: 'exited', status: 'status 0' }],
    });
    expect(json.profile.observed).toContain('write');
    expect(json.profile.unreturned).toEqual(['exit_group']);
    expect(json.files.map(({ role }) => role)).toEqual(['recording', 'seccomp', 'kubernetes']);
  });

  it('writes the JSON to a file instead, and the files where asked', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '-o', 'json', '-O', 'report.json', '-d', 'out', '--', 'echo', 'hello'], {
      cwd,
    });
    expect(result).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' });
    expect((JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as RecordJson).name).toBe('echo');
    expect(readdirSync(join(cwd, 'out'))).toHaveLength(3);
  });

  it('repeats the workload and says what each run brought', async () => {
    const cwd = temporaryFolder();
    const script = 'test -e seen && mkdir made-in-run-2; touch seen; test -e made-in-run-2 || true; exit 0';
    const result = await runCli(['record', '-n', 'grow', '--runs', '3', '--', 'sh', '-c', script], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).toMatch(/run 1 of 3: \d+ syscalls/);
    expect(result.stderr).toMatch(/run 2 of 3: \d+ new: .*\bmkdir\b/);
    const recording = recordingSchema.parse(JSON.parse(readFileSync(join(cwd, 'grow.recording.json'), 'utf8')));
    expect(recording.runs).toBe(3);
  });

  it('tells commands that cannot be run apart from commands that fail', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'plain.txt'), 'not a program');
    mkdirSync(join(cwd, 'folder'));
    const statuses: (number | null)[] = [];
    for (const command of ['no-such-command-anywhere', './plain.txt', './folder']) {
      const result = await runCli(['record', '--', command], { cwd });
      statuses.push(result.status);
      expect(result.stderr).toContain(command);
    }
    expect(statuses).toEqual([127, 126, 126]);
    expect(readdirSync(cwd).sort()).toEqual(['folder', 'plain.txt']);
  });

  it('gives 128 + n for a workload that a signal ends', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '-o', 'json', '--', 'sh', '-c', 'kill -SEGV $$'], { cwd });
    expect(result.status).toBe(139);
    expect((JSON.parse(result.stdout) as RecordJson).runs).toEqual([
      { ending: 'signalled', status: 'SIGSEGV', added: [] },
    ]);
  });

  it('stops a workload when the time is over', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '-o', 'json', '--for', '300ms', '--', 'sleep', '60'], { cwd });
    const json = JSON.parse(result.stdout) as RecordJson;
    expect(json.runs).toEqual([{ ending: 'stopped', status: 'SIGTERM', added: [] }]);
    expect(json.profile.observed).toContain('clock_nanosleep');
    expect(result.status).toBe(143);
  });

  it('asks the first process before its children, as a container runtime does', async () => {
    const cwd = temporaryFolder();
    // The parent passes the signal on; were the child asked as well, it would count two, or its naps would end early.
    const child =
      'n=0; trap "n=\\$((n+1))" TERM; i=0; while [ $i -lt 30 ]; do sleep 0.02; i=$((i+1)); done; echo child $n';
    const script = `sh -c '${child.replaceAll('\\$', '$')}' & c=$!; trap "kill $c; wait $c; echo parent" TERM; wait $c; exit 0`;
    const result = await runCli(['record', '-q', '--for', '150ms', '--', 'sh', '-c', script], { cwd });
    expect(result.stdout).toBe('child 1\nparent\n');
  });

  it('says 125 when the exercise fails, and keeps what was seen', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '--exercise', 'exit 3', '--', 'sleep', '60'], { cwd });
    expect(result.status).toBe(125);
    expect(result.stderr).toContain('exercise');
    expect(existsSync(join(cwd, 'sleep.recording.json'))).toBe(true);
  });

  it('writes nothing when strace loses its table', async () => {
    const cwd = temporaryFolder();
    // The workload kills its tracer.
    const script = 'kill -KILL $(sed -n "s/^TracerPid:.//p" /proc/$$/status)';
    const result = await runCli(['record', '--', 'sh', '-c', script], { cwd });
    expect(result.status).toBe(125);
    expect(result.stderr).toContain('tracer-lost');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('refuses a port that another server answers on', async () => {
    const cwd = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const result = await runCli(['record', '--ready', `tcp:${port}`, '--exercise', 'true', '--', 'touch', 'ran'], {
      cwd,
    });
    other.close();
    expect(result.status).toBe(125);
    expect(result.stderr).toContain('port-taken');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('lets go of processes of which one has ended meanwhile', async () => {
    const cwd = temporaryFolder();
    const [short, long] = ['0.6', '30'].map((time) => spawn('sleep', [time]));
    try {
      const pids = `${short?.pid},${long?.pid}`;
      const result = await runCli(['record', '-n', 'two', '--pid', pids, '--for', '1200ms'], { cwd });
      expect(result.status).toBe(0);
      expect(existsSync(join(cwd, 'two.seccomp.json'))).toBe(true);
      expect(long?.exitCode).toBe(null);
    } finally {
      long?.kill();
    }
  });

  it('knows the call that a process was in when it was attached to', async () => {
    const cwd = temporaryFolder();
    const sleeper = spawn('sleep', ['30']);
    try {
      const result = await runCli(['record', '-o', 'json', '--pid', `${sleeper.pid}`, '--for', '500ms'], { cwd });
      const { profile } = JSON.parse(result.stdout) as RecordJson;
      expect([...profile.observed, ...profile.unreturned]).toContain('clock_nanosleep');
    } finally {
      sleeper.kill();
    }
  });

  it('gives the status of the first run that failed, not of the last', async () => {
    const cwd = temporaryFolder();
    const script = 'test -e seen && exit 0; touch seen; exit 5';
    expect((await runCli(['record', '-q', '--runs', '2', '--', 'sh', '-c', script], { cwd })).status).toBe(5);
  });

  it('stops on a signal, writes what was seen and ends as the workload did', async () => {
    const cwd = temporaryFolder();
    const child = spawn(process.execPath, [bin, 'record', '--', 'sh', '-c', 'echo started; sleep 60'], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).toBe(130);
    expect(existsSync(join(cwd, 'sh.seccomp.json'))).toBe(true);
  });

  it('checks the output folder before it runs anything', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    const result = await runCli(['record', '-d', 'file/below', '--', 'touch', 'ran'], { cwd });
    expect(result.status).toBe(125);
    expect(result.stderr).toContain('file/below');
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  it('leaves nothing half-written when the disk is full', async () => {
    await withSmallDisk('8k', async (disk) => {
      writeFileSync(join(disk, 'filler'), 'x'.repeat(4096));
      const result = await runCli(['record', '-d', disk, '--', 'true'], { cwd: temporaryFolder() });
      expect(result.status).toBe(125);
      expect(result.stderr).toContain('ENOSPC');
      expect(readdirSync(disk)).toEqual(['filler']);
    });
  });

  it('does not let a hostile command name out of the folder or onto the terminal', async () => {
    const cwd = temporaryFolder();
    const name = 'a\u001b[31m\n$(touch pwned)';
    writeFileSync(join(cwd, name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(cwd, name), 0o755);
    const result = await runCli(['record', '-d', 'out', '--', `./${name}`], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).not.toContain('\u001b');
    expect(readdirSync(cwd).sort()).toEqual([name, 'out'].sort());
    for (const file of readdirSync(join(cwd, 'out'))) expect(file).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('prints the command line of the tracer and runs nothing', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['record', '--dry-run', '--', 'touch', 'a file'], { cwd });
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/^strace -f -C .* -- touch 'a file'\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('records as an unprivileged user', async () => {
    const cwd = temporaryFolder();
    chmodSync(cwd, 0o777);
    const result = await runCli(['record', '-q', '-n', 'me', '--', 'id', '-u'], { cwd, uid: 65534 });
    expect(result).toMatchObject({ status: 0, stdout: '65534\n' });
    expect(readdirSync(cwd)).toHaveLength(3);
  });
});
