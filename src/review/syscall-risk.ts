import { knownCves, neededCapabilities, riskFacts } from '../kernel/syscall-risk.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { DefaultStance, RiskyValue, SyscallRisk } from '../model/syscall-risk.ts';

/** Under which circumstances a syscall is judged. */
export interface RiskSetting {
  /** Where arguments have their places; x86_64 unless told. */
  readonly abi?: Abi;
  /** Which values count: those that a profile lets through, or newly lets through. All, unless told. */
  readonly through?: (value: RiskyValue) => boolean;
}

/**
 * What is known of a syscall that matters to who has to judge whether to allow it. A class that counts for values of an
 * argument only is left out where none of them goes `through`, and so is a vulnerability that takes such a value.
 * @param defaults the default profiles of the engines, as shipped
 */
export function syscallRisk(
  name: string,
  defaults: readonly DefaultProfile[],
  { abi = 'x86_64', through = () => true }: RiskSetting = {},
): SyscallRisk {
  const facts = riskFacts(name, abi);
  const shut = facts.flatMap(({ values = [] }) => values.filter((value) => !through(value)));
  const classes = facts.flatMap((fact) => {
    if (fact.values === undefined) return [fact];
    const values = fact.values.filter((value) => !shut.includes(value));
    return values.length === 0 ? [] : [{ ...fact, values }];
  });
  return {
    classes,
    capabilities: neededCapabilities(name),
    cves: knownCves(name).filter(({ args = '' }) => !shut.some(({ constant }) => args.includes(constant))),
    defaults: defaultStances(name, defaults),
  };
}

/**
 * Whether a reviewer has to look: it is in a class, or none of the default profiles lets it through, not even for some
 * arguments. Where no default profile is of an ABI that has the call, the classes decide alone.
 */
export function isRisky({ classes, defaults }: SyscallRisk): boolean {
  return classes.length > 0 || isBeyondDefaults(defaults);
}

/** There are default profiles to compare with, and none of them lets the call through. */
export function isBeyondDefaults(defaults: readonly DefaultStance[]): boolean {
  return defaults.length > 0 && defaults.every(({ allows }) => allows === 'no');
}

/** Whether each default profile lets a call through. A default was resolved for one ABI and says nothing of others' calls. */
export function defaultStances(name: string, defaults: readonly DefaultProfile[]): readonly DefaultStance[] {
  return defaults
    .filter(({ abi }) => syscallNumber(abi, name) !== undefined)
    .map(({ title, allowed, conditional }) => ({
      title,
      allows: allowed.includes(name) ? 'yes' : conditional.includes(name) ? 'conditional' : 'no',
    }));
}
