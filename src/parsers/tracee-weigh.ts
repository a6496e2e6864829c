import type { TraceeHost } from '../kernel/tracee-events.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { ParseContext } from './parser.ts';
import type { ProblemsByLine } from './problems-by-line.ts';
import type { Hosts } from './tracee-abi.ts';
import { type Owner, setAside, subjectKey } from './tracee-assign.ts';
import { shortId } from './tracee-containers.ts';
import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import { TraceeFindings } from './tracee-findings.ts';
import { type Judgement, judge } from './tracee-judge.ts';
import type { EventNature } from './tracee-nature.ts';
import type { TraceeRowTable } from './tracee-rows.ts';

/** The events of one input, and what is known of each source and each kind. */
export interface Weighed {
  readonly rows: TraceeRowTable;
  /** For each of `rows.whats`. */
  readonly natures: readonly EventNature[];
  /** For each of `rows.whos`. */
  readonly owners: readonly Owner[];
  readonly hosts: Hosts;
}

/**
 * Judges the rows: accounts for each record, and adds up what they prove by subject.
 * @param problems gets what is doubtful
 * @returns what is proved of each subject of which anything is, by kind and name; how many records had each fate
 */
export function weigh(
  { rows, natures, owners, hosts }: Weighed,
  problems: ProblemsByLine,
  context: ParseContext,
): { readonly findings: readonly TraceeFindings[]; readonly fates: ReadonlyMap<RecordFate, number> } {
  const aside = natures.map(setAside);
  const judgementOf = judgedOnce(rows.whats, context.noIndirect === true);
  const findings = new Map<string, TraceeFindings>();
  const ofWho: (TraceeFindings | undefined)[] = owners.map(() => undefined);
  const fates = new Map<RecordFate, number>();
  for (let row = 0; row < rows.line.length; row++) {
    const who = rows.who[row] ?? 0;
    const what = rows.what[row] ?? 0;
    const times = rows.times[row] ?? 0;
    const line = rows.line[row] ?? 0;
    const owner = aside[what] ?? owners[who] ?? 'no-room';
    let fate: RecordFate;
    if (owner === 'no-room') {
      fate = 'problem';
      problems.add({ kind: 'records-too-varied', line, times });
    } else if (typeof owner === 'string') fate = owner;
    else {
      const judgement = judgementOf(what, hosts.of(who, what));
      const { doubts, evidence } = judgement;
      fate = judgement.fate;
      for (const doubt of doubts) {
        if (doubt.kind !== 'abi-not-told') problems.add({ ...doubt, line, times });
        else problems.addOnce({ ...doubt, ...inDoubt(rows.whos[who], hosts), line });
      }
      if (evidence.length > 0) {
        let found = ofWho[who];
        if (found === undefined) {
          found = findings.get(subjectKey(owner)) ?? new TraceeFindings(owner);
          findings.set(subjectKey(owner), found);
          ofWho[who] = found;
          if (rows.whos[who]?.containerId !== '') found.isContained = true;
        }
        for (const one of evidence) found.add(one, times);
        if (natures[what] === 'enter') found.hasEntries = true;
      }
    }
    fates.set(fate, (fates.get(fate) ?? 0) + times);
  }
  return { findings: [...findings].sort(([a], [b]) => byCodeUnit(a, b)).map(([, found]) => found), fates };
}

/** Judges each kind of event once for each machine it may be of. */
function judgedOnce(
  whats: readonly TraceeWhat[],
  noIndirect: boolean,
): (what: number, host: TraceeHost | undefined) => Judgement {
  const known = new Map<TraceeHost | undefined, (Judgement | undefined)[]>();
  return (what, host) => {
    const ofHost = known.get(host) ?? whats.map(() => undefined);
    known.set(host, ofHost);
    const event = whats[what];
    if (event === undefined) throw new Error(`no event ${what}`);
    const judgement = ofHost[what] ?? judge(event, host, noIndirect);
    ofHost[what] = judgement;
    return judgement;
  };
}

/** Whose machine is not known: in the joined stream of several that is a matter of one container. */
function inDoubt(who: TraceeWho | undefined, { found }: Hosts): Pick<Problem, 'what'> {
  const id = who?.containerId ?? '';
  return found.length > 1 && id !== '' ? { what: shortId(id) } : {};
}
