import { syscallPurpose } from '../kernel/syscall-purposes.ts';
import { syscallNumber, syscallSince } from '../kernel/syscalls.ts';
import { abis } from '../model/abi.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { Reason } from '../model/profile.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { SyscallVerdict } from '../model/verdict.ts';
import { isRisky, syscallRisk } from './syscall-risk.ts';

/**
 * Everything the tables know about one syscall: what it is for, numbers, age, risk, which
 * default profiles allow it, which runtimes need it.
 */
export function describeSyscall(
  name: string,
  defaults: readonly DefaultProfile[],
  bases: readonly RuntimeBase[],
): SyscallVerdict {
  const { kernel, libseccomp } = syscallSince(name);
  const purpose = syscallPurpose(name);
  const risk = syscallRisk(name, defaults);
  return {
    kind: 'syscall',
    name,
    ...(purpose === undefined ? {} : { purpose }),
    numbers: abis.flatMap((abi) => {
      const number = syscallNumber(abi, name);
      return number === undefined ? [] : [{ abi, number }];
    }),
    ...(kernel === undefined ? {} : { sinceKernel: kernel }),
    ...(libseccomp === undefined ? {} : { sinceLibseccomp: libseccomp }),
    ...risk,
    risky: isRisky(risk),
    runtimes: bases.flatMap((base) => needs(name, base)),
  };
}

// Whether no_new_privs is set or not, under the errno default that seccinch writes.
function needs(name: string, base: RuntimeBase): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const phase of ['start', 'exec'] as const) {
    for (const need of ['required', 'margin'] as const) {
      const versions = new Set(
        base.entries
          .filter((entry) => entry.defaultAction === 'errno' && entry[phase][need].includes(name))
          .flatMap((entry) => entry.versions),
      );
      if (versions.size > 0)
        reasons.push({ kind: 'runtime', runtime: base.runtime, versions: [...versions], phase, need });
    }
  }
  return reasons;
}
