import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { bin, runCli } from './run-cli.ts';

const log = '1 execve("/bin/true", ["true"], 0x1) = 0\n1 getpid() = 1\n1 exit_group(0) = ?\n1 +++ exited with 0 +++\n';

interface RecordingJson {
  gaps: { kind: string; times: number }[];
  abis: { syscalls: { name: string; calls: number }[] }[];
}

describe('bad input', () => {
  it('names a binary for what it is', async () => {
    const cwd = temporaryFolder();
    const result = await runCli(['ingest', '/bin/sh', '-O', 'out.json'], { cwd });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('ELF binary');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('counts a line of 10 MB, keeps the rest', async () => {
    const cwd = temporaryFolder();
    const long = `1 write(1, "${'x'.repeat(10_000_000)}", 10000000) = 10000000\n`;
    writeFileSync(join(cwd, 'long.log'), log.replace('1 getpid', `${long}1 getpid`));
    const result = await runCli(['ingest', 'long.log', '-O', 'out.json'], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).toContain('long.log:2:');
    const recording = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')) as RecordingJson;
    expect(recording.gaps).toEqual([{ kind: 'line-overlong', times: 1 }]);
    const names = recording.abis[0]?.syscalls.map(({ name }) => name);
    expect(names).toEqual(['execve', 'exit_group', 'getpid', 'write']);
  });

  it('says which file may not be read', async () => {
    const cwd = temporaryFolder();
    chmodSync(cwd, 0o777);
    writeFileSync(join(cwd, 'secret.log'), log);
    chmodSync(join(cwd, 'secret.log'), 0o600);
    const result = await runCli(['ingest', 'secret.log', '-d', 'out'], { cwd, uid: 65534 });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/^error: secret\.log: cannot be read: EACCES\n/);
    expect(readdirSync(cwd)).toEqual(['secret.log']);
  });

  it('keeps a hostile file name inside the folder and off the terminal', async () => {
    const cwd = temporaryFolder();
    const name = '..\u001b[2J\n::error::x.log';
    writeFileSync(join(cwd, name), log);
    const result = await runCli(['ingest', name, '-d', 'out'], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).not.toContain('\u001b');
    expect(result.stderr.split('\n').map((line) => line.slice(0, 11))).toEqual([
      'SUBJECT    ',
      'command ..\\',
      '  out/2J-er',
      '',
    ]);
    expect(readdirSync(cwd).sort()).toEqual([name, 'out'].sort());
    for (const file of readdirSync(join(cwd, 'out')))
      expect(file).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*\.recording\.json$/);
  });

  it('keeps two subjects apart whose names look the same as files', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a b.log'), log);
    writeFileSync(join(cwd, 'a+b.log'), log);
    const result = await runCli(['ingest', '-d', 'out', 'a b.log', 'a+b.log'], { cwd });
    expect(result.status).toBe(0);
    expect(readdirSync(join(cwd, 'out'))).toHaveLength(2);
  });

  it('does not make one subject of two files that happen to have one name', async () => {
    const cwd = temporaryFolder();
    for (const folder of ['a', 'b']) {
      mkdirSync(join(cwd, folder));
      writeFileSync(join(cwd, folder, 'app.log'), log);
    }
    const args = ['a/app.log', 'b/app.log', '-d', 'out'];
    const apart = await runCli(['ingest', ...args], { cwd });
    expect(apart.status).toBe(2);
    expect(apart.stderr).toContain('b/app.log: two inputs would be one subject: app');
    expect(readdirSync(cwd).sort()).toEqual(['a', 'b']);
    expect((await runCli(['ingest', '-n', 'app', ...args], { cwd })).status).toBe(0);
  });

  it('writes nothing when one of several inputs is bad', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'good.log'), log);
    writeFileSync(join(cwd, 'bad.log'), 'nothing of the kind\n');
    const result = await runCli(['ingest', '-d', 'out', 'good.log', 'bad.log'], { cwd });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('bad.log');
    expect(readdirSync(cwd).sort()).toEqual(['bad.log', 'good.log']);
  });

  it('refuses a recording of a later version and keys of a prototype', async () => {
    const cwd = temporaryFolder();
    const recording = JSON.parse((await runCli(['ingest', '-', '-n', 'x'], { cwd, stdin: log })).stdout) as object;
    writeFileSync(join(cwd, 'later.json'), JSON.stringify({ ...recording, version: 2 }));
    writeFileSync(join(cwd, 'proto.json'), JSON.stringify(recording).replace('{', '{"__proto__":{"polluted":1},'));
    for (const file of ['later.json', 'proto.json']) {
      const result = await runCli(['generate', file, '-d', 'out'], { cwd });
      expect([file, result.status]).toEqual([file, 2]);
      expect(result.stderr).toContain(file);
    }
    expect(readdirSync(cwd).sort()).toEqual(['later.json', 'proto.json']);
  });

  it('takes a trace from a pipe to a profile', async () => {
    const cwd = temporaryFolder();
    const recording = await runCli(['ingest'], { cwd, stdin: log });
    expect(recording.status).toBe(0);
    const profile = await runCli(['generate', '--emit', 'seccomp', '-O', '-', '-'], { cwd, stdin: recording.stdout });
    expect(profile.status).toBe(0);
    expect(profile.stdout).toContain('"getpid"');
  });
});

describe('a full disk behind standard output', () => {
  const cwd = temporaryFolder();

  it.each([
    [['explain', 'clone3'], 2],
    [['--help'], 2],
    [['record', '-o', 'json', '--', 'true'], 125],
    [['record', '--dry-run', '--', 'true'], 125],
  ] as const)('is told, and is an error: %j', (args, status) => {
    const full = openSync('/dev/full', 'w');
    const result = spawnSync(process.execPath, [bin, ...args], {
      cwd,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(result.stderr).toMatch(/^error: cannot be written: ENOSPC$/m);
    expect(result.stderr).not.toContain('    at ');
    expect(result.status).toBe(status);
  });
});
