import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { IgnoreRule, RecordFate } from '../model/record-fate.ts';
import type { Sink } from '../model/sink.ts';
import type { ParseContext } from './parser.ts';
import { findHosts, type Hosts, hostOfAbi } from './tracee-abi.ts';
import { containersOf, shortId, type TraceeContainer } from './tracee-containers.ts';
import type { TraceeEvent, TraceeRow } from './tracee-event.ts';
import { TraceeFindings } from './tracee-findings.ts';
import { judge, natureOf } from './tracee-judge.ts';
import { isSelected, subjectOf, type TraceeSubject } from './tracee-subject.ts';
import type { TraceeTally } from './tracee-tally.ts';

/** More subjects than a cluster has workloads: what has more is hostile, or told apart by what differs every time. */
const subjectLimit = 10_000;

/** A row with whom it belongs to, or why it is set aside. */
interface Assigned {
  readonly row: TraceeRow;
  readonly to: TraceeSubject | IgnoreRule;
}

/**
 * Tells what the events of one input prove. The order of the tallies only matters to the numbers of lines: what is told
 * is the same for the same events in any order and any division.
 * @param tallies what was found in the parts of the input, in order
 * @param label names the input in problems
 */
export function tellTracee(tallies: readonly TraceeTally[], label: string, sink: Sink, context: ParseContext): void {
  const problems = new ProblemsByLine(label);
  const rows: TraceeRow[] = [];
  let linesBefore = 0;
  for (const tally of tallies) {
    for (const row of tally.rows) rows.push({ ...row, line: row.line + linesBefore });
    for (const problem of tally.problems)
      problems.add({ ...problem, ...(problem.line !== undefined && { line: problem.line + linesBefore }) });
    for (const { rule, times } of tally.ignored) sink.records(rule, times);
    if (tally.unusable > 0) sink.records('problem', tally.unusable);
    linesBefore += tally.lines;
  }
  const hosts = findHosts(eventsOf(rows), namedHost(context));
  tellHosts(hosts, problems, context);
  const findings = weigh(assign(rows, problems, context), hosts, problems, sink, context);
  const told = [...findings].sort(([a], [b]) => byCodeUnit(a, b)).map(([, found]) => found);
  for (const found of told) found.tell(sink);
  if (told.some(({ hasEntries }) => !hasEntries)) problems.addOnce({ kind: 'returns-only' });
  for (const problem of problems.sorted()) sink.problem(problem);
}

function* eventsOf(rows: readonly TraceeRow[]): Generator<TraceeEvent> {
  for (const { event } of rows) yield event;
}

/** The machine that the user named. */
function namedHost({ abi, abiIsAssumed }: ParseContext): ReturnType<typeof hostOfAbi> {
  return abiIsAssumed === true ? undefined : hostOfAbi(abi);
}

function tellHosts({ found }: Hosts, problems: ProblemsByLine, context: ParseContext): void {
  const named = namedHost(context);
  if (context.abiIsAssumed === true) for (const host of found) problems.addOnce({ kind: 'abi-inferred', what: host });
  else if (found.length > 0 && (named === undefined || !found.includes(named)))
    problems.addOnce({ kind: 'abi-contradicted', what: found.join(', ') });
}

/** Finds whom each row belongs to. */
function assign(rows: readonly TraceeRow[], problems: ProblemsByLine, context: ParseContext): readonly Assigned[] {
  const containers = containersOf(eventsOf(rows));
  const assigned = rows.map((row) => ({ row, to: assignOne(row.event, containers, context) }));
  for (const { row, to } of assigned)
    if (typeof to === 'object' && to.isUnnamed)
      problems.addOnce({ kind: 'container-unnamed', what: shortId(row.event.containerId), line: row.line });
  const isNoneSelected = assigned.every(({ to }) => typeof to === 'string');
  if ((context.select ?? []).length > 0 && isNoneSelected) problems.addOnce({ kind: 'nothing-selected' });
  return assigned;
}

