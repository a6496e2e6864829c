import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askProgram } from '../../src/io/ask-program.ts';

const shell = (script: string, timeoutMs?: number) =>
  askProgram('sh', ['-c', script], timeoutMs === undefined ? {} : { timeoutMs });

/** Whether a process lives; one that has been killed may take a moment to go. */
async function lives(pid: number): Promise<boolean> {
  for (let look = 0; look < 100; look += 1) {
    try {
      if (/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    } catch {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

describe('asking a program', () => {
  it('gives its status and what it printed', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toEqual({
      started: true,
      status: 3,
      timedOut: false,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('says that there is none', async () => {
    expect(await askProgram('no-such-program', [])).toMatchObject({ started: false, timedOut: false });
    expect((await askProgram('/etc/passwd', [])).started).toBe(false);
  });

  it('speaks C, has nothing to read, and works where it is told to', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'seccinch-ask-'));
    try {
      const answer = await askProgram('sh', ['-c', 'cat; echo $LC_ALL; pwd'], { cwd });
      expect(answer.stdout).toBe(`C\n${cwd}\n`);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  it('has no status for one that a signal ended', async () => {
    const answer = await shell('kill -9 $$');
    expect(answer.started).toBe(true);
    expect(answer.status).toBeUndefined();
  });

  it('ends what does not answer, and what that has started', async () => {
    const answer = await shell('sleep 1000 & echo $!; wait', 200);
    expect(answer).toMatchObject({ started: true, timedOut: true });
    const pid = Number(answer.stdout);
    expect(pid).toBeGreaterThan(1);
    expect(await lives(pid)).toBe(false);
  });

  it('ends what prints without end', async () => {
    const answer = await askProgram('yes', [], { timeoutMs: 60_000 });
    expect(answer).toMatchObject({ started: true, timedOut: false });
    expect(answer.status).toBeUndefined();
    expect(answer.stdout.length).toBe(65_536);
  });
});
