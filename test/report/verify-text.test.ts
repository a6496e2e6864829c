import { describe, expect, it } from 'vitest';
import type { VerifiedRun, VerifyVerdict } from '../../src/model/verdict.ts';
import { verifyText } from '../../src/report/verify-text.ts';

const plain = { color: false, width: 80, verbose: false };

const run: VerifiedRun = {
  started: true,
  ending: 'itself',
  status: 1,
  sameOutput: false,
  asExpected: false,
  missing: [
    { abi: 'x86_64', syscall: 'openat', by: 'default', answer: 'ENOSYS', times: 3, programs: ['nginx', 'a\u001b[2Jb'] },
    { abi: 'i386', syscall: 'getpid', by: 'architecture', answer: 'SIGSYS', times: 1, programs: [] },
    { by: 'default', answer: 'SIGSYS', times: 1, programs: [] },
  ],
  wake: [{ syscall: 'writev', by: 'default', answer: 'ENOSYS', times: 2, programs: ['nginx'] }],
  answered: [{ syscall: 'clone3', by: 'rule', answer: 'ENOSYS', times: 2, programs: ['a program with a long name'] }],
};
const verdict: VerifyVerdict = {
  kind: 'verify',
  profile: 'web.seccomp.json',
  runtime: 'runc 1.1.5',
  noNewPrivileges: false,
  expected: { statuses: [0], because: 'bare' },
  run,
};

describe('verifyText', () => {
  it('says how it ended, and what was refused and why', () => {
    expect(verifyText(verdict, plain)).toBe(`seccinch tried web.seccomp.json under runc 1.1.5, without no_new_privs

  ! it started and ended with status 1; expected: status 0 without the profile
  ! its output differs from that without the profile
    3 missing                  openat: ENOSYS, 3 times, by nginx, a\\x1b[2Jb
                               getpid: i386, an ABI not covered, SIGSYS, once
                               a call that the trace does not show: SIGSYS, once
    1 refused in their wake    writev: ENOSYS, 2 times, by nginx
    1 answered by a rule       clone3: ENOSYS, 2 times, by a program with a long
                                 name

Next
  seccinch verify --repair web.seccomp.json -- …
`);
  });

  it('says what was repaired, and whether it holds', () => {
    const repair = {
      added: run.missing.slice(0, 1),
      unknown: ['syscall_0x3e7'],
      rounds: 1,
      run: { started: true, ending: 'stopped', status: 143, asExpected: true, missing: [], wake: [], answered: [] },
      files: [
        { path: 'out dir/web.repaired.seccomp.json', role: 'seccomp' },
        { path: 'out dir/web.verify.recording.json', role: 'recording' },
      ],
    } as const;
    const text = verifyText({ ...verdict, expected: { statuses: [0, 143], because: 'default' }, repair }, plain);
    expect(text.slice(text.indexOf('Repaired'))).toBe(`Repaired
    1 let through in addition  openat: ENOSYS, 3 times, by nginx, a\\x1b[2Jb
    1 no profile can allow     syscall_0x3e7
  + it started and was stopped with status 143 (SIGTERM)
  + nothing that it asks for is refused

Written
  out dir/web.repaired.seccomp.json  the profile
  out dir/web.verify.recording.json  what was seen: keep it, merge it

Next
  seccinch explain --recording 'out dir/web.verify.recording.json' 'out dir/web.repaired.seccomp.json'
`);
  });

  it('gives the runtime’s last words where it did not start', () => {
    const words = 'first\nlast \u0007 words';
    const not = { ...run, started: false, words, missing: [], wake: [], answered: [] };
    expect(verifyText({ ...verdict, run: not }, plain)).toContain('  ! it did not start\n    last \\x07 words\n');
    expect(verifyText({ ...verdict, run: { ...not, ending: 'timeout' } }, plain)).toContain('did not start in time');
  });
});