function assignOne(
  event: TraceeEvent,
  containers: ReadonlyMap<string, TraceeContainer>,
  context: ParseContext,
): TraceeSubject | IgnoreRule {
  const nature = natureOf(event);
  if (nature === 'signature' || nature === 'packet' || nature === 'host-event') return nature;
  const container = containers.get(event.containerId);
  // The runtime sets the container up in it before it runs the program.
  if (container !== undefined && event.started === false) return 'before-start';
  if (container === undefined && containers.size > 0 && context.by !== 'process' && context.by !== 'all')
    return 'host-process';
  if (!isSelected(context.select ?? [], container, event.process)) return 'not-selected';
  return subjectOf(container, event.process, context);
}

/** Judges the rows, accounts for each record, and adds up what they prove by subject. */
function weigh(
  assigned: readonly Assigned[],
  hosts: Hosts,
  problems: ProblemsByLine,
  sink: Sink,
  context: ParseContext,
): ReadonlyMap<string, TraceeFindings> {
  const kept = keptSubjects(assigned);
  const findings = new Map<string, TraceeFindings>();
  const fates = new Map<RecordFate, number>();
  for (const { row, to } of assigned) {
    const { event, times, line } = row;
    let fate: RecordFate;
    if (typeof to === 'string') fate = to;
    else if (!kept.has(keyOf(to))) {
      fate = 'problem';
      problems.add({ kind: 'records-too-varied', line, times });
    } else {
      const judgement = judge(event, hosts.of(event), context.noIndirect === true);
      fate = judgement.fate;
      for (const doubt of judgement.doubts) {
        if (doubt.kind !== 'abi-not-told') problems.add({ ...doubt, line, times });
        else problems.addOnce({ ...doubt, ...inDoubt(event, hosts), line });
      }
      if (judgement.evidence.length > 0) {
        const found = findings.get(keyOf(to)) ?? new TraceeFindings(to.subject);
        findings.set(keyOf(to), found);
        for (const evidence of judgement.evidence) found.add(evidence, times);
        if (natureOf(event) === 'enter') found.hasEntries = true;
        if (event.containerId !== '') found.isContained = true;
      }
    }
    fates.set(fate, (fates.get(fate) ?? 0) + times);
  }
  for (const [fate, times] of [...fates].sort(([a], [b]) => byCodeUnit(a, b))) sink.records(fate, times);
  return findings;
}

/** The subjects there is room for: which do not depend on the order of the events. */
function keptSubjects(assigned: readonly Assigned[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { to } of assigned) if (typeof to === 'object') keys.add(keyOf(to));
  return keys.size <= subjectLimit ? keys : new Set([...keys].sort(byCodeUnit).slice(0, subjectLimit));
}

function keyOf({ subject }: TraceeSubject): string {
  return `${subject.kind}\0${subject.name}`;
}

/** Whose machine is not known: in the joined stream of several that is a matter of one container. */
function inDoubt({ containerId }: TraceeEvent, { found }: Hosts): Pick<Problem, 'what'> {
  return found.length > 1 && containerId !== '' ? { what: shortId(containerId) } : {};
}

/** Problems of one input, each once, told in the order of their places whatever order they were found in. */
class ProblemsByLine {
  readonly #label: string;
  readonly #problems = new Map<string, Problem>();

  constructor(label: string) {
    this.#label = label;
  }

  /** Counts a problem. */
  add(problem: Problem): void {
    this.#put(problem, problem.times ?? 1);
  }

  /** Adds a problem of the input as a whole: it is one however often it shows. */
  addOnce(problem: Problem): void {
    this.#put(problem, 0);
  }

  sorted(): Problem[] {
    const keyed = [...this.#problems].sort(
      ([a, { line: lineA = 0 }], [b, { line: lineB = 0 }]) => lineA - lineB || byCodeUnit(a, b),
    );
    return keyed.map(([, { times = 0, ...problem }]) => ({ ...problem, ...(times > 1 && { times }) }));
  }

  #put(problem: Problem, times: number): void {
    const key = `${problem.kind}\0${problem.what ?? ''}`;
    const known = this.#problems.get(key);
    const isFirst = known === undefined || (problem.line ?? Number.MAX_VALUE) < (known.line ?? Number.MAX_VALUE);
    const first = isFirst ? { source: this.#label, ...problem } : known;
    this.#problems.set(key, { ...first, times: (known?.times ?? 0) + times });
  }
}
