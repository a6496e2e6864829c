import type { TraceeHost } from '../kernel/tracee-events.ts';
import type { Sink } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';
import { InputLines } from './input-lines.ts';
import type { TellContext } from './parser.ts';
import { ProblemsByLine } from './problems-by-line.ts';
import { findHosts, type Hosts, hostOfAbi } from './tracee-abi.ts';
import { assign, setAside } from './tracee-assign.ts';
import { joinRows } from './tracee-joined-rows.ts';
import { type LinePlace, linePlaces } from './tracee-line-places.ts';
import { natureOf } from './tracee-nature.ts';
import { unfinished } from './tracee-opener.ts';
import type { TraceeTally } from './tracee-tally.ts';
import { weigh } from './tracee-weigh.ts';

/** What was found in an input. */
export interface TalliedInput {
  /** Names it in problems. */
  readonly label: string;
  /** Whom its events belong to that are of no container. */
  readonly subject: Subject;
  /** Of its parts, in order. */
  readonly tallies: readonly TraceeTally[];
}

/**
 * Tells what the events of some inputs prove together: one may tell which image a container of another has, or that calls
 * are told on entry. The order of the tallies only matters to the numbers of lines: what is told is the same for the same
 * events in any order and any division. What does not depend on each row is done once for each source and each kind of
 * event: rows are many, these are few.
 * @returns the inputs of which something is told under their own subject
 */
export function tellTracee<I extends TalliedInput>(inputs: readonly I[], sink: Sink, context: TellContext): I[] {
  const counted = inputs.map(({ label, tallies }) => ({
    label,
    lines: tallies.reduce((sum, { lines }) => sum + lines, 0),
  }));
  const lines = new InputLines(counted);
  const problems = new ProblemsByLine(lines);
  const parts = inputs.flatMap(({ tallies }, input) => {
    const places = linePlaces(tallies);
    return tallies.map((tally, index) => ({
      ...tally,
      input,
      place: (line: number) => lines.before(input) + (places[index]?.(line) ?? line),
    }));
  });
  tellParts(parts, problems, sink);
  tellOpen(inputs, parts, problems);
  const joined = joinRows(parts);
  const hosts = findHosts(joined, namedHost(context));
  tellHosts(hosts, problems, context);
  const natures = joined.whats.map(natureOf);
  const owners = assign(joined, natures.map(setAside), problems, context);
  const subjects = inputs.map(({ subject }) => subject);
  const { findings, fates, owning } = weigh({ joined, subjects, natures, owners, hosts }, problems, context);
  for (const [fate, times] of fates) sink.records(fate, times);
  for (const found of findings) found.tell(sink);
  if (findings.some(({ hasEntries }) => !hasEntries)) problems.addOnce({ kind: 'returns-only' });
  for (const problem of problems.sorted()) sink.problem(problem);
  return inputs.filter((_, index) => owning.has(index));
}

/** A tally, and where its lines are among those of all inputs. */
interface Part extends TraceeTally {
  readonly input: number;
  readonly place: LinePlace;
}

/** Tells what was counted while reading. */
function tellParts(parts: readonly Part[], problems: ProblemsByLine, sink: Sink): void {
  for (const { place, ...tally } of parts) {
    for (const { line, ...problem } of tally.problems)
      problems.add({ ...problem, ...(line !== undefined && { line: place(line) }) });
    for (const { rule, times } of tally.ignored) sink.records(rule, times);
    if (tally.unusable > 0) sink.records('problem', tally.unusable);
  }
}

/** Tells of the lines that were cut at the end of an input, and with which the next one does not go on. */
function tellOpen(inputs: readonly TalliedInput[], parts: readonly Part[], problems: ProblemsByLine): void {
  for (const { input, place, open } of parts) {
    const continued = inputs[input + 1]?.tallies[0]?.continued ?? [];
    for (const line of open)
      if (!continued.includes(line.stream))
        problems.add({ ...unfinished(line, 'line-truncated'), line: place(line.line) });
  }
}

/** The machine that the user named. */
function namedHost({ abi, abiIsAssumed }: TellContext): TraceeHost | undefined {
  return abiIsAssumed === true ? undefined : hostOfAbi(abi);
}

function tellHosts({ found }: Hosts, problems: ProblemsByLine, context: TellContext): void {
  const named = namedHost(context);
  if (context.abiIsAssumed === true) for (const host of found) problems.addOnce({ kind: 'abi-inferred', what: host });
  else if (found.length > 0 && (named === undefined || !found.includes(named)))
    problems.addOnce({ kind: 'abi-contradicted', what: found.join(', ') });
}
