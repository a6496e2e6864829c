import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTraceFile } from '../../src/record/trace-file.ts';
import { buildRecord } from './built.ts';
import { Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.dispose());

describe('the trace file', () => {
  it('is private, whatever the umask, and goes away', () => {
    const before = process.umask(0);
    const file = createTraceFile();
    process.umask(before);
    if (!file.ok) throw new Error(file.problem.kind);
    expect(statSync(file.value.path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file.value.path)).mode & 0o777).toBe(0o700);
    expect(readFileSync(file.value.path, 'utf8')).toBe('');
    file.value.dispose();
    expect(scratch.files()).toEqual([]);
    file.value.dispose();
  });

  it('leaves no listener behind', () => {
    const count = process.listenerCount('SIGTERM');
    const one = createTraceFile();
    const two = createTraceFile();
    expect(process.listenerCount('SIGTERM')).toBe(count + 1);
    for (const file of [one, two]) if (file.ok) file.value.dispose();
    expect(process.listenerCount('SIGTERM')).toBe(count);
  });

  it('says where there is no place for it', () => {
    process.env.TMPDIR = join(scratch.folder, 'nowhere');
    expect(createTraceFile()).toEqual({ ok: false, problem: { kind: 'output-unwritable', what: process.env.TMPDIR } });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('is gone when %s ends the process', (signal) => {
    const result = inChild(`process.kill(process.pid, '${signal}'); setTimeout(() => {}, 5000);`);
    expect(result.signal).toBe(signal);
    expect(existsSync(result.path)).toBe(false);
    expect(scratch.files()).toEqual([]);
  });

  it.each([
    ['exits', 'process.exit(3)'],
    ['throws', "throw new Error('bug')"],
    ['ends', ''],
  ])('is gone when the process %s', (_, code) => {
    const result = inChild(code);
    expect(result.path).toContain(scratch.folder);
    expect(scratch.files()).toEqual([]);
  });

  it('leaves a signal to those who handle it', () => {
    const result = inChild(
      "process.once('SIGTERM', () => {}); process.kill(process.pid, 'SIGTERM'); setTimeout(() => process.exit(7), 200);",
    );
    expect(result.status).toBe(7);
    expect(scratch.files()).toEqual([]);
  });
});

function inChild(code: string) {
  const script = `
    const { createTraceFile } = await import('./record/trace-file.js');
    process.stdout.write(createTraceFile().value.path);
    ${code}
  `;
  const { status, signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: buildRecord(),
    encoding: 'utf8',
  });
  return { status, signal, path: stdout };
}
