import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exitStatusOf, hasTable, isFailedExec, readTraceEnd } from '../../src/record/trace-end.ts';

const folder = mkdtempSync(join(tmpdir(), 'seccinch-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rule = '---------------- --------- ---------';
const table = (...rows: string[]): string =>
  ['syscall              calls    errors', rule, ...rows, rule, ''].join('\n');
const failed = `5790  +++ exited with 1 +++\n${table('execve                   1         1')}total                    1         1\n`;
const ran = `${table('read                     1          ', 'execve                   2         1')}total                    3         1\n`;
const times = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
  0.00    0.000000           0         1         1 execve
------ ----------- ----------- --------- --------- ----------------
100.00    0.000000           0         1         1 total
`;

describe('the end of a trace', () => {
  it('shows whether strace came to its table', () => {
    expect([failed, ran, times].map(hasTable)).toEqual([true, true, true]);
    expect(hasTable('')).toBe(false);
    expect(hasTable('5802  exit_group(0)                     = ?\n5802  +++ exited with 0 +++\n')).toBe(false);
    expect(hasTable(ran.slice(0, -40))).toBe(false);
    expect(hasTable(times.slice(0, -90))).toBe(false);
  });

  it('shows whether anything but a failing execve was called', () => {
    expect([failed, times].map(isFailedExec)).toEqual([true, true]);
    expect(isFailedExec(ran)).toBe(false);
    expect(isFailedExec(failed.replace('execve', 'openat'))).toBe(false);
    expect(isFailedExec(failed.replace('1         1\n---', '1          \n---'))).toBe(false);
    expect(isFailedExec(`${ran}System call usage summary for 32 bit mode:\n${failed}`)).toBe(false);
    expect(isFailedExec('')).toBe(false);
  });

  it('holds exit statuses', () => {
    const path = join(folder, 'exits');
    writeFileSync(
      path,
      `${'1  exit_group(0) = ?\n'.repeat(9000)}42    +++ exited with 3 +++\n142   +++ exited with 4 +++\n`,
    );
    expect(exitStatusOf(42, path)).toBe(3);
    expect(exitStatusOf(142, path)).toBe(4);
    expect(exitStatusOf(2, path)).toBeUndefined();
  });

  it('is empty for a file that is not there', () => {
    expect(readTraceEnd(join(folder, 'nowhere'))).toEqual({ table: false, failedExec: false });
  });
});
