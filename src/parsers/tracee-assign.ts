import { byCodeUnit } from '../model/code-unit-order.ts';
import type { IgnoreRule } from '../model/record-fate.ts';
import type { Subject } from '../model/subject.ts';
import type { TellContext } from './parser.ts';
import type { ProblemsByLine } from './problems-by-line.ts';
import { containersOf, shortId, type TraceeContainer } from './tracee-containers.ts';
import type { TraceeWho } from './tracee-event.ts';
import type { JoinedRows } from './tracee-joined-rows.ts';
import type { EventNature } from './tracee-nature.ts';
import { isSelected, subjectOf, type TraceeSubject } from './tracee-subject.ts';

/** More subjects than a cluster has workloads: what has more is hostile, or told apart by what differs every time. */
const subjectLimit = 10_000;

/**
 * Whom the events of a source belong to: `input` for the subject of the input that each is from. Or why they are set aside;
 * `no-room` for what is beyond `subjectLimit`.
 */
export type Owner = Subject | 'input' | IgnoreRule | 'no-room';

/** Why events of this nature are set aside, wherever they come from. */
export function setAside(nature: EventNature): IgnoreRule | undefined {
  return nature === 'signature' || nature === 'packet' || nature === 'host-event' ? nature : undefined;
}

/**
 * Finds whom the events of each source belong to. Which subjects there is room for does not depend on the order of events.
 * @param aside for each of `whats` what `setAside` gives
 * @param problems gets `container-unnamed` and `nothing-selected`
 * @returns for each of `whos` its owner
 */
export function assign(
  joined: JoinedRows,
  aside: readonly (IgnoreRule | undefined)[],
  problems: ProblemsByLine,
  context: TellContext,
): readonly Owner[] {
  const { whos } = joined;
  const containers = containersOf(whos);
  const assigned = whos.map((who) => assignOne(who, containers, context));
  const kept = new Set<string>();
  let isNoneSelected = true;
  const unnamed = new Set<number>();
  for (const who of telling(joined, aside)) {
    const to = assigned[who];
    if (typeof to !== 'object') continue;
    isNoneSelected = false;
    if (to.subject !== undefined) kept.add(subjectKey(to.subject));
    if (to.isUnnamed) unnamed.add(who);
  }
  for (const [who, line] of unnamed.size > 0 ? firstLines(joined, aside).entries() : [])
    if (unnamed.has(who))
      problems.addOnce({ kind: 'container-unnamed', what: shortId(whos[who]?.containerId ?? ''), line });
  if ((context.select ?? []).length > 0 && isNoneSelected) problems.addOnce({ kind: 'nothing-selected' });
  if (kept.size > subjectLimit) for (const key of [...kept].sort(byCodeUnit).slice(subjectLimit)) kept.delete(key);
  return assigned.map((to) => {
    if (typeof to === 'string') return to;
    if (to.subject === undefined) return 'input';
    return kept.has(subjectKey(to.subject)) ? to.subject : 'no-room';
  });
}

/** The same text for the same subject, and for no other. */
export function subjectKey({ kind, name }: Subject): string {
  return `${kind}\0${name}`;
}

function assignOne(
  who: TraceeWho,
  containers: ReadonlyMap<string, TraceeContainer>,
  context: TellContext,
): TraceeSubject | IgnoreRule {
  const container = containers.get(who.containerId);
  // The runtime sets the container up in it before it runs the program.
  if (container !== undefined && who.started === false) return 'before-start';
  if (container === undefined && containers.size > 0 && context.by !== 'process' && context.by !== 'all')
    return 'host-process';
  if (!isSelected(context.select ?? [], container, who.process)) return 'not-selected';
  return subjectOf(container, who.process, context.by ?? 'image');
}

/** The sources of which there are events that are not set aside, in the order of their places. */
function telling({ whos, parts }: JoinedRows, aside: readonly (IgnoreRule | undefined)[]): number[] {
  const found = whos.map(() => false);
  for (const { who, what } of parts)
    for (let pair = 0; pair < who.length; pair++)
      if (aside[what[pair] ?? 0] === undefined) found[who[pair] ?? 0] = true;
  return [...found.keys()].filter((who) => found[who]);
}

/** For each source the first line of an event that is not set aside. */
function firstLines({ whos, parts }: JoinedRows, aside: readonly (IgnoreRule | undefined)[]): number[] {
  const lines = whos.map(() => Number.POSITIVE_INFINITY);
  for (const { who, what, place, rows } of parts)
    for (let row = 0; row < rows.line.length; row++) {
      const pair = rows.pair[row] ?? 0;
      if (aside[what[pair] ?? 0] !== undefined) continue;
      const from = who[pair] ?? 0;
      lines[from] = Math.min(lines[from] ?? Number.POSITIVE_INFINITY, place(rows.line[row] ?? 0));
    }
  return lines;
}
