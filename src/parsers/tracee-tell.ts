import type { TraceeHost } from '../kernel/tracee-events.ts';
import type { Sink } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';
import { InputLines } from './input-lines.ts';
import type { TellContext } from './parser.ts';
import { ProblemsByLine } from './problems-by-line.ts';
import { findHosts, type Hosts, hostOfAbi } from './tracee-abi.ts';
import { assign, setAside } from './tracee-assign.ts';
import { natureOf } from './tracee-nature.ts';
import { unfinished } from './tracee-opener.ts';
import { joinRows } from './tracee-rows.ts';
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
  const lines = new InputLines(
    inputs.map(({ label, tallies }) => ({ label, lines: tallies.reduce((sum, tally) => sum + tally.lines, 0) })),
  );
  const problems = new ProblemsByLine(lines);
  const tallies = inputs.flatMap((input) => input.tallies);
  tellTallies(tallies, problems, sink);
  tellOpen(inputs, problems);
  const rows = joinRows(tallies);
  const hosts = findHosts(rows, lines, namedHost(context));
  tellHosts(hosts, problems, context);
  const natures = rows.whats.map(natureOf);
  const owners = assign(rows, natures.map(setAside), problems, context);
  const subjects = inputs.map(({ subject }) => subject);
  const { findings, fates, owning } = weigh({ rows, lines, subjects, natures, owners, hosts }, problems, context);
  for (const [fate, times] of fates) sink.records(fate, times);
  for (const found of findings) found.tell(sink);
  if (findings.some(({ hasEntries }) => !hasEntries)) problems.addOnce({ kind: 'returns-only' });
  for (const problem of problems.sorted()) sink.problem(problem);
  return inputs.filter((_, index) => owning.has(index));
}

/** Tells what was counted while reading. */
function tellTallies(tallies: readonly TraceeTally[], problems: ProblemsByLine, sink: Sink): void {
  let linesBefore = 0;
  for (const tally of tallies) {
    for (const problem of tally.problems)
      problems.add({ ...problem, ...(problem.line !== undefined && { line: problem.line + linesBefore }) });
    for (const { rule, times } of tally.ignored) sink.records(rule, times);
    if (tally.unusable > 0) sink.records('problem', tally.unusable);
    linesBefore += tally.lines;
  }
}

/** Tells of the lines that were cut at the end of an input, and with which the next one does not go on. */
function tellOpen(inputs: readonly TalliedInput[], problems: ProblemsByLine): void {
  let linesBefore = 0;
  for (const [index, { tallies }] of inputs.entries()) {
    const continued = inputs[index + 1]?.tallies[0]?.continued ?? [];
    for (const tally of tallies) {
      for (const line of tally.open)
        if (!continued.includes(line.stream))
          problems.add({ ...unfinished(line, 'line-truncated'), line: line.line + linesBefore });
      linesBefore += tally.lines;
    }
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
