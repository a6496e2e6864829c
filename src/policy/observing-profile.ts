import { architectures } from '../kernel/architectures.ts';
import { type Abi, abis } from '../model/abi.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';

/**
 * The same profile, but what no rule names is let through and logged, and so are the calls of every ABI that this machine
 * may run: a workload under it does all it would like to. What its rules answer is answered, so that the workload takes
 * its ways around that. A profile that allows by default stays as it is.
 */
export function observingProfile(profile: OciSeccomp, host: Abi): OciSeccomp {
  const { defaultErrnoRet: _unused, ...rest } = profile;
  const family = abis.filter((abi) => architectures[abi].hostAbi === host).map((abi) => architectures[abi].scmp);
  return {
    ...rest,
    defaultAction: profile.defaultAction === 'SCMP_ACT_ALLOW' ? 'SCMP_ACT_ALLOW' : 'SCMP_ACT_LOG',
    architectures: [...new Set([...(profile.architectures ?? []), ...family])],
  };
}
