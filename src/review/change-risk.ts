import type { LoadedFilter } from '../filter/loaded-filter.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import type { SyscallRisk } from '../model/syscall-risk.ts';
import type { CallDifference } from './compare-calls.ts';
import { valuesThrough } from './risky-values.ts';
import { isRisky, syscallRisk } from './syscall-risk.ts';

/** A side of a comparison. */
interface Side {
  readonly filter: LoadedFilter;
  readonly profile: OciSeccomp;
}

/** What is known of a syscall that is let through for more arguments than before. */
export type JudgeChange = (change: CallDifference) => { readonly risk: SyscallRisk; readonly risky: boolean };

/** Judges by the table of risks: of arguments, by the values that newly go through. */
export function judgeBy(defaults: readonly DefaultProfile[], before: Side, after: Side): JudgeChange {
  return ({ syscall, abis: [abi = 'x86_64'] }) => {
    const [went, goes] = [before, after].map(({ filter, profile }) => valuesThrough(filter, profile, { abi, syscall }));
    const risk = syscallRisk(syscall, defaults, { abi, through: (value) => goes?.(value) === true && !went?.(value) });
    return { risk, risky: isRisky(risk) };
  };
}
