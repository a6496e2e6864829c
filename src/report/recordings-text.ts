import { problemKinds } from '../model/problem-kinds.ts';
import { ignoreRules } from '../model/record-fate.ts';
import type { Gap } from '../model/recording.ts';
import type { RecordingsVerdict, RecordSummary } from '../model/verdict.ts';
import { grouped } from './counts.ts';
import { printable, printableMiddle } from './printable.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';

type Described = RecordingsVerdict['recordings'][number];

/** Below this a subject is no longer to be recognised; its file goes on a line of its own instead. */
const narrowest = 24;
/** How many refused calls of a subject are named; `explain` has them all. */
const refusedShown = 20;
/** Below this the numbers go on a line of their own as well. */
const narrowestAlone = 12;
/** Between columns. */
const gutter = '  ';

/** The table after `ingest` and `merge`: a line a recording; below it what may be missing, and what became of the input. */
export const recordingsText: Reporter<RecordingsVerdict> = ({ recordings, records }, context) => {
  let text = recordings.length > 0 ? table(recordings, context) : 'no recording\n';
  text += refusedText(recordings, context);
  for (const { gaps, subjects } of gapGroups(recordings)) {
    const whose = subjects.length === recordings.length ? '' : ` in ${printable(subjects.join(', '), 60)}`;
    text += `\n${paint(context, 'bold', `What may be missing${whose}`)}\n${gaps.map((gap) => gapText(gap, context)).join('')}`;
  }
  if (records !== undefined) {
    const words = recordWords(records).split(' ');
    text += `\n${paint(context, 'dim', wrapWords(words, context.width, 0, 2, ' '))}\n`;
  }
  return text;
};

function table(recordings: readonly Described[], context: ReportContext): string {
  const hasLost = recordings.some(({ lost }) => lost !== undefined);
  const hasRuns = recordings.some(({ runs }) => runs > 1);
  const numbers = [
    ['EVENTS', recordings.map(({ events }) => grouped(events))] as const,
    ['SYSCALLS', recordings.map(({ syscalls }) => grouped(syscalls))] as const,
    ...(hasLost ? [['LOST', recordings.map(lostWords)] as const] : []),
    ...(hasRuns ? [['RUNS', recordings.map(({ runs }) => grouped(runs))] as const] : []),
  ].map(([title, cells]) => {
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    return [title, ...cells].map((cell) => gutter + cell.padStart(width));
  });
  const counts = (row: number): string => numbers.map((column) => column[row] ?? '').join('');
  // A path is not cut: it is there to be copied.
  const paths = recordings.map(({ path }) => printable(path, 4096));
  const rest = counts(0).length;
  const beside = context.width - rest - gutter.length - Math.max(...paths.map((path) => path.length));
  const names = (limit: number): string[] => recordings.map((one) => subjectWords(one, limit));
  const longest = Math.max(...names(200).map((name) => name.length), 'SUBJECT'.length);
  const isBeside = beside >= Math.min(narrowest, longest);
  const isAlone = context.width - rest < Math.min(narrowestAlone, longest);
  const room = Math.min(longest, isBeside ? beside : isAlone ? context.width : context.width - rest);
  const gap = (name: string): string => (isAlone ? '\n' : ' '.repeat(Math.max(0, room - name.length)));
  const header = `SUBJECT${gap('SUBJECT')}${counts(0)}${isBeside ? `${gutter}FILE` : ''}`;
  const rows = names(room).map((name, index) => {
    const row = `${paint(context, 'bold', name)}${gap(name)}${counts(index + 1)}`;
    return isBeside ? `${row}${gutter}${paths[index]}` : `${row}\n${gutter}${paths[index]}`;
  });
  return `${paint(context, 'dim', header)}\n${rows.map((row) => `${row}\n`).join('')}`;
}

/** It is not known whose the lost events were. */
function lostWords({ lost }: Described): string {
  return lost === undefined ? '-' : lost === 0 ? '0' : `≤${grouped(lost)}`;
}

function subjectWords({ subjectKind, subject }: Described, limit: number): string {
  // `all` is the name of everything as well.
  return subjectKind === subject ? subject : printableMiddle(`${subjectKind} ${subject}`, limit);
}

/** What a filter in force refused, by subject: what somebody reads an audit log for. */
function refusedText(recordings: readonly Described[], context: ReportContext): string {
  const lines = recordings
    .filter(({ refused }) => refused.length > 0)
    .map((one) => {
      const shown = context.verbose ? one.refused : one.refused.slice(0, refusedShown);
      const rest = one.refused.length - shown.length;
      const names = [...shown, ...(rest > 0 ? [`… ${rest} more`] : [])].map((name) => printable(name));
      const words = wrapWords(names, context.width, 4, 4);
      return `  ${paint(context, 'bold', subjectWords(one, context.width - 2))}\n    ${words}\n`;
    });
  return lines.length === 0 ? '' : `\n${paint(context, 'bold', 'Refused by the filter in force')}\n${lines.join('')}`;
}

/** Each list of gaps once, with the subjects it is of. */
function gapGroups(recordings: readonly Described[]): { readonly gaps: readonly Gap[]; readonly subjects: string[] }[] {
  const groups = new Map<string, { readonly gaps: readonly Gap[]; readonly subjects: string[] }>();
  for (const { gaps, subject } of recordings) {
    if (gaps.length === 0) continue;
    const key = JSON.stringify(gaps);
    const group = groups.get(key) ?? { gaps, subjects: [] };
    groups.set(key, group);
    group.subjects.push(subject);
  }
  return [...groups.values()];
}

// What to do about it was said with the problem, and `explain` says it again.
function gapText({ kind, what, times }: Gap, context: ReportContext): string {
  const title = Object.hasOwn(problemKinds, kind) ? problemKinds[kind as keyof typeof problemKinds].title : undefined;
  const value = what === undefined ? '' : `: ${printable(what)}`;
  const often = times > 1 ? ` (${grouped(times)} times)` : '';
  const line = `${title ?? printable(kind)}${value}${often}${title === undefined ? '' : ` [${kind}]`}`;
  return `  ${paint(context, 'yellow', '!')} ${wrapWords(line.split(' '), context.width, 4, 4, ' ')}\n`;
}

/** `10,534 lines: 9,900 evidence, 600 ignored (500 network packets and flows; 100 detections), 34 problems` */
function recordWords({ all, evidence, ignored, problems }: RecordSummary): string {
  const parts = [`${grouped(evidence)} evidence`];
  const aside = ignored.reduce((total, { times }) => total + times, 0);
  if (aside > 0) {
    const why = ignored.map(({ rule, times }) => `${grouped(times)} ${ignoreRules[rule]}`);
    parts.push(`${grouped(aside)} ignored (${why.join('; ')})`);
  }
  if (problems > 0) parts.push(problems === 1 ? '1 problem' : `${grouped(problems)} problems`);
  return `${all === 1 ? '1 line' : `${grouped(all)} lines`}: ${parts.join(', ')}`;
}
