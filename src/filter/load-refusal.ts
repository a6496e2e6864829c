import type { LoadFailure } from '../model/check-verdict.ts';
import type { OciSeccomp, OciSyscall } from '../model/oci-seccomp.ts';
import type { Loader } from './profile-loader.ts';

/** What a runtime objects to in a profile before libseccomp sees anything of it; undefined for nothing. */
export function loadRefusal(profile: OciSeccomp, loader: Loader): LoadFailure | undefined {
  const { defaultAction, defaultErrnoRet, flags = [], architectures: tokens = [], syscalls = [] } = profile;
  if (flags.length > 0) {
    if (loader.flags === undefined) return { reason: 'flags-unsupported', what: flags.join(', ') };
    const unknown = flags.find((flag) => loader.flags?.has(flag) !== true);
    if (unknown !== undefined) return { reason: 'flag-unknown', what: unknown };
  }
  const unknown = tokens.find((token) => !loader.architectures.has(token));
  if (unknown !== undefined) return { reason: 'architecture-unknown', what: unknown };
  if (loader.isStrictAboutErrno) {
    if (defaultErrnoRet !== undefined && !takesErrno(defaultAction)) {
      return { reason: 'errno-misplaced', what: defaultAction };
    }
    const rule = syscalls.findIndex(({ action, errnoRet }) => errnoRet !== undefined && !takesErrno(action));
    if (rule !== -1) return { reason: 'errno-misplaced', rule, what: syscalls[rule]?.action ?? '' };
  }
  if (loader.isStrictAboutNames) {
    const rule = syscalls.findIndex(({ names }) => names.includes(''));
    if (rule !== -1) return { reason: 'name-empty', rule };
  }
  if (loader.isStrictAboutNotify) {
    if (defaultAction === 'SCMP_ACT_NOTIFY') return { reason: 'notify-default' };
    const notifying = ({ action, names }: OciSyscall): boolean => action === 'SCMP_ACT_NOTIFY' && names.length > 0;
    const write = syscalls.findIndex((rule) => notifying(rule) && rule.names.includes('write'));
    if (write !== -1) return { reason: 'notify-write', rule: write };
    const unheard = (profile.listenerPath ?? '') === '' ? syscalls.findIndex(notifying) : -1;
    if (unheard !== -1) return { reason: 'notify-unheard', rule: unheard };
  }
  return undefined;
}

function takesErrno(action: OciSyscall['action']): boolean {
  return action === 'SCMP_ACT_ERRNO' || action === 'SCMP_ACT_TRACE';
}
