import type { EnteredCall, LoadedFilter } from '../filter/loaded-filter.ts';
import type { Abi } from '../model/abi.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import type { RiskyValue } from '../model/syscall-risk.ts';

/** SIGCHLD, which clone(2) is usually asked to send: flags stand beside it. */
const sigchld = 17n;
/** What personality(2) takes as "change nothing, tell what there is". */
const question = 0xffff_ffffn;

/** With more values than these a profile is not tried out: each of them may be compared with each. */
const mostCompared = 64;

/**
 * Tells whether a filter lets a call through with a value of an argument, whatever the other arguments are. For a bit it
 * tries the bit alone, beside SIGCHLD, and beside every value that the profile compares the argument with;
 * where these are too many, a bit is taken to go through, for a person to look.
 * @param profile what was loaded, for these values
 */
export function valuesThrough(
  filter: LoadedFilter,
  profile: OciSeccomp,
  call: { readonly abi: Abi; readonly syscall: string },
): (value: RiskyValue) => boolean {
  return ({ index, match, value }) => {
    const bit = BigInt(value);
    const compared = match === 'value' ? [] : comparedWith(profile, call.syscall, index);
    if (compared.length > mostCompared) return isThrough(filter, call);
    const beside = match === 'value' ? [0n] : [0n, sigchld, ...compared];
    return beside.some((other) => {
      const register = BigInt.asUintN(64, bit | other);
      if (call.syscall === 'personality' && register === question) return false;
      const args = Array.from({ length: index + 1 }, (_, place) => (place === index ? register : undefined));
      return isThrough(filter, { ...call, args });
    });
  };
}

/** Whether a filter lets a call through, at least for some values of the arguments that are not known. */
export function isThrough(filter: LoadedFilter, call: EnteredCall): boolean {
  return filter.decide(call).some(({ answer }) => answer.action === 'allow' || answer.action === 'log');
}

function comparedWith({ syscalls = [] }: OciSeccomp, syscall: string, index: number): readonly bigint[] {
  const values = syscalls
    .filter(({ names }) => names.includes(syscall))
    .flatMap(({ args = [] }) => args)
    .filter((condition) => condition.index === index)
    .flatMap(({ value, valueTwo }) => [value, ...(valueTwo === undefined ? [] : [valueTwo])]);
  return [...new Set(values)];
}
