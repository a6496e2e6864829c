import type { CallChange, ChangeKind, DiffVerdict, FailOnDiff, SettingChange } from '../model/diff-verdict.ts';
import { reachOf } from './call-decision.ts';

/** Whether a change lets more through than before. */
export function opens(kind: ChangeKind): boolean {
  return kind === 'added' || kind === 'widened' || kind === 'shifted';
}

/** Whether a change lets less through than before; `shifted` does both. */
export function closes(kind: ChangeKind): boolean {
  return kind === 'removed' || kind === 'narrowed' || kind === 'shifted';
}

/** Whether a gate set to a level fails. @see failOnDiffLevels */
export function gateFails(
  failOn: FailOnDiff,
  found: Pick<DiffVerdict, 'settings' | 'changes' | 'undecided' | 'acceptances'>,
  unknown: { readonly same: boolean; readonly opens: boolean },
): boolean {
  if (failOn === 'none') return false;
  const { settings, changes, undecided, acceptances } = found;
  const isUncompared = settings.some((one) => one.kind === 'loading' && one.runtimes === undefined);
  if (isUncompared || undecided.length > 0) return true;
  if (acceptances.some(({ state }) => state === 'expired')) return true;
  const open = changes.filter((change) => !isAccepted(change));
  switch (failOn) {
    case 'added':
      return unknown.opens || settings.some(opensMore) || open.some(({ kind }) => opens(kind));
    case 'risky':
      return unknown.opens || settings.some(opensMore) || open.some(({ kind, risky }) => risky && opens(kind));
    case 'removed':
      return settings.some(opensLess) || changes.some(({ kind }) => closes(kind));
    case 'any':
      return !unknown.same || settings.length > 0 || open.length > 0;
  }
}

/** What an entry of the allow-list accepts is what lets more through, as long as it counts. */
export function isAccepted({ kind, accepted }: CallChange): boolean {
  return opens(kind) && accepted?.expired === false;
}

function opensMore(change: SettingChange): boolean {
  if (change.kind === 'default-action') return reachOf(change.after) > reachOf(change.before);
  if (change.kind === 'listener') return change.idle !== true && change.after !== undefined;
  // A listener that is told nothing may let more through.
  if (change.kind === 'listener-metadata') return change.idle !== true;
  if (change.kind === 'base-profile') return change.after !== undefined;
  // For who knows no dialect its conditions open what is behind them.
  return change.kind === 'dialect' || (change.kind === 'architectures' && change.added.length > 0);
}

function opensLess(change: SettingChange): boolean {
  if (change.kind === 'default-action') return reachOf(change.before) > reachOf(change.after);
  if (change.kind === 'base-profile') return change.before !== undefined;
  return change.kind === 'architectures' && change.removed.length > 0;
}
