import type { LoadedFilter } from '../filter/loaded-filter.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { SyscallRisk } from '../model/syscall-risk.ts';
import type { CallDifference } from './compare-calls.ts';
import { valuesThrough } from './risky-values.ts';
import { isRisky, syscallRisk } from './syscall-risk.ts';

/** What is known of a syscall that is let through for more arguments than before. */
export type JudgeChange = (change: CallDifference) => { readonly risk: SyscallRisk; readonly risky: boolean };

/** Judges by the table of risks: of arguments, by the values that newly go through. */
export function judgeBy(defaults: readonly DefaultProfile[], before: LoadedFilter, after: LoadedFilter): JudgeChange {
  return ({ syscall, abis: [abi = 'x86_64'] }) => {
    const risk = syscallRisk(syscall, defaults, { abi, through: valuesThrough(after, { abi, syscall }, before) });
    return { risk, risky: isRisky(risk) };
  };
}
