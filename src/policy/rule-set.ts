import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Reason, Rule } from '../model/profile.ts';

/**
 * Rules in the making. To allow a call beats answering it with an errno, which then leaves no trace; of several errnos
 * the workload's own beats the runtime's.
 */
export class RuleSet {
  readonly #allowed = new Map<string, Reason[]>();
  readonly #answered = new Map<string, { errno: string; reasons: Reason[] }[]>();

  /** Allows a call, for a reason. */
  allow(syscall: string, reason: Reason): void {
    addTo(
      entry(this.#allowed, syscall, () => []),
      reason,
    );
  }

  /** Answers a call with an errno, for a reason. */
  answer(syscall: string, errno: string, reason: Reason): void {
    const answers = entry(this.#answered, syscall, () => []);
    let same = answers.find((one) => one.errno === errno);
    if (same === undefined) {
      same = { errno, reasons: [] };
      answers.push(same);
    }
    addTo(same.reasons, reason);
  }

  /** The rules by system call, each with its reasons in order; `allow` leaves out those with an errno. */
  sorted(which: 'all' | 'allow'): readonly Rule[] {
    const rules: Rule[] = [];
    for (const [syscall, reasons] of this.#allowed) push(rules, syscall, { kind: 'allow' }, reasons);
    if (which === 'all') {
      for (const [syscall, answers] of this.#answered) {
        if (this.#allowed.has(syscall)) continue;
        const [first, ...others] = answers;
        const chosen = others.reduce((best, one) => (rank(one.reasons) < rank(best?.reasons) ? one : best), first);
        if (chosen !== undefined) push(rules, syscall, { kind: 'errno', errno: chosen.errno }, chosen.reasons);
      }
    }
    return rules.sort((a, b) => byCodeUnit(a.syscall, b.syscall));
  }
}

/** The order in which reasons are told; sorting is stable, so those of a kind stay as they came. */
const order: Readonly<Record<Reason['kind'], number>> = {
  observed: 0,
  unreturned: 1,
  unavailable: 2,
  fallback: 3,
  runtime: 4,
};

function rank(reasons: readonly Reason[] | undefined): number {
  return Math.min(...(reasons ?? []).map(({ kind }) => order[kind]));
}

function push(rules: Rule[], syscall: string, action: Rule['action'], reasons: readonly Reason[]): void {
  const [first, ...rest] = [...reasons].sort(byKindThenRule);
  if (first !== undefined) rules.push({ syscall, action, reasons: [first, ...rest] });
}

function byKindThenRule(a: Reason, b: Reason): number {
  const difference = order[a.kind] - order[b.kind];
  if (difference !== 0 || a.kind !== 'fallback' || b.kind !== 'fallback') return difference;
  return byCodeUnit(a.rule, b.rule);
}

/** One reason for each fallback: what brought it under several ABIs, or by several calls, comes together. */
function addTo(reasons: Reason[], reason: Reason): void {
  if (reason.kind === 'fallback') {
    const at = reasons.findIndex((one) => one.kind === 'fallback' && one.rule === reason.rule);
    const there = reasons[at];
    if (there?.kind === 'fallback') {
      const because = [...new Set([...there.because, ...reason.because])].sort(byCodeUnit);
      reasons[at] = { ...there, because };
      return;
    }
  }
  reasons.push(reason);
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}
