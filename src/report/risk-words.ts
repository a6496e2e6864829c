import type { DefaultStance, KnownCve, NeededCapability, RiskFact, RiskyValue } from '../model/syscall-risk.ts';
import { type Quote, some } from './change-words.ts';

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

/** `asks for CAP_BPF, CAP_PERFMON for some uses`; empty where there is none. */
export function capabilitiesWords(capabilities: readonly NeededCapability[], quote: Quote): string {
  if (capabilities.length === 0) return '';
  const words = capabilities.map(({ capability, needed }) =>
    needed === 'always' ? quote(capability) : `${quote(capability)} for some uses`,
  );
  return `asks for ${some(words, 3)}`;
}

/** The vulnerabilities that it took part in: `took part in CVE-2022-0185, CVE-2021-3490 and 3 more`; empty where there is none. */
export function cvesWords(cves: readonly KnownCve[], quote: (cve: KnownCve) => string): string {
  return cves.length === 0 ? '' : `took part in ${some(cves.map(quote), 4)}`;
}

const stances = { yes: 'allowed by', conditional: 'allowed for some arguments by', no: 'not allowed by' } as const;

/**
 * What default profiles do with a call: `no default profile allows it`, or who allows it, who for some arguments, who not.
 * @param told which of these is worth saying
 */
export function stanceWords(
  defaults: readonly DefaultStance[],
  quote: Quote,
  told: readonly DefaultStance['allows'][] = ['yes', 'conditional', 'no'],
): readonly string[] {
  const titles = (stance: DefaultStance['allows']): readonly string[] =>
    defaults.filter(({ allows }) => allows === stance).map(({ title }) => quote(title));
  const named = told.filter((stance) => titles(stance).length > 0);
  const [only] = named;
  if (only !== undefined && only !== 'conditional' && titles(only).length === defaults.length)
    return [only === 'no' ? 'no default profile allows it' : 'every default profile allows it'];
  return named.map((stance) => `${stances[stance]} ${joined(titles(stance))}`);
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
