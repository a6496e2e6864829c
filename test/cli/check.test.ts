import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const cwd = fileURLToPath(new URL('inputs/', import.meta.url));

async function status(...args: readonly string[]): Promise<number | null> {
  return (await runCli(['check', '-o', 'json', ...args], { cwd })).status;
}

describe('check --fail-on', () => {
  it.each([
    ['none', 0],
    ['refused', 1],
    ['excess', 1],
    ['any', 1],
  ])('%s: refused calls end with %i', async (level, expected) => {
    expect(await status('--fail-on', level, 'check.seccomp.json', 'web.recording.json')).toBe(expected);
  });

  it('takes profile and recording from pipes', async () => {
    const stdin = readFileSync(`${cwd}/web.recording.json`);
    const generated = await runCli(['generate', '-q', '--emit', 'seccomp', '-O', '-', 'web.recording.json'], { cwd });
    for (const [level, runtime, expected] of [
      ['excess', 'any', 0],
      ['any', 'any', 0],
    ] as const) {
      const args = ['check', '--fail-on', level, '--runtime', runtime, '-', 'web.recording.json'];
      expect((await runCli(args, { cwd, stdin: generated.stdout })).status).toBe(expected);
    }
    const piped = await runCli(['check', 'check.seccomp.json', '-'], { cwd, stdin });
    expect([piped.status, piped.stderr]).toEqual([1, '']);
    expect(piped.stdout).toContain('Refused: EPERM');
  });

  it('keeps to 80 columns and to characters that do nothing', async () => {
    const files = ['web.recording.json', 'pod.recording.json', 'hostile.recording.json'];
    const { stdout } = await runCli(['check', 'check.seccomp.json', ...files], { cwd });
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const colored = await runCli(['check', 'check.seccomp.json', ...files], { cwd, env: { FORCE_COLOR: '1' } });
    expect(colored.stdout).toContain('\u001b[31m');
  });
});
