import type { LoadedFilter } from '../filter/loaded-filter.ts';
import type { Abi } from '../model/abi.ts';
import type { RiskyValue } from '../model/syscall-risk.ts';
import { reachOf } from './call-decision.ts';
import { DecisionDiagrams, type Diagram, no, TooManyDecisions, yes } from './decision-diagram.ts';

/** What personality(2) takes as "change nothing, tell what there is". */
const question = 0xffff_ffff;
/** A value that no call gives a meaning: let through, it is by a rule for all values but a few. */
const unheardOf = 0x7fff_ffff;

/**
 * Tells whether a filter lets a call through with a value of an argument, for some values of the other arguments at least.
 * All these arguments are read as 32 bits by the kernel (`int`, `unsigned int`; of clone's flags `lower_32_bits`), but compared
 * as 64: what differs in the upper half is the same value, except by a rule for all values but a few (`≠ AF_ALG`), of which
 * what it says is taken. Where the conditions are too many to tell, every value is taken to go through, for a person to look.
 * @param before tells what goes through that did not under this filter
 */
export function valuesThrough(
  filter: LoadedFilter,
  { abi, syscall }: { readonly abi: Abi; readonly syscall: string },
  before?: LoadedFilter,
): (value: RiskyValue) => boolean {
  const [now, then] = [filter.course(abi, syscall), before?.course(abi, syscall)];
  if ('end' in now && (then === undefined || 'end' in then)) {
    const isMore = reachOf(now.end.answer) > (then === undefined ? 0 : reachOf(then.end.answer));
    return () => isMore;
  }
  const diagrams = new DecisionDiagrams();
  const both = (a: Diagram, b: Diagram): Diagram => diagrams.choose(a, b, no);
  const equal = (word: number, datum: number, mask = 0xffff_ffff): Diagram =>
    diagrams.compare({ word, mask, op: 'eq', datum });
  const reaching = (of: LoadedFilter | undefined, reach: number): Diagram =>
    of === undefined
      ? no
      : diagrams.ofCourse(of.course(abi, syscall), ({ answer }) => Number(reachOf(answer) >= reach));
  const opened = (): Diagram =>
    [1, 2].reduce((found, reach) => {
      const more = both(diagrams.choose(reaching(before, reach), no, yes), reaching(filter, reach));
      return diagrams.choose(more, yes, found);
    }, no);
  let known: Diagram | undefined;
  const isOpened = ({ index, match, value }: RiskyValue): boolean => {
    known ??= opened();
    const [lower, upper] = [index * 2, index * 2 + 1];
    if (match === 'bits') {
      const set = both(equal(lower, value, value), known);
      return (syscall === 'personality' ? diagrams.choose(equal(lower, question), no, set) : set) !== no;
    }
    const isWide = both(both(equal(upper, 0), equal(lower, unheardOf)), known) !== no;
    const same = equal(lower, value);
    return both(isWide ? both(equal(upper, 0), same) : same, known) !== no;
  };
  return (value) => {
    try {
      return isOpened(value);
    } catch (error) {
      if (!(error instanceof TooManyDecisions)) throw error;
      return true;
    }
  };
}

/** Whether a filter lets a call through, for some values of its arguments at least. */
export function isThrough(filter: LoadedFilter, call: { readonly abi: Abi; readonly syscall: string }): boolean {
  return filter.decide(call).some(({ answer }) => reachOf(answer) > 0);
}
