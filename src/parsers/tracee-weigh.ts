import type { TraceeHost } from '../kernel/tracee-events.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { IgnoreRule, RecordFate } from '../model/record-fate.ts';
import type { Subject } from '../model/subject.ts';
import type { TellContext } from './parser.ts';
import type { ProblemsByLine } from './problems-by-line.ts';
import type { Hosts } from './tracee-abi.ts';
import { type Owner, setAside, subjectKey } from './tracee-assign.ts';
import { shortId } from './tracee-containers.ts';
import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import { TraceeFindings } from './tracee-findings.ts';
import type { JoinedRows } from './tracee-joined-rows.ts';
import { type Judgement, judge } from './tracee-judge.ts';
import type { EventNature } from './tracee-nature.ts';

/** The events of some inputs, and what is known of each source and each kind. */
export interface Weighed {
  readonly joined: JoinedRows;
  /** The subject of each input. */
  readonly subjects: readonly Subject[];
  /** For each of `whats`. */
  readonly natures: readonly EventNature[];
  /** For each of `whos`. */
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

/** Findings of a subject, made when there are some. */
interface Place {
  readonly subject: Subject;
  findings: TraceeFindings | undefined;
}

/** What is known of all events of a pair. */
interface Pair {
  /** Where what they prove goes, or why they prove nothing. */
  readonly to: Place | IgnoreRule | 'no-room';
  readonly judgementOf: (errno: number) => Judgement;
  readonly isEntry: boolean;
  readonly isContained: boolean;
}

/**
 * Judges the rows: accounts for each record, and adds up what they prove by subject.
 * @param problems gets what is doubtful
 */
export function weigh(weighed: Weighed, problems: ProblemsByLine, context: TellContext): WeighedFindings {
  const { whos, parts } = weighed.joined;
  const findings = new Map<string, TraceeFindings>();
  const placeOf = (subject: Subject): Place => ({ subject, findings: undefined });
  const findingsAt = (place: Place): TraceeFindings => {
    const key = subjectKey(place.subject);
    const found = findings.get(key) ?? new TraceeFindings(place.subject);
    findings.set(key, found);
    place.findings = found;
    return found;
  };
  const ofInput = weighed.subjects.map(placeOf);
  const ofWho = weighed.owners.map((owner) => (typeof owner === 'string' ? owner : placeOf(owner)));
  const pairOf = pairsOf(weighed, ofInput, ofWho, context);
  const fates = new Map<RecordFate, number>();
  for (const { input, who, what, place, rows } of parts) {
    const pairs = Array.from(who, (from, pair) => pairOf(from, what[pair] ?? 0, input));
    for (let row = 0; row < rows.pair.length; row++) {
      const pair = rows.pair[row] ?? 0;
      const times = rows.times[row] ?? 0;
      const known = pairs[pair];
      if (known === undefined) throw new Error(`row ${row} is of nothing`);
      const { to } = known;
      let fate: RecordFate;
      if (to === 'no-room') {
        fate = 'problem';
        problems.add({ kind: 'records-too-varied', line: place(rows.line[row] ?? 0), times });
      } else if (typeof to === 'string') fate = to;
      else {
        const judgement = known.judgementOf(rows.errno[row] ?? -1);
        fate = judgement.fate;
        for (const doubt of judgement.doubts) {
          const line = place(rows.line[row] ?? 0);
          if (doubt.kind !== 'abi-not-told') problems.add({ ...doubt, line, times });
          else problems.addOnce({ ...doubt, ...inDoubt(whos[who[pair] ?? 0], weighed.hosts), line });
        }
        if (judgement.evidence.length > 0) {
          const found = to.findings ?? findingsAt(to);
          for (const one of judgement.evidence) found.add(one, times);
          found.inputs.add(input);
          if (known.isEntry) found.hasEntries = true;
          if (known.isContained) found.isContained = true;
        }
      }
      fates.set(fate, (fates.get(fate) ?? 0) + times);
    }
  }
  return {
    findings: [...findings].sort(([a], [b]) => byCodeUnit(a, b)).map(([, found]) => found),
    fates,
    owning: new Set([...ofInput.keys()].filter((input) => ofInput[input]?.findings !== undefined)),
  };
}

/** Finds out what is known of pairs of an input. */
function pairsOf(
  { joined: { whos, whats }, natures, hosts }: Weighed,
  ofInput: readonly Place[],
  ofWho: readonly (Pair['to'] | 'input')[],
  context: TellContext,
): (who: number, what: number, input: number) => Pair {
  const aside = natures.map(setAside);
  const judgementsOf = judgedOnce(whats, context.noIndirect === true);
  return (who, what, input) => {
    const to = aside[what] ?? ofWho[who] ?? 'no-room';
    return {
      to: to === 'input' ? (ofInput[input] ?? 'no-room') : to,
      judgementOf: judgementsOf(what, hosts.of(who, what, input)),
      isEntry: natures[what] === 'enter',
      isContained: whos[who]?.containerId !== '',
    };
  };
}

/** Judges each kind of event once for each machine it may be of and each errno. */
function judgedOnce(
  whats: readonly TraceeWhat[],
  noIndirect: boolean,
): (what: number, host: TraceeHost | undefined) => Pair['judgementOf'] {
  const known = new Map<TraceeHost | undefined, Pair['judgementOf'][]>();
  return (what, host) => {
    const ofHost = known.get(host) ?? whats.map((event) => judgementsOf(event, host, noIndirect));
    known.set(host, ofHost);
    const judgementOf = ofHost[what];
    if (judgementOf === undefined) throw new Error(`no event ${what}`);
    return judgementOf;
  };
}

function judgementsOf(event: TraceeWhat, host: TraceeHost | undefined, noIndirect: boolean): Pair['judgementOf'] {
  const judgements = new Map<number, Judgement>();
  return (errno) => {
    const known = judgements.get(errno);
    if (known !== undefined) return known;
    const judgement = judge({ ...event, errno: errno < 0 ? undefined : errno }, host, noIndirect);
    judgements.set(errno, judgement);
    return judgement;
  };
}

/** Whose machine is not known: in the joined stream of several that is a matter of one container. */
function inDoubt(who: TraceeWho | undefined, { found }: Hosts): Pick<Problem, 'what'> {
  const id = who?.containerId ?? '';
  return found.length > 1 && id !== '' ? { what: shortId(id) } : {};
}
