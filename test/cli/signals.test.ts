import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { bin } from './run-cli.ts';

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends on %s while it waits for input, leaving nothing behind', async (signal, status) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tmp'));
    const child = spawn(process.execPath, [bin, 'ingest', '-', '-O', join(folder, 'out.json')], {
      env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write('1 getpid() = 1\n');
    await delay(500);
    child.kill(signal);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(status);
    expect(readdirSync(folder)).toEqual(['tmp']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

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
