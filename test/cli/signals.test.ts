import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
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
