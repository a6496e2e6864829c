import type { Acceptance, ChangeKind, Need } from '../model/diff-verdict.ts';
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
