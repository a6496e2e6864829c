import { describe, expect, it } from 'vitest';
import type { ProcessStatus } from '../../src/record/process-status.ts';
import { explainDenial, type PtraceFacts, readPtraceFacts } from '../../src/record/ptrace-denial.ts';

const target: ProcessStatus = { pid: 7, name: 'nginx', state: 'S', parent: 1, tracer: 0, user: 1000, group: 7 };
const facts: PtraceFacts = { yama: undefined, capable: false, user: 1000, target, tracer: undefined, child: false };
const other = { ...target, user: 0 };
const gdb = { ...target, pid: 9, name: 'gdb' };

describe('why tracing was refused', () => {
  it.each<[string, Partial<PtraceFacts>, object]>([
    ['a filter around the attaching', {}, { kind: 'ptrace-denied', what: '7' }],
    ['a filter around a command', { child: true }, { kind: 'ptrace-denied' }],
    ['a tracer', { target: { ...target, tracer: 9 }, tracer: gdb }, { kind: 'ptrace-taken', what: 'gdb (9)' }],
    ['a tracer that cannot be seen', { target: { ...target, tracer: 9 } }, { kind: 'ptrace-taken', what: '(9)' }],
    ['another user', { target: other }, { kind: 'ptrace-denied-user', what: '7' }],
    ['another user, though capable', { target: other, capable: true }, { kind: 'ptrace-denied', what: '7' }],
    ['yama 1, attaching', { yama: 1 }, { kind: 'ptrace-denied-yama', what: 'kernel.yama.ptrace_scope = 1' }],
    ['yama 1, a command', { yama: 1, child: true }, { kind: 'ptrace-denied' }],
    ['yama 1, capable', { yama: 1, capable: true }, { kind: 'ptrace-denied', what: '7' }],
    [
      'yama 2, a command',
      { yama: 2, child: true },
      { kind: 'ptrace-denied-yama', what: 'kernel.yama.ptrace_scope = 2' },
    ],
    [
      'yama 3, capable',
      { yama: 3, capable: true },
      { kind: 'ptrace-denied-yama', what: 'kernel.yama.ptrace_scope = 3' },
    ],
    ['yama 0', { yama: 0 }, { kind: 'ptrace-denied', what: '7' }],
  ])('names %s', (_, change, problem) => {
    expect(explainDenial({ ...facts, ...change })).toEqual(problem);
  });

  it('reads the facts of this machine', () => {
    const read = readPtraceFacts();
    expect(read.child).toBe(true);
    expect(read.target?.pid).toBe(process.pid);
    expect(readPtraceFacts(1).target?.pid).toBe(1);
    expect(readPtraceFacts(2 ** 22 + 1).target).toBeUndefined();
  });
});
