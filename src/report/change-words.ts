import type { Acceptance, ChangeKind, Need } from '../model/diff-verdict.ts';
import type { DefaultStance, KnownCve, NeededCapability } from '../model/syscall-risk.ts';
import { counted, grouped } from './counts.ts';

/** Makes a stranger's text fit for the format that the words go into. */
export type Quote = (text: string) => string;

/** What becomes of a syscall, after its name. */
export const changeWords: Readonly<Record<ChangeKind, string>> = {
  added: 'newly allowed',
  widened: 'allowed for more arguments',
  shifted: 'allowed for other arguments',
  removed: 'newly refused',
  narrowed: 'allowed for fewer arguments',
  answered: 'answered otherwise',
};

/** A list of which the first `most` are named: `a, b and 3 more`. */
export function some(words: readonly string[], most: number): string {
  const more = words.length - most;
  return more > 0 ? `${words.slice(0, most).join(', ')} and ${more} more` : words.join(', ');
}

/** `asks for CAP_BPF, CAP_PERFMON for some uses`; empty where there is none. */
export function capabilityWords(capabilities: readonly NeededCapability[], quote: Quote): string {
  if (capabilities.length === 0) return '';
  const words = capabilities.map(({ capability, needed }) =>
    needed === 'always' ? quote(capability) : `${quote(capability)} for some uses`,
  );
  return `asks for ${some(words, 3)}`;
}

/** The vulnerabilities that it took part in: `CVE-2022-0185, CVE-2021-3490 and 3 more`. */
export function cveWords(cves: readonly KnownCve[], quote: (cve: KnownCve) => string): string {
  return cves.length === 0 ? '' : `took part in ${some(cves.map(quote), 4)}`;
}

/**
 * What default profiles do with a call, as short as may be: `no default profile allows it`, or `allowed by Docker's default`,
 * `for some arguments by …`, `not by …`.
 */
export function stanceWords(defaults: readonly DefaultStance[], quote: Quote): readonly string[] {
  const does = { yes: 'allowed by', conditional: 'for some arguments by', no: 'not by' } as const;
  const of = (stance: DefaultStance['allows']): readonly string[] =>
    defaults.filter(({ allows }) => allows === stance).map(({ title }) => quote(title));
  if (defaults.length === 0) return [];
  if (of('no').length === defaults.length) return ['no default profile allows it'];
  if (of('yes').length === defaults.length) return ['every default profile allows it'];
  return (['yes', 'conditional', 'no'] as const).flatMap((stance) => {
    const titles = of(stance);
    return titles.length === 0 ? [] : [`${does[stance]} ${some(titles, 5)}`];
  });
}

/**
 * `redis (command) in 3 of 3 runs, 12 calls`.
 * @param word for the kind of the subject, where that is to look otherwise than its name
 */
export function needWords({ subject, subjectKind, calls, seenIn, runs }: Need, quote: Quote, word = quote): string {
  const whom = subject === subjectKind ? quote(subject) : `${quote(subject)} (${word(subjectKind)})`;
  const seen = seenIn === undefined ? '' : ` in ${seenIn} of ${counted(runs, 'run')}`;
  return `${whom}${seen}, ${grouped(calls)} call${calls === 1 ? '' : 's'}`;
}

/** `accepted by Ada until 2027-01-31: shells out`, or that it was. */
export function acceptanceWords({ owner, reason, expires, expired }: Acceptance, quote: Quote): string {
  const when = expired ? `only until ${quote(expires)}, which is over` : `until ${quote(expires)}`;
  return `accepted by ${quote(owner)} ${when}: ${quote(reason)}`;
}
