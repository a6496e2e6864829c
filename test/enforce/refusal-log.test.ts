import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnforcedProfile } from '../../src/enforce/enforced-profile.ts';
import { refusalLog } from '../../src/enforce/refusal-log.ts';

function profileWith(defaultAction: string, errno = 38) {
  const text = JSON.stringify({
    defaultAction,
    defaultErrnoRet: errno,
    syscalls: [
      { names: ['read', 'execve'], action: 'SCMP_ACT_ALLOW' },
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
      { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }] },
    ],
  });
  const profile = readEnforcedProfile(text);
  if (!profile.ok) throw new Error('not a profile');
  return profile.value;
}

function readLog(lines: readonly string[], defaultAction = 'SCMP_ACT_ERRNO', errno = 38) {
  const log = refusalLog(profileWith(defaultAction, errno), 100);
  for (const line of lines) log.line(line);
  return log.end();
}

const enter = '100   execve(0xc00012bfc8, 0xc0000248a0, 0xc0000248c0) = 0';

describe('refusalLog', () => {
  it('counts calls that fail as the profile has them fail', () => {
    const { workload } = readLog([
      enter,
      '100   getpid()                          = -1 ENOSYS (Function not implemented)',
      '101   getpid( <unfinished ...>',
      '100   read(0, 0, 0)                     = -1 ENOSYS (Function not implemented)',
      '101   <... getpid resumed>)             = -1 ENOSYS (Function not implemented)',
      '100   mount(0, 0, 0, 0, 0)              = -1 EPERM (Operation not permitted)',
      '100   sync()                            = 0',
      '100   syscall_0x3e7(0, 0, 0, 0, 0, 0)   = -1 ENOSYS (Function not implemented)',
      '100   clone3(0x7ffd, 0x58)              = -1 ENOSYS (Function not implemented)',
      '100   socket(0x2, 0x1, 0)               = -1 ENOSYS (Function not implemented)',
    ]);
    expect(workload).toEqual([
      { syscall: 'clone3', answer: 'ENOSYS', by: 'rule', times: 1 },
      { syscall: 'getpid', answer: 'ENOSYS', by: 'default', times: 2 },
      { syscall: 'socket', answer: 'ENOSYS', by: 'condition', times: 1, arguments: [[2n, 1n, 0n]] },
      { syscall: 'syscall_0x3e7', answer: 'ENOSYS', by: 'default', times: 1 },
    ]);
  });

  it('keeps what the runtime was refused apart from what the workload was', () => {
    const { runtime, workload, entered } = readLog([
      '100   epoll_ctl(0x7, 0x1, 0x4, 0xc0) = -1 ENOSYS (Function not implemented)',
      '100   execve(0x1, 0x2, 0x3 <unfinished ...>',
      '101   futex(0x1)                       = ?',
      '100   <... execve resumed>)            = 0',
      '100   uname(0x1)                       = -1 ENOSYS (Function not implemented)',
    ]);
    expect(runtime.map((one) => one.syscall)).toEqual(['epoll_ctl']);
    expect(workload.map((one) => one.syscall)).toEqual(['uname']);
    expect(entered).toBe(true);
  });

  it('is not deceived by an execve that failed', () => {
    expect(readLog(['100   execve(0x1, 0x2, 0x3) = -1 ENOSYS (Function not implemented)']).entered).toBe(false);
  });

  it('names the default errno EPERM, and ENOSYS from the runtime stub for numbers above the profile', () => {
    const { workload } = readLog(
      [
        enter,
        '100   getpid()                         = -1 EPERM (Operation not permitted)',
        '100   mseal(0, 0, 0)                   = -1 ENOSYS (Function not implemented)',
        '100   uname(0x1)                       = -1 EFAULT (Bad address)',
      ],
      'SCMP_ACT_ERRNO',
      1,
    );
    expect(workload.map((one) => `${one.syscall} ${one.answer}`)).toEqual(['getpid EPERM', 'mseal ENOSYS']);
  });

  it('takes the call that looks finished before a death by SIGSYS for its cause', () => {
    const killed = readLog(
      [
        enter,
        '102   read(0, 0, 0)                    = 0',
        '102   getuid()                         = 0x66',
        '101   +++ killed by SIGSYS +++',
        '102   +++ killed by SIGSYS (core dumped) +++',
        '100   +++ exited with 3 +++',
      ],
      'SCMP_ACT_KILL_PROCESS',
    );
    expect(killed.workload).toEqual([{ syscall: 'getuid', answer: 'SIGSYS', by: 'default', times: 1 }]);
    expect(killed.status).toEqual({ exitCode: 3 });
  });

  it('reports a death by SIGSYS that no call explains', () => {
    const killed = readLog([enter, '100   +++ killed by SIGSYS +++']);
    expect(killed.workload).toEqual([{ answer: 'SIGSYS', by: 'default', times: 1 }]);
    expect(killed.status).toEqual({ signal: 'SIGSYS' });
  });

  it('reads the signal of SCMP_ACT_TRAP', () => {
    const signal =
      '100   --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7f, si_syscall=__NR_uname, si_arch=AUDIT_ARCH_X86_64} ---';
    expect(readLog([enter, signal], 'SCMP_ACT_TRAP').workload).toMatchObject([{ syscall: 'uname', answer: 'SIGSYS' }]);
  });

  it('lists what is only logged', () => {
    const { workload } = readLog([enter, '100   uname(0x1) = 0', '100   read(0, 0, 0) = 0'], 'SCMP_ACT_LOG');
    expect(workload).toEqual([{ syscall: 'uname', answer: 'none', by: 'logged', times: 1 }]);
  });

  it('tells of what was only looked at: failed, never returned, cut short, with arguments that no rule allows', () => {
    const log = refusalLog(profileWith('SCMP_ACT_ERRNO'), 100, { observing: true });
    for (const line of [
      enter,
      '100   access(0x1, 0)                   = -1 ENOENT (No such file or directory)',
      '100   cachestat(0x1)                   = -1 ENOSYS (Function not implemented)',
      '100   socket(0x1, 0x1, 0)              = 0x3',
      '100   socket(0xa, 0x2, 0)              = 0x4',
      '100   socket(0xa, 0x2, 0)              = 0x5',
      '100   clone3(0x7ffd, 0x58)             = -1 ENOSYS (Function not implemented)',
      '101   pause( <unfinished ...>',
      '101   +++ killed by SIGKILL +++',
      '100   exit_group(0)                    = ?',
      '100   +++ exited with 0 +++',
    ]) {
      log.line(line);
    }
    expect(log.end().workload).toEqual([
      { syscall: 'access', answer: 'none', by: 'logged', times: 1 },
      { syscall: 'cachestat', answer: 'ENOSYS', by: 'logged', times: 1 },
      { syscall: 'clone3', answer: 'ENOSYS', by: 'rule', times: 1 },
      { syscall: 'exit_group', answer: 'none', by: 'logged', times: 1 },
      { syscall: 'pause', answer: 'none', by: 'logged', times: 1 },
      { syscall: 'socket', answer: 'none', by: 'condition', times: 2, arguments: [[10n, 2n, 0n]] },
    ]);
  });

  it('counts the entry point’s execve, of a profile that lacks it, as the workload’s', () => {
    const profile = readEnforcedProfile('{"defaultAction":"SCMP_ACT_ERRNO"}');
    if (!profile.ok) throw new Error('not a profile');
    const log = refusalLog(profile.value, 100, { observing: true });
    log.line(enter);
    expect(log.end().workload).toMatchObject([{ syscall: 'execve', by: 'logged' }]);
  });

  it('looks at the runtime only from where a thread of it has loaded the filter', () => {
    const log = refusalLog(profileWith('SCMP_ACT_ERRNO'), 100, { observing: true, fromRuntime: true, program: 'app' });
    for (const line of [
      '90<runc> [ 157] prctl(0x10, 0, 0, 0, 0)  = 0',
      '90<runc> [  39] getpid()                 = 0x5a',
      '100<runc:[2:INIT]> [ 317] seccomp(0x1, 0x4, 0)     = -1 EFAULT (Bad address)',
      '100<runc:[2:INIT]> [  39] getpid()                 = 0x64',
      '100<runc:[2:INIT]> [ 157] prctl(0x16, 0x2, 0xc000, 0, 0 <unfinished ...>',
      '101<runc:[2:INIT]> [  39] getpid()                 = 0x64',
      '100<runc:[2:INIT]> [ 157] <... prctl resumed>)     = 0',
      '100<runc:[2:INIT]> [ 110] getppid()                = 0',
      '100<runc:[2:INIT]> [  59] execve(0x1, 0x2, 0x3 <unfinished ...>',
      '101<runc:[2:INIT]> [  39] +++ exited with 0 +++',
      '100<runc:[2:INIT]> [  59] <... execve resumed>)    = 0',
      '90<runc> [ 186] gettid()                 = 0x5a',
      '100<runc:[2:INIT]> [  63] uname(0x1)               = 0',
      '102<we ird\\76> [  63] uname(0x1)               = 0',
    ]) {
      log.line(line);
    }
    const { runtime, workload, entered } = log.end();
    const common = { answer: 'none', by: 'logged', abi: 'x86_64' };
    expect(runtime).toEqual([{ ...common, syscall: 'getppid', times: 1, programs: ['runc:[2:INIT]'] }]);
    expect(workload).toEqual([{ ...common, syscall: 'uname', times: 2, programs: ['app', 'we ird\\76'] }]);
    expect(entered).toBe(true);
  });

  it('tells ABIs apart by number, and that one is not covered', () => {
    const log = refusalLog(profileWith('SCMP_ACT_ERRNO'), 100);
    for (const line of [
      enter,
      '100<a> [  39] getpid()                 = -1 ENOSYS (Function not implemented)',
      '100<a> [   3] read(0, 0, 0)            = ?',
      '100<a> [   3] +++ killed by SIGSYS +++',
    ]) {
      log.line(line);
    }
    expect(log.end().workload).toEqual([
      { abi: 'i386', syscall: 'read', answer: 'SIGSYS', by: 'architecture', times: 1, programs: ['a'] },
      { abi: 'x86_64', syscall: 'getpid', answer: 'ENOSYS', by: 'default', times: 1, programs: ['a'] },
    ]);
  });

  it('takes any line', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        expect(readLog(lines).entered).toBe(false);
      }),
    );
  });
});
