import { byCodeUnit } from '../model/code-unit-order.ts';
import type { IgnoreRule } from '../model/record-fate.ts';
import type { Subject } from '../model/subject.ts';
import type { TellContext } from './parser.ts';
import type { ProblemsByLine } from './problems-by-line.ts';
import { containersOf, shortId, type TraceeContainer } from './tracee-containers.ts';
import type { TraceeWho } from './tracee-event.ts';
import type { EventNature } from './tracee-nature.ts';
import type { TraceeRowTable } from './tracee-rows.ts';
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
  rows: TraceeRowTable,
  aside: readonly (IgnoreRule | undefined)[],
  problems: ProblemsByLine,
  context: TellContext,
): readonly Owner[] {
  const containers = containersOf(rows.whos);
  const assigned = rows.whos.map((who) => assignOne(who, containers, context));
  const kept = new Set<string>();
  let isNoneSelected = true;
  for (const [who, line] of firstLines(rows, aside).entries()) {
    const to = assigned[who];
    if (line === undefined || typeof to !== 'object') continue;
    isNoneSelected = false;
    if (to.subject !== undefined) kept.add(subjectKey(to.subject));
    if (to.isUnnamed)
      problems.addOnce({ kind: 'container-unnamed', what: shortId(rows.whos[who]?.containerId ?? ''), line });
  }
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

/** For each source the first line of an event that is not set aside. */
function firstLines(rows: TraceeRowTable, aside: readonly (IgnoreRule | undefined)[]): (number | undefined)[] {
  const lines: (number | undefined)[] = rows.whos.map(() => undefined);
  for (let row = 0; row < rows.line.length; row++) {
    if (aside[rows.what[row] ?? 0] !== undefined) continue;
    const who = rows.who[row] ?? 0;
    const line = rows.line[row] ?? 0;
    lines[who] = Math.min(lines[who] ?? line, line);
  }
  return lines;
}
