import type { DefaultStance, KnownCve, NeededCapability, RiskFact, RiskyValue } from '../model/syscall-risk.ts';

/** A class and why a syscall is in it: `mounts: takes mounts away`; with the values that count where only some do. */
export function factWords({ riskClass, why, values }: RiskFact): string {
  return `${riskClass}: ${values === undefined ? why : `${why}, with ${joined(values.map(valueWords))}`}`;
}

/** A value of an argument: `AF_ALG (38)`, `CLONE_NEWUSER (0x10000000)`. */
export function valueWords({ constant, match, value }: RiskyValue): string {
  return `${constant} (${match === 'bits' ? `0x${value.toString(16)}` : value})`;
}

/** A capability: `CAP_SYS_ADMIN always`, `CAP_NET_RAW for some uses: AF_PACKET any type`. */
export function capabilityWords({ capability, needed, when }: NeededCapability): string {
  if (needed === 'always') return `${capability} always`;
  return `${capability} for some uses${when === undefined ? '' : `: ${when}`}`;
}

/** A vulnerability without its reference: `CVE-2016-5195 (Dirty COW), copy-on-write race; with …; needs …`. */
export function cveWords({ id, nickname, what, args, needs }: KnownCve): string {
  const name = nickname === undefined ? id : `${id} (${nickname})`;
  return `${name}, ${what}${args === undefined ? '' : `; with ${args}`}${needs === undefined ? '' : `; needs ${needs}`}`;
}

/** Which default profiles do not let a call through, or for some arguments only; nothing where all let it through. */
export function stanceWords(defaults: readonly DefaultStance[]): readonly string[] {
  const titles = (allows: DefaultStance['allows']) =>
    defaults.filter((one) => one.allows === allows).map((one) => one.title);
  const no = titles('no');
  const some = titles('conditional');
  if (defaults.length > 0 && no.length === defaults.length) return ['no default profile of an engine allows it'];
  return [
    ...(no.length > 0 ? [`not allowed by ${joined(no)}`] : []),
    ...(some.length > 0 ? [`allowed for some arguments only by ${joined(some)}`] : []),
  ];
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
