import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { entryCall, entryName, entryProgram } from '../../scripts/runtime-measurement/entry-program.mjs';
import { filteredCalls } from '../../scripts/runtime-measurement/filtered-calls.mjs';
import { syscallNumber } from '../../src/kernel/syscalls.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const calls = (...lines: readonly string[]) => {
  const found = filteredCalls(`${lines.join('\n')}\n`);
  return found === undefined ? undefined : [...found];
};

describe('filteredCalls', () => {
  it('reads from the filter to the program, which is the last', () => {
    const lines = [
      'close(3) = 0',
      'close(3) = 0',
      'read(4, "", 1) = 0',
      'execve("/a", ["/a"], 0x7f /* 1 var */) = 0',
      'pause() = ?',
    ];
    expect(
      calls(
        'openat(AT_FDCWD, "/a", O_RDONLY) = 3',
        'prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=9, filter=0x1}) = 0',
        ...lines,
      ),
    ).toEqual(['close', 'read', 'execve']);
    expect(
      calls('seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, {len=9, filter=0x1}) = 0', ...lines),
    ).toEqual(['close', 'read', 'execve']);
  });

  it('takes neither what libseccomp tries out nor a filter that was not loaded for one', () => {
    expect(
      calls(
        'seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, NULL) = -1 EFAULT (Bad address)',
        'seccomp(SECCOMP_GET_ACTION_AVAIL, 0, [SECCOMP_RET_LOG]) = 0',
        'prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) = -1 EFAULT (Bad address)',
        'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0',
        'read(3, "x", 1) = 1',
      ),
    ).toBeUndefined();
    expect(calls('')).toBeUndefined();
  });

  it('goes on behind an execve that failed, signals, and a call that ended the thread', () => {
    expect(
      calls(
        'seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=9, filter=0x1}) = 0',
        'execve("/bin/a", ["a"], 0x1 /* 0 vars */) = -1 ENOENT (No such file or directory)',
        '--- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=1, si_uid=0} ---',
        'rt_sigreturn({mask=[]}) = 202',
        'syscall_0x1d7(0x1, 0, 0, 0, 0, 0) = -1 ENOSYS (Function not implemented)',
        'exit_group(1) = ?',
        '+++ exited with 1 +++',
      ),
    ).toEqual(['execve', 'rt_sigreturn', 'syscall_0x1d7', 'exit_group']);
  });

  it('finds what a real filter let a real thread call', () => {
    const folder = temporaryFolder();
    const program = [
      'import ctypes, os, struct',
      'libc = ctypes.CDLL(None, use_errno=True)',
      // One instruction, BPF_RET | BPF_K with SECCOMP_RET_ALLOW: a filter that lets everything through.
      'code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7fff0000))',
      'prog = struct.pack("HxxxxxxQ", 1, ctypes.addressof(code))',
      'libc.prctl(38, 1, 0, 0, 0); libc.prctl(22, 2, prog); os.getppid(); os.execv("/bin/true", ["true"])',
    ];
    writeFileSync(join(folder, 'p.py'), program.join('\n'));
    execFileSync('strace', ['-ff', '-qq', '-o', join(folder, 'log'), '/usr/bin/python3', join(folder, 'p.py')]);
    const logs = execFileSync('sh', ['-c', 'cat log.*'], { cwd: folder, encoding: 'utf8' });
    const found = filteredCalls(logs);
    expect([...(found ?? [])]).toEqual(expect.arrayContaining(['getppid', 'execve']));
    // What came before the filter, and what the program makes.
    expect(found?.has('openat')).toBe(false);
  });
});

describe('the program in the measured containers', () => {
  it('runs, by its name, and is in its only call', async () => {
    const path = join(temporaryFolder(), entryName);
    writeFileSync(path, entryProgram(), { mode: 0o755 });
    const child = spawn(path, { stdio: 'ignore' });
    try {
      const number = () => readFileSync(`/proc/${child.pid}/syscall`, 'utf8').split(' ')[0];
      for (let tries = 0; number() !== String(syscallNumber('x86_64', entryCall)) && tries < 1000; tries += 1)
        await delay(5);
      expect(number()).toBe(String(syscallNumber('x86_64', entryCall)));
      expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toBe(`${entryName}\n`);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
