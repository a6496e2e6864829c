import type { Answer } from '../model/check-verdict.ts';
import type { OciSyscall } from '../model/oci-seccomp.ts';

// SECCOMP_RET_* of linux/seccomp.h; the low 16 bits are data.
const codes = {
  'kill-thread': 0x0000_0000,
  trap: 0x0003_0000,
  errno: 0x0005_0000,
  notify: 0x7fc0_0000,
  trace: 0x7ff0_0000,
  log: 0x7ffc_0000,
  allow: 0x7fff_0000,
  'kill-process': 0x8000_0000,
} as const satisfies Readonly<Record<Answer['action'], number>>;

/** What libseccomp calls too large an errno: MAX_ERRNO of its src/system.h. */
const tooLarge = 4095;
const eperm = 1;

/**
 * The value that a filter returns for an action of a profile. Of an errno the low 16 bits count, EPERM where there is
 * none (runc, libcontainer/seccomp/seccomp_linux.go, getAction; crun, get_seccomp_action).
 * @returns undefined for an errno that libseccomp refuses (src/system.c, sys_chk_seccomp_action)
 */
export function actionCode(action: OciSyscall['action'], errnoRet = eperm): number | undefined {
  const data = errnoRet & 0xffff;
  switch (action) {
    case 'SCMP_ACT_KILL':
    case 'SCMP_ACT_KILL_THREAD':
      return codes['kill-thread'];
    case 'SCMP_ACT_KILL_PROCESS':
      return codes['kill-process'];
    case 'SCMP_ACT_TRAP':
      return codes.trap;
    case 'SCMP_ACT_ERRNO':
      return data < tooLarge ? errnoCode(data) : undefined;
    case 'SCMP_ACT_TRACE':
      return codes.trace + data;
    case 'SCMP_ACT_ALLOW':
      return codes.allow;
    case 'SCMP_ACT_LOG':
      return codes.log;
    case 'SCMP_ACT_NOTIFY':
      return codes.notify;
  }
}

/** The value that makes a call fail with an errno. */
export function errnoCode(errno: number): number {
  return codes.errno + errno;
}

/** What the kernel does with a call for which a filter returned this value. */
export function answerOf(code: number): Answer {
  const data = code % 0x1_0000;
  if (code - data === codes.errno) return { action: 'errno', errno: data };
  for (const [action, value] of Object.entries(codes)) {
    if (code - data === value && action !== 'errno') return { action: action as Exclude<Answer['action'], 'errno'> };
  }
  throw new Error(`no action has the code ${code.toString(16)}`);
}
