import type { TraceeHost } from '../kernel/tracee-events.ts';
import type { Sink } from '../model/sink.ts';
import type { ParseContext } from './parser.ts';
import { ProblemsByLine } from './problems-by-line.ts';
import { findHosts, type Hosts, hostOfAbi } from './tracee-abi.ts';
import { assign, setAside } from './tracee-assign.ts';
import { natureOf } from './tracee-nature.ts';
import { joinRows } from './tracee-rows.ts';
import type { TraceeTally } from './tracee-tally.ts';
import { weigh } from './tracee-weigh.ts';

/**
 * Tells what the events of one input prove. The order of the tallies only matters to the numbers of lines: what is told
 * is the same for the same events in any order and any division. What does not depend on each row is done once for each
 * source and each kind of event: rows are many, these are few.
 * @param tallies what was found in the parts of the input, in order
 * @param label names the input in problems
 */
export function tellTracee(tallies: readonly TraceeTally[], label: string, sink: Sink, context: ParseContext): void {
  const problems = new ProblemsByLine(label);
  let linesBefore = 0;
  for (const tally of tallies) {
    for (const problem of tally.problems)
      problems.add({ ...problem, ...(problem.line !== undefined && { line: problem.line + linesBefore }) });
    for (const { rule, times } of tally.ignored) sink.records(rule, times);
    if (tally.unusable > 0) sink.records('problem', tally.unusable);
    linesBefore += tally.lines;
  }
  const rows = joinRows(tallies);
  const hosts = findHosts(rows, namedHost(context));
  tellHosts(hosts, problems, context);
  const natures = rows.whats.map(natureOf);
  const owners = assign(rows, natures.map(setAside), problems, context);
  const { findings, fates } = weigh({ rows, natures, owners, hosts }, problems, context);
  for (const [fate, times] of fates) sink.records(fate, times);
  for (const found of findings) found.tell(sink);
  if (findings.some(({ hasEntries }) => !hasEntries)) problems.addOnce({ kind: 'returns-only' });
  for (const problem of problems.sorted()) sink.problem(problem);
}

/** The machine that the user named. */
function namedHost({ abi, abiIsAssumed }: ParseContext): TraceeHost | undefined {
  return abiIsAssumed === true ? undefined : hostOfAbi(abi);
}

function tellHosts({ found }: Hosts, problems: ProblemsByLine, context: ParseContext): void {
  const named = namedHost(context);
  if (context.abiIsAssumed === true) for (const host of found) problems.addOnce({ kind: 'abi-inferred', what: host });
  else if (found.length > 0 && (named === undefined || !found.includes(named)))
    problems.addOnce({ kind: 'abi-contradicted', what: found.join(', ') });
}
