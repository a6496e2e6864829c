import type { AcceptedAddition } from '../model/allow-list.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { Acceptance, DiffVerdict } from '../model/diff-verdict.ts';
import { reviewedPath } from '../model/reviewed-path.ts';

/** The entries of an allow-list that are for one profile, and which of them were of use. */
export class Acceptances {
  readonly #entries: readonly AcceptedAddition[];
  readonly #today: string;
  readonly #used = new Set<AcceptedAddition>();

  /**
   * @param profile the new side
   * @param today `2026-11-24`: an entry counts until its last day is over
   */
  constructor(entries: readonly AcceptedAddition[], now: ComparedSource, today: string) {
    const names = [reviewedPath(now), now.label];
    this.#entries = entries.filter(
      ({ profile }) => profile === undefined || names.some((name) => name !== undefined && fits(profile, name)),
    );
    this.#today = today;
  }

  /** The entry for an addition, one that still counts before one that does not. */
  of(syscall: string): Acceptance | undefined {
    const fitting = this.#entries.filter((entry) => entry.syscall === syscall);
    for (const entry of fitting) this.#used.add(entry);
    const entry = fitting.find((one) => !this.#isExpired(one)) ?? fitting[0];
    if (entry === undefined) return undefined;
    const { owner, reason, expires, line } = entry;
    return { owner, reason, expires, expired: this.#isExpired(entry), line };
  }

  /** What became of each entry, in their order. */
  states(): DiffVerdict['acceptances'] {
    return this.#entries.map((entry) => {
      const { syscall, owner, expires, line } = entry;
      const state = this.#isExpired(entry) ? 'expired' : this.#used.has(entry) ? 'used' : 'unused';
      return { syscall, owner, expires, state, line };
    });
  }

  // Days of four-digit years are in the order of their text.
  #isExpired({ expires }: AcceptedAddition): boolean {
    return expires < this.#today;
  }
}

/** Whether a name is what a pattern says; `*` stands for any text. Linear: a pattern is no regular expression. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
