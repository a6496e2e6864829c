import type { Check, CheckGroup, CheckStatus, DoctorVerdict, JobVerdict } from '../model/doctor.ts';
import type { Problem } from '../model/problem.ts';
import { type ProblemKind, problemKinds } from '../model/problem-kinds.ts';
import { checkWords, cureOf, groupWords, jobWords } from './doctor-words.ts';
import { printable } from './printable.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';

const colors = { ok: 'green', limited: 'yellow', fails: 'red', missing: 'red', untried: 'cyan' } as const;
/** Where titles begin, behind the longest status. */
const titleColumn = 2 + 'untried'.length + 2;
/** Room for a title and what was found; a longer one has a line of its own. */
const titleWidth = 22;
const wordsColumn = titleColumn + titleWidth + 2;

/**
 * A machine looked over: a line for each check with its status, what was found and what that enables; below it what is
 * wrong and how to get it right; at the end what can be done here and what cannot.
 */
export const doctorText: Reporter<DoctorVerdict> = ({ seccinch, machine, checks, jobs }, context) => {
  const user = machine.user === 0 ? 'root' : `user ${machine.user}`;
  const where = `on Linux ${printable(machine.kernel, 40)}, ${printable(machine.machine, 20)}, as ${user}`;
  let text = `${paint(context, 'bold', `seccinch ${seccinch}`)} ${where}\n`;
  const explained = new Set<ProblemKind>();
  for (const group of Object.keys(groupWords) as CheckGroup[]) {
    const [title, purpose] = groupWords[group];
    text += `\n${paint(context, 'bold', title)}${purpose === '' ? '' : `: ${purpose}`}\n`;
    for (const check of checks) if (check.group === group) text += checkText(check, explained, context);
  }
  return `${text}\n${jobsText(jobs, context)}`;
};

function checkText(check: Check, explained: Set<ProblemKind>, context: ReportContext): string {
  const { title, enables } = checkWords[check.id];
  const cure = cureOf(check);
  const room = Math.max(8, context.width - titleColumn - title.length - 1);
  const name = check.found === undefined ? title : `${title} ${printable(check.found, room)}`;
  const status = paint(context, colorOf(check), check.status.padEnd('untried'.length));
  const gap =
    name.length > titleWidth ? `\n${' '.repeat(wordsColumn)}` : ' '.repeat(wordsColumn - titleColumn - name.length);
  const words = wrapWords(enables.split(' '), context.width, wordsColumn, wordsColumn, ' ');
  let text = `  ${status}  ${name}${gap}${paint(context, 'dim', words)}\n`;
  for (const problem of check.problems) text += problemText(problem, check.status, explained, context);
  if (cure !== undefined) text += indented(cure, context, 'dim');
  if (context.verbose) {
    for (const { name: what, value } of check.details) text += indented(`${what}: ${printable(value)}`, context);
  }
  return text;
}

/** The fix of a kind is said once. */
function problemText(
  { kind, what, source }: Problem,
  status: CheckStatus,
  explained: Set<ProblemKind>,
  context: ReportContext,
): string {
  const { title, fix } = problemKinds[kind];
  const place = source === undefined ? '' : `${printable(source)}: `;
  const value = what === undefined ? '' : `: ${printable(what)}`;
  const column = titleColumn + 2;
  const line = wrapWords(`${place}${title}${value}`.split(' '), context.width, column, column, ' ');
  const text = `${' '.repeat(titleColumn)}${paint(context, colors[status], '!')} ${line}\n`;
  if (explained.has(kind)) return text;
  explained.add(kind);
  return `${text}${indented(`${fix} [${kind}]`, context, 'dim')}`;
}

function indented(words: string, context: ReportContext, style?: 'dim'): string {
  const column = titleColumn + 2;
  const text = wrapWords(phrases(words), context.width, column, column, ' ');
  return `${' '.repeat(column)}${style === undefined ? text : paint(context, style, text)}\n`;
}

/** Words, and what is to be typed as one: a command that goes over two lines cannot be copied. */
function phrases(text: string): readonly string[] {
  return text.match(/(?:`[^`]*`|\S)+/g) ?? [];
}

/** What is only good to have does not call out when it is not there. */
function colorOf({ group, status }: Check): (typeof colors)[CheckStatus] | 'dim' {
  return group === 'optional' && status === 'missing' ? 'dim' : colors[status];
}

function jobsText(jobs: readonly JobVerdict[], context: ReportContext): string {
  const can = jobs.filter(({ possible }) => possible).map(({ job, by }) => `${jobWords[job]}${aside('with', [by])}`);
  const cannot = jobs
    .filter(({ possible }) => !possible)
    .map(({ job, lacks }) => `${jobWords[job]}${aside('lacks', lacks)}`);
  return sentence('Here seccinch can', can, 'green', context) + sentence('It cannot', cannot, 'red', context);
}

function sentence(head: string, items: readonly string[], style: 'green' | 'red', context: ReportContext): string {
  if (items.length === 0) return '';
  const words = `${items.join('; ')}.`.split(' ');
  return `${paint(context, style, head)} ${wrapWords(words, context.width, head.length + 1, 2, ' ')}\n`;
}

/** ` (lacks root, runc or crun)`; nothing for an empty list. */
function aside(word: string, groups: readonly (readonly Check['id'][])[]): string {
  const told = groups.filter((group) => group.length > 0).map((group) => group.map(titleOf).join(' or '));
  return told.length === 0 ? '' : ` (${word} ${told.join(', ')})`;
}

function titleOf(id: Check['id']): string {
  return checkWords[id].title;
}
