import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { endingSignals } from '../../src/io/orderly-end.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bin } from './run-cli.ts';

/** The signal that a child ended on. */
function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
}

describe('signals', () => {
  it.each(endingSignals)('ends on %s while it waits for input, leaving nothing behind', async (signal) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tmp'));
    const child = spawn(process.execPath, [bin, 'ingest', '-', '-O', join(folder, 'out.json')], {
      env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write('1 getpid() = 1\n');
    await delay(500);
    child.kill(signal);
    expect(await endOf(child)).toBe(signal);
    expect(readdirSync(folder)).toEqual(['tmp']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it.each([
    ['SIGINT', ['lint', 'six.json']],
    ['SIGTERM', ['lint', '--fix', 'six.json']],
    ['SIGINT', ['diff', '-o', 'json', '-O', 'out.json', 'plain.json', 'six.json']],
    ['SIGTERM', ['explain', 'six.json']],
  ] as const)('ends on %s in the midst of work that hears of nothing: %j', async (signal, args) => {
    const cwd = temporaryFolder();
    // libseccomp takes minutes for these, and this gives up after seconds.
    const syscalls = [0, 1, 2, 3, 4, 5].map((rule) => ({
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW',
      args: [0, 1, 2, 3, 4, 5].map((index) => ({ index, op: 'SCMP_CMP_LT', value: (rule * (index + 1)) % 6 })),
    }));
    const profile = { defaultAction: 'SCMP_ACT_ERRNO', architectures: ['SCMP_ARCH_X86_64'] };
    writeFileSync(join(cwd, 'six.json'), JSON.stringify({ ...profile, syscalls }));
    writeFileSync(join(cwd, 'plain.json'), JSON.stringify({ ...profile, syscalls: syscalls.slice(0, 1) }));
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        told += chunk;
      });
    }
    await delay(800);
    child.kill(signal);
    expect(await endOf(child)).toBe(signal);
    expect(told).toBe('');
    expect(readdirSync(cwd).sort()).toEqual(['plain.json', 'six.json']);
  });

  it.each([
    ['SIGINT', ['diff', '-O', 'fifo', '-o', 'json', 'docker-default', 'cri-o-default']],
    ['SIGINT', ['ingest', 'trace.log', '-O', 'fifo']],
    ['SIGTERM', ['merge', 'a.recording.json', 'a.recording.json', '-O', 'fifo']],
    ['SIGHUP', ['generate', '--emit', 'seccomp', 'a.recording.json', '-O', 'fifo']],
  ] as const)('ends on %s while nobody reads the FIFO that it writes to: %j', async (signal, args) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'tmp'));
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    writeFileSync(join(cwd, 'trace.log'), 'read(0, "", 1) = 0\nexit_group(0) = ?\n');
    execFileSync(process.execPath, [bin, 'ingest', '-q', 'trace.log', '-O', 'a.recording.json'], { cwd });
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { PATH: process.env.PATH, TMPDIR: join(cwd, 'tmp') },
      stdio: 'ignore',
    });
    await delay(800);
    child.kill(signal);
    expect(await endOf(child)).toBe(signal);
    expect(readdirSync(cwd).sort()).toEqual(['a.recording.json', 'fifo', 'tmp', 'trace.log']);
    expect(readdirSync(join(cwd, 'tmp'))).toEqual([]);
  });

  it.each([
    ['that nobody opens', false],
    ['that is full, and nobody reads', true],
  ])('ends on SIGINT while it tells of a recording, which it keeps, in a FIFO %s', async (_, isFull) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'tmp'));
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    const both = isFull ? openSync(join(cwd, 'fifo'), constants.O_RDWR | constants.O_NONBLOCK) : undefined;
    if (both !== undefined) writeSync(both, Buffer.alloc(1 << 16));
    const args = ['record', '-q', '-n', 'app', '-o', 'json', '-O', 'fifo', '--', 'true'];
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { PATH: process.env.PATH, TMPDIR: join(cwd, 'tmp') },
      stdio: 'ignore',
    });
    const kept = ['app.recording.json', 'app.seccomp.json', 'app.securitycontext.yaml'];
    while (!kept.every((name) => existsSync(join(cwd, name)))) await delay(20);
    await delay(500);
    child.kill('SIGINT');
    expect(await endOf(child)).toBe('SIGINT');
    if (both !== undefined) closeSync(both);
    expect(readdirSync(cwd).sort()).toEqual([...kept, 'fifo', 'tmp']);
    expect(readdirSync(join(cwd, 'tmp'))).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0).each([
    ['SIGTERM', 143, ['ingest', '-']],
    ['SIGINT', 130, ['lint', '-o', 'json', '-O', 'fifo', 'docker-default']],
    ['SIGTERM', 143, ['ingest', 'trace.log', '-O', 'fifo']],
    ['SIGHUP', 129, ['record', '-q', '-o', 'json', '-O', 'fifo', '--', 'true']],
  ] as const)(
    'leaves on %s with %i where no signal ends it, as the first process of a container: %j',
    async (signal, status, args) => {
      const cwd = temporaryFolder();
      execFileSync('mkfifo', [join(cwd, 'fifo')]);
      writeFileSync(join(cwd, 'trace.log'), 'read(0, "", 1) = 0\nexit_group(0) = ?\n');
      const child = spawn('unshare', ['-pf', '--mount-proc', process.execPath, bin, ...args], {
        cwd,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      await delay(3000);
      const [first = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
      process.kill(Number(first), signal);
      expect(await new Promise((resolve) => child.once('close', resolve))).toBe(status);
    },
  );

  it.each([450, 520, 590, 660, 730])(
    'keeps the runs that were made when it comes between two, after %i ms',
    async (wait) => {
      const folder = temporaryFolder();
      const child = spawn(
        process.execPath,
        [bin, 'record', '-n', 'many', '-d', folder, '--runs', '400', '--', 'true'],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let told = '';
      child.stderr.on('data', (chunk) => {
        told += chunk;
      });
      while (!told.includes('run 2 of 400')) await delay(10);
      await delay(wait - 400);
      child.kill('SIGINT');
      await new Promise((resolve) => child.once('close', resolve));
      expect(readdirSync(folder).sort()).toEqual([
        'many.recording.json',
        'many.seccomp.json',
        'many.securitycontext.yaml',
      ]);
      const { runs } = JSON.parse(readFileSync(join(folder, 'many.recording.json'), 'utf8')) as { runs: number };
      expect(runs).toBeGreaterThanOrEqual(2);
      expect(runs).toBeLessThan(400);
      expect(told).toMatch(/Interrupted: \d+ of 400 runs were made/);
    },
  );

  it('takes a reader that goes away for the end, not for an error', async () => {
    const child = spawn('sh', ['-c', `"$1" "$2" explain clone3 | head -1`, 'sh', process.execPath, bin], {
      stdio: 'pipe',
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect([out, err]).toEqual(['clone3\n', '']);
  });
});
