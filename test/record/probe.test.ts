import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probe } from '../../src/record/probe.ts';
import { strace } from '../../src/record/strace.ts';
import { versionLine } from '../../src/record/strace-version.ts';
import { buildRecord } from './built.ts';
import { nothing, Scratch } from './scratch.ts';
import { putFakeStrace } from './tool.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

const plan = { signal: 'SIGTERM', graceMs: 1000 } as const;

describe('trying strace out', () => {
  it('finds the real one ready', async () => {
    const readiness = await probe();
    expect(readiness).toMatchObject({ ready: true, tool: 'strace' });
    expect(readiness.ready && readiness.version).toMatch(/^\d+\.\d+/);
  });

  it('says that it is missing', async () => {
    process.env.PATH = scratch.folder;
    expect(await probe()).toEqual({ ready: false, problem: { kind: 'strace-missing' } });
    const run = await strace.run({ argv: ['/bin/true'], pids: [] }, plan, () => {});
    expect(run).toEqual({ ok: false, problem: { kind: 'strace-missing' } });
  });

  it('passes by a file of that name that is not executable', async () => {
    const bin = join(scratch.folder, 'plain');
    mkdirSync(bin);
    writeFileSync(join(bin, 'strace'), '');
    chmodSync(join(bin, 'strace'), 0o644);
    process.env.PATH = bin;
    expect(await probe()).toEqual({ ready: false, problem: { kind: 'strace-missing' } });
  });

  it.each(['4.26', '5.1', '5.0-1ubuntu2'])('refuses strace %s, which knows no status filter', async (version) => {
    putFakeStrace(
      scratch.folder,
      `[ "$1" = -V ] && echo 'strace -- version ${version}' || { echo 'invalid' >&2; exit 1; }`,
    );
    expect(await probe()).toEqual({ ready: false, problem: { kind: 'strace-too-old', what: version } });
    const run = await strace.run({ argv: ['true'], pids: [] }, plan, () => {});
    expect(run).toEqual({ ok: false, problem: { kind: 'strace-too-old', what: version } });
    expect(scratch.files()).toEqual([]);
  });

  it('does not take something else of that name for it', async () => {
    putFakeStrace(scratch.folder, 'echo hello');
    expect(await probe()).toEqual({ ready: false, problem: { kind: 'strace-too-old', what: 'unknown' } });
  });

  it('says what strace said when it fails in another way', async () => {
    putFakeStrace(
      scratch.folder,
      `[ "$1" = -V ] && echo 'strace -- version 6.1' || { echo 'strace: Out of cheese' >&2; exit 1; }`,
    );
    expect(await probe()).toEqual({
      ready: false,
      problem: { kind: 'strace-unusable', what: 'strace: Out of cheese' },
      version: '6.1',
    });
  });

  it('survives one that prints without end', async () => {
    putFakeStrace(scratch.folder, 'exec yes');
    expect(await probe()).toMatchObject({ ready: false });
  });
});

describe('a kernel that refuses', () => {
  const script = `
    const { probe } = await import('./record/probe.js');
    process.stdout.write(JSON.stringify(await probe()));
  `;

  it('is told from one that allows', () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: buildRecord(),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({ ready: true });
  });

  it('names the tracer that has the process already', () => {
    const tracer = ['-f', '-o', '/dev/null', '-e', 'trace=none', '-e', 'signal=none', '--'];
    const { stdout } = spawnSync('strace', [...tracer, process.execPath, '--input-type=module', '-e', script], {
      cwd: buildRecord(),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({ ready: false, problem: { kind: 'ptrace-taken' } });
    expect(JSON.parse(stdout).problem.what).toMatch(/^strace \(\d+\)$/);
  });

  it('is recognised by its error, which strace itself injects here', async () => {
    // The outer strace makes every ptrace call of the inner one fail, as a seccomp filter does.
    const found = spawnSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).stdout.trim();
    const inject = `exec ${found} -o /dev/null -e trace=ptrace -e inject=ptrace:error=EPERM -- ${found} "$@"`;
    putFakeStrace(scratch.folder, inject);
    const version = versionLine(spawnSync('strace', ['-V'], { encoding: 'utf8' }).stdout);
    expect(await probe()).toEqual({ ready: false, problem: { kind: 'ptrace-denied' }, version });
    const run = await strace.run({ argv: ['true'], pids: [] }, plan, () => {});
    expect(run).toEqual({ ok: false, problem: { kind: 'ptrace-denied' } });
    expect(scratch.files()).toEqual([]);
  });
});
