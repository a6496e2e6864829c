import type { CallChange, ChangeKind } from '../model/diff-verdict.ts';

/** The kinds of changes in the order of the page, what it says of each, and what it says of a single syscall. */
export const changeKinds: readonly {
  readonly kind: ChangeKind;
  /** A heading. */
  readonly title: string;
  /** Under a number. */
  readonly short: string;
  /** One sentence below the heading. */
  readonly meaning: string;
}[] = [
  {
    kind: 'added',
    title: 'Newly allowed',
    short: 'newly allowed',
    meaning: 'Refused before, let through now, for some arguments at least, or left to a listener or a tracer.',
  },
  {
    kind: 'widened',
    title: 'Allowed for more arguments',
    short: 'widened',
    meaning: 'Let through for all arguments that were allowed before, and for more.',
  },
  {
    kind: 'shifted',
    title: 'Allowed for other arguments',
    short: 'shifted',
    meaning: 'Let through for some arguments more than before, and for others not any more.',
  },
  {
    kind: 'removed',
    title: 'Newly refused',
    short: 'newly refused',
    meaning: 'Let through before, refused now whatever the arguments are.',
  },
  {
    kind: 'narrowed',
    title: 'Allowed for fewer arguments',
    short: 'narrowed',
    meaning: 'Still let through, for some of the arguments of before.',
  },
  {
    kind: 'answered',
    title: 'Answered otherwise',
    short: 'answered otherwise',
    meaning: 'Let through or refused as before; what comes of it differs: an errno, a signal, a log entry.',
  },
];

/** Whether a change lets more through than before: what a reviewer has to agree to. */
export function letsMoreThrough({ kind }: CallChange): boolean {
  return kind === 'added' || kind === 'widened' || kind === 'shifted';
}

/** Whether a change is marked as risky: one that lets more through of what has a risk class or is in no default. */
export function isRisky(change: CallChange): boolean {
  return change.risky && letsMoreThrough(change);
}
