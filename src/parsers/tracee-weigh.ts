import type { TraceeHost } from '../kernel/tracee-events.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { Subject } from '../model/subject.ts';
import type { InputLines } from './input-lines.ts';
import type { TellContext } from './parser.ts';
import type { ProblemsByLine } from './problems-by-line.ts';
import type { Hosts } from './tracee-abi.ts';
import { type Owner, setAside, subjectKey } from './tracee-assign.ts';
import { shortId } from './tracee-containers.ts';
import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import { TraceeFindings } from './tracee-findings.ts';
import { type Judgement, judge } from './tracee-judge.ts';
import type { EventNature } from './tracee-nature.ts';
import type { TraceeRowTable } from './tracee-rows.ts';

/** The events of some inputs, and what is known of each source and each kind. */
export interface Weighed {
  readonly rows: TraceeRowTable;
  /** Which input a row is from. */
  readonly lines: InputLines;
  /** The subject of each input. */
  readonly subjects: readonly Subject[];
  /** For each of `rows.whats`. */
  readonly natures: readonly EventNature[];
  /** For each of `rows.whos`. */
  readonly owners: readonly Owner[];
  readonly hosts: Hosts;
}

/** What rows prove, and what became of them. */
export interface WeighedFindings {
  /** What is proved of each subject of which anything is, by kind and name. */
  readonly findings: readonly TraceeFindings[];
  /** How many records had each fate. */
  readonly fates: ReadonlyMap<RecordFate, number>;
  /** The inputs of whose own subjects something is proved. */
  readonly owning: ReadonlySet<number>;
}

/**
 * Judges the rows: accounts for each record, and adds up what they prove by subject.
 * @param problems gets what is doubtful
 */
export function weigh(
  { rows, lines, subjects, natures, owners, hosts }: Weighed,
  problems: ProblemsByLine,
  context: TellContext,
): WeighedFindings {
  const aside = natures.map(setAside);
  const judgementOf = judgedOnce(rows.whats, context.noIndirect === true);
  const findings = new Map<string, TraceeFindings>();
  const ofSubject = (subject: Subject | undefined): TraceeFindings => {
    if (subject === undefined) throw new Error('a row of no input');
    const found = findings.get(subjectKey(subject)) ?? new TraceeFindings(subject);
    findings.set(subjectKey(subject), found);
    return found;
  };
  // Looked up once for each source, or each input.
  const ofWho: (TraceeFindings | undefined)[] = owners.map(() => undefined);
  const ofInput: (TraceeFindings | undefined)[] = subjects.map(() => undefined);
  const fates = new Map<RecordFate, number>();
  for (let row = 0; row < rows.line.length; row++) {
    const who = rows.who[row] ?? 0;
    const what = rows.what[row] ?? 0;
    const errno = rows.errno[row] ?? -1;
    const times = rows.times[row] ?? 0;
    const line = rows.line[row] ?? 0;
    const owner = aside[what] ?? owners[who] ?? 'no-room';
    let fate: RecordFate;
    if (owner === 'no-room') {
      fate = 'problem';
      problems.add({ kind: 'records-too-varied', line, times });
    } else if (typeof owner === 'string' && owner !== 'input') fate = owner;
    else {
      const input = lines.inputOf(line);
      const judgement = judgementOf(what, errno, hosts.of(who, what, input));
      const { doubts, evidence } = judgement;
      fate = judgement.fate;
      for (const doubt of doubts) {
        if (doubt.kind !== 'abi-not-told') problems.add({ ...doubt, line, times });
        else problems.addOnce({ ...doubt, ...inDoubt(rows.whos[who], hosts), line });
      }
      if (evidence.length > 0) {
        const known = owner === 'input' ? ofInput : ofWho;
        const place = owner === 'input' ? input : who;
        const found = known[place] ?? ofSubject(owner === 'input' ? subjects[input] : owner);
        known[place] = found;
        for (const one of evidence) found.add(one, times);
        found.inputs.add(input);
        if (natures[what] === 'enter') found.hasEntries = true;
        if (rows.whos[who]?.containerId !== '') found.isContained = true;
      }
    }
    fates.set(fate, (fates.get(fate) ?? 0) + times);
  }
  return {
    findings: [...findings].sort(([a], [b]) => byCodeUnit(a, b)).map(([, found]) => found),
    fates,
    owning: new Set([...ofInput.keys()].filter((input) => ofInput[input] !== undefined)),
  };
}

/** Judges each kind of event once for each errno and each machine it may be of. */
function judgedOnce(
  whats: readonly TraceeWhat[],
  noIndirect: boolean,
): (what: number, errno: number, host: TraceeHost | undefined) => Judgement {
  const known = new Map<TraceeHost | undefined, Map<number, Judgement>[]>();
  return (what, errno, host) => {
    const ofHost = known.get(host) ?? whats.map(() => new Map<number, Judgement>());
    known.set(host, ofHost);
    const [event, ofEvent] = [whats[what], ofHost[what]];
    if (event === undefined || ofEvent === undefined) throw new Error(`no event ${what}`);
    let judgement = ofEvent.get(errno);
    if (judgement === undefined) {
      judgement = judge({ ...event, errno: errno < 0 ? undefined : errno }, host, noIndirect);
      ofEvent.set(errno, judgement);
    }
    return judgement;
  };
}

/** Whose machine is not known: in the joined stream of several that is a matter of one container. */
function inDoubt(who: TraceeWho | undefined, { found }: Hosts): Pick<Problem, 'what'> {
  const id = who?.containerId ?? '';
  return found.length > 1 && id !== '' ? { what: shortId(id) } : {};
}
