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

  it('names the rule of the file, where rules before it are for other containers', async () => {
    const allow = { names: ['read'], action: 'SCMP_ACT_ALLOW' };
    const other = { ...allow, excludes: { caps: ['CAP_CHOWN'] } };
    const kill = { names: ['write'], action: 'SCMP_ACT_KILL_PROCESS' };
    const odd = { names: ['mkdir'], action: 'SCMP_ACT_NOTIFY' };
    const lines = (rules: readonly object[]): string =>
      [
        '{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[',
        rules.map((one) => JSON.stringify(one)).join(',\n'),
        ']}',
      ].join('\n');
    const check = async (stdin: string, ...options: readonly string[]) =>
      (await runCli(['check', ...options, '-', 'web.recording.json'], { cwd, stdin })).stdout.replace(/\s+/g, ' ');
    expect(await check(lines([other, allow, other, kill]))).toContain('its process is killed (by syscalls[3], line 5)');
    expect(await check(lines([kill, allow]), '--for', 'docker')).toContain('(by syscalls[0], line 2)');
    expect(await check(lines([allow, other, odd]))).toContain('without a listenerPath (syscalls[2], line 4)');
    const spo = ['apiVersion: security-profiles-operator.x-k8s.io/v1', 'kind: SeccompProfile', 'spec:'];
    const rules = ['  defaultAction: SCMP_ACT_ALLOW', '  syscalls:', '  - names: [read]', '    action: SCMP_ACT_ERRNO'];
    expect(await check([...spo, ...rules].join('\n'))).toContain('EPERM (by syscalls[0], line 6)');
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
