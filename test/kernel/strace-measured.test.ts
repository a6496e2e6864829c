import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalSyscall } from '../../src/kernel/strace-names.ts';
import { syscallNames, syscallNumber } from '../../src/kernel/syscalls.ts';
import { takesI386Calls } from '../enforce/i386-entry.ts';
import { temporaryFolder } from '../temporary-folder.ts';

// Runs a static program that makes each call once, under a strace that fails every one of them before the kernel acts
// on it, and compares the names strace prints with libseccomp's for the same number.

const measured = ['x86_64', 'i386', 'x32'] as const;
type Measured = (typeof measured)[number];

// Calls that end the program, or that strace has to let through to start it; and those too new for strace 6.1, which
// it cannot intercept either.
const left = new Set(['execve', 'exit', 'exit_group', 'uretprobe', 'uprobe']);
const newest = 450;

function straceVersion(): number {
  const version = /version (\d+)\.(\d+)/.exec(spawnSync('strace', ['-V'], { encoding: 'utf8' }).stdout ?? '');
  return version === null ? 0 : Number(version[1]) * 100 + Number(version[2]);
}

function present(tool: string): boolean {
  return spawnSync(tool, ['--version']).status === 0;
}

function assemble(folder: string, abi: Measured, body: readonly string[]): string {
  const wide = abi !== 'i386';
  writeFileSync(join(folder, `${abi}.s`), ['.globl _start', '.text', '_start:', ...body, ''].join('\n'));
  const object = join(folder, `${abi}.o`);
  const program = join(folder, abi);
  const as = spawnSync('as', [wide ? '--64' : '--32', '-o', object, join(folder, `${abi}.s`)], { encoding: 'utf8' });
  expect(as.stderr).toBe('');
  const ld = spawnSync('ld', ['-m', wide ? 'elf_x86_64' : 'elf_i386', '-o', program, object], { encoding: 'utf8' });
  expect(ld.status).toBe(0);
  return program;
}

function callEach(abi: Measured, numbers: readonly number[]): readonly string[] {
  const wide = abi !== 'i386';
  const [first, ...others] = wide
    ? ['rdi', 'rsi', 'rdx', 'r10', 'r8', 'r9']
    : ['ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp'];
  const trap = wide ? 'syscall' : 'int $0x80';
  const zero = [first, ...others].map((register) => `xor %${register},%${register}`);
  const calls = numbers.flatMap((number) => [...zero, `mov $${number},%eax`, trap]);
  return [...calls, ...zero, `mov $${wide ? 231 : 252},%eax`, trap];
}

function trace(folder: string, program: string): string {
  const log = join(folder, 'log');
  const inject = ['-e', 'signal=none', '-e', 'inject=!execve,exit,exit_group:error=ENOSYS'];
  const run = spawnSync('strace', ['-n', ...inject, '-o', log, program], { encoding: 'utf8', timeout: 30_000 });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return readFileSync(log, 'utf8');
}

const able = process.arch === 'x64' && straceVersion() >= 601 && present('as') && present('ld');

describe.skipIf(!able)("strace's own names", () => {
  const folder = able ? temporaryFolder() : '';

  beforeAll(() => {
    // Should injection not hold calls back, nothing below may run: mkdir of a marker tells.
    const marker = join(folder, 'marker');
    const body = [`lea path(%rip),%rdi`, 'mov $0700,%esi', 'mov $83,%eax', 'syscall', ...callEach('x86_64', [])];
    const log = trace(folder, assemble(folder, 'x86_64', [...body, '.data', `path: .asciz "${marker}"`]));
    expect(log).toContain('(INJECTED)');
    expect(existsSync(marker)).toBe(false);
  });

  it.for(measured)('lead to the call that was made, on %s', (abi, { skip }) => {
    skip(abi === 'i386' && !takesI386Calls(), 'the kernel here takes no calls of i386');
    const numbers = syscallNames(abi)
      .filter((name) => !left.has(name))
      .map((name) => syscallNumber(abi, name) ?? -1)
      .filter((number) => abi === 'x32' || number <= newest)
      .filter((number) => abi !== 'x32' || number % 0x4000_0000 <= newest || number % 0x4000_0000 >= 512);
    const log = trace(folder, assemble(folder, abi, callEach(abi, numbers)));
    const seen = new Map<number, string>();
    for (const [, number, name = ''] of log.matchAll(/^\[ *(\d+)\] ([^(\s]+)\(.*\(INJECTED\)$/gm))
      seen.set(Number(number), name);
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual([...numbers].sort((a, b) => a - b));
    for (const [number, name] of seen) {
      const canonical = canonicalSyscall(abi, name);
      expect([name, canonical !== undefined && syscallNumber(abi, canonical)]).toEqual([name, number]);
    }
  });
});
