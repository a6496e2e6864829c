import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Reason, Rule } from '../model/profile.ts';

/**
 * Rules in the making. To allow a call beats answering it with an errno, which then leaves no trace.
 */
export class RuleSet {
  readonly #allowed = new Map<string, Reason[]>();
  readonly #answered = new Map<string, { readonly errno: string; readonly reasons: Reason[] }>();

  /** Allows a call, for a reason. */
  allow(syscall: string, reason: Reason): void {
    addTo(
      entry(this.#allowed, syscall, () => []),
      reason,
    );
  }

  /** Answers a call with an errno, for a reason. Two errnos for one call are a bug. */
  answer(syscall: string, errno: string, reason: Reason): void {
    const answer = entry(this.#answered, syscall, () => ({ errno, reasons: [] }));
    if (answer.errno !== errno) throw new Error(`${syscall}: ${answer.errno} and ${errno}`);
    addTo(answer.reasons, reason);
  }

  /** The rules by system call, each with its reasons in order; `allow` leaves out those with an errno. */
  sorted(which: 'all' | 'allow'): readonly Rule[] {
    const rules: Rule[] = [];
    for (const [syscall, reasons] of this.#allowed) push(rules, syscall, { kind: 'allow' }, reasons);
    if (which === 'all') {
      for (const [syscall, { errno, reasons }] of this.#answered) {
        if (!this.#allowed.has(syscall)) push(rules, syscall, { kind: 'errno', errno }, reasons);
      }
    }
    return rules.sort((a, b) => byCodeUnit(a.syscall, b.syscall));
  }
}

/** The order in which reasons are told; sorting is stable, so those of a kind stay as they came. */
const order: Readonly<Record<Reason['kind'], number>> = {
  observed: 0,
  unreturned: 1,
  refused: 2,
  inside: 3,
  unavailable: 4,
  unseen: 5,
  fallback: 6,
  runtime: 7,
};

function push(rules: Rule[], syscall: string, action: Rule['action'], reasons: readonly Reason[]): void {
  const [first, ...rest] = [...reasons].sort(byKindThenKey);
  if (first !== undefined) rules.push({ syscall, action, reasons: [first, ...rest] });
}

function byKindThenKey(a: Reason, b: Reason): number {
  return order[a.kind] - order[b.kind] || byCodeUnit(inferenceKey(a) ?? '', inferenceKey(b) ?? '');
}

/** One reason for each fallback and each thing unseen: what brought it under several ABIs, or by several calls, comes together. */
function addTo(reasons: Reason[], reason: Reason): void {
  const key = inferenceKey(reason);
  const at = key === undefined ? -1 : reasons.findIndex((one) => one.kind === reason.kind && inferenceKey(one) === key);
  const there = reasons[at];
  if (there === undefined || !('because' in there) || !('because' in reason)) reasons.push(reason);
  else reasons[at] = { ...there, because: [...new Set([...there.because, ...reason.because])].sort(byCodeUnit) };
}

/** What tells apart reasons of a kind that follow from other calls; undefined for the other kinds. */
function inferenceKey(reason: Reason): string | undefined {
  if (reason.kind === 'fallback') return reason.rule;
  return reason.kind === 'unseen' ? reason.what : undefined;
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
