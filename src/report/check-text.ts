import type { CheckVerdict, ExcessCall, MissingForRuntime, StoppedCall } from '../model/check-verdict.ts';
import { grouped } from './counts.ts';
import { answerWords, causeWords, failureWords, isUndecided, rangesWords } from './decision-words.ts';
import { printable, printableMiddle } from './printable.ts';
import { gapsText, label, listed } from './profile-summary-text.ts';
import { reasonWords } from './reason-words.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';

/** How many callers of a call are named. */
const callersShown = 3;

/** What a check found, the worst first: no start, refused calls, what a runtime lacks, what is not sure, the excess. */
export const checkText: Reporter<CheckVerdict> = (verdict, context) => {
  const { notLoaded, refused, depends, missingForRuntime, missingForNewerRuntime, newNames } = verdict;
  let text = head(verdict, context);
  for (const { runtimes, ...failure } of notLoaded) {
    const [head, color] = isUndecided(failure)
      ? (['Not known whether it starts', 'yellow'] as const)
      : (['Does not start', 'red'] as const);
    const words = `${head} under ${rangesWords(runtimes)}: ${failureWords(failure)}`;
    text += `\n${paint(context, color, wrapWords(words.split(' '), context.width, 0, 2, ' '))}\n`;
  }
  text += stoppedText('Refused', 'red', refused, verdict, context);
  text += missingText('Refused to the container runtime itself', 'red', missingForRuntime, context);
  text += stoppedText('Depends on arguments, which recordings do not keep', 'yellow', depends, verdict, context);
  text += missingText('Would be refused to newer versions of the runtime', 'yellow', missingForNewerRuntime, context);
  if (newNames.length > 0) {
    text += `\n${paint(context, 'yellow', 'Refused where libseccomp is older than the name')}\n`;
    text += rows(
      newNames.map(({ syscall, libseccomp }) => [syscall, `known since ${libseccomp}`]),
      context,
    );
  }
  text += excessText(verdict, context);
  if (verdict.gaps.length > 0) {
    text += `\n${paint(context, 'bold', 'What may be missing')}\n${gapsText(verdict.gaps, context)}`;
  }
  return text;
};

function head(
  { source, subjects, refused, missingForRuntime, depends, loadedBy, ...verdict }: CheckVerdict,
  context: ReportContext,
): string {
  const stops = [
    ...(refused.length > 0 ? [`refuses ${count(refused.length, 'recorded call')}`] : []),
    ...(missingForRuntime.length > 0 ? [`refuses ${count(missingForRuntime.length, 'call')} of the runtime`] : []),
    ...(depends.length > 0 ? [`lets ${count(depends.length, 'call')} through for some arguments`] : []),
  ];
  const unloaded = verdict.notLoaded.some(isUndecided) ? 'cannot be followed' : 'is not loaded';
  const found = loadedBy.length === 0 ? unloaded : stops.join(', ') || 'lets every recorded call through';
  const title = `${printable(source)} ${found}`;
  let text = `${paint(context, 'bold', wrapWords(title.split(' '), context.width, 0, 2, ' '))}\n`;
  for (const { subjectKind, subject, syscalls, calls: times } of subjects.slice(0, context.verbose ? undefined : 10)) {
    const whom = callerWords(subjectKind, subject, Math.max(20, context.width - 40));
    text += `  ${whom}: ${count(syscalls, 'syscall')}, ${count(times, 'call')}\n`;
  }
  const more = subjects.length - 10;
  if (more > 0 && !context.verbose) text += `  … ${more} more recordings\n`;
  const privileges = verdict.noNewPrivileges ? 'set' : 'not set';
  return `${text}  ${paint(context, 'dim', `runtime ${printable(verdict.runtime)}; no_new_privs ${privileges}`)}\n`;
}

/** Calls of which the same becomes come together. */
function stoppedText(
  title: string,
  color: 'red' | 'yellow',
  calls: readonly StoppedCall[],
  verdict: CheckVerdict,
  context: ReportContext,
): string {
  const groups = new Map<string, StoppedCall[]>();
  for (const call of calls) {
    const words = decisionsWords(call, verdict);
    groups.set(words, [...(groups.get(words) ?? []), call]);
  }
  let text = '';
  for (const [words, group] of groups) {
    text += `\n${paint(context, color, wrapWords(`${title}: ${words}`.split(' '), context.width, 0, 2, ' '))}\n`;
    text += rows(
      group.map(({ abi, syscall, calls: times, callers }) => [
        `${printable(syscall)} ${abi}`,
        times === 0 ? 'inside' : grouped(times),
        callersWords(callers, context),
      ]),
      context,
    );
  }
  return text;
}

function decisionsWords({ abi, decisions }: StoppedCall, { loadedBy }: CheckVerdict): string {
  const all = rangesWords(loadedBy);
  return decisions
    .map(({ answer, cause, runtimes }) => {
      const where = rangesWords(runtimes);
      return `${answerWords(answer, abi)} (${causeWords(cause, abi)}${where === all ? '' : `; ${where}`})`;
    })
    .join(', or ');
}

function callersWords(callers: StoppedCall['callers'], context: ReportContext): string {
  const shown = callers.slice(0, context.verbose ? undefined : callersShown);
  const words = shown.map(({ subjectKind, subject }) => callerWords(subjectKind, subject, 40));
  const more = callers.length - shown.length;
  return `${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function callerWords(kind: string, name: string, limit: number): string {
  // `all` is the name of everything as well.
  return printableMiddle(kind === name ? name : `${kind} ${name}`, limit);
}

function missingText(
  title: string,
  color: 'red' | 'yellow',
  missing: readonly MissingForRuntime[],
  context: ReportContext,
): string {
  if (missing.length === 0) return '';
  const groups = new Map<string, string[]>();
  for (const { syscall, reasons } of missing) {
    const lines = reasons.map(
      (reason) => `    ${wrapWords(reasonWords(reason).split(' '), context.width, 4, 6, ' ')}\n`,
    );
    groups.set(lines.join(''), [...(groups.get(lines.join('')) ?? []), syscall]);
  }
  let text = `\n${paint(context, color, title)}\n`;
  for (const [lines, names] of groups) {
    text += `  ${paint(context, 'bold', wrapWords(names, context.width, 2, 2))}\n${lines}`;
  }
  return text;
}

function excessText({ excess, idleArchitectures, allowsByDefault }: CheckVerdict, context: ReportContext): string {
  if (excess.length === 0 && idleArchitectures.length === 0 && !allowsByDefault) return '';
  let text = `\n${paint(context, 'bold', 'Allowed, and not recorded')}\n`;
  const groups = new Map<string, string[]>();
  for (const call of excess) {
    const title = excessTitle(call);
    groups.set(title, [...(groups.get(title) ?? []), call.syscall]);
  }
  const inVain = groups.get('in vain');
  groups.delete('in vain');
  for (const [title, names] of [...groups].sort()) text += row(names, title, context);
  if (inVain !== undefined) text += paint(context, 'yellow', row(inVain, 'in vain', context));
  const also = [
    ...idleArchitectures.map((token) => `${printable(token, 40)}: nothing was recorded under it`),
    ...(allowsByDefault ? ['every call without a rule: the default action is SCMP_ACT_ALLOW'] : []),
  ];
  return text + also.map((line) => paint(context, 'yellow', `      ${line}\n`)).join('');
}

function excessTitle({ reasons: [reason] }: ExcessCall): string {
  if (reason === undefined) return 'in vain';
  if (reason.kind === 'runtime') return 'for the container runtime';
  if (reason.kind === 'fallback') return `fallback: ${reason.rule}`;
  return 'not shown by Tracee';
}

function row(names: readonly string[], title: string, context: ReportContext): string {
  return `${String(names.length).padStart(5)} ${title.padEnd(label)} ${listed(
    names.map((name) => printable(name)),
    context,
  )}\n`;
}

/** Columns, numbers to the right; the last one is wrapped, on lines of its own where there is little room beside. */
function rows(lines: readonly (readonly string[])[], context: ReportContext): string {
  const before = lines.map((line) => line.slice(0, -1));
  const widths = (before[0] ?? []).map((_, column) => Math.max(...before.map((line) => line[column]?.length ?? 0)));
  const used = widths.reduce((total, width) => total + width + 2, 2);
  const indent = used + 24 > context.width ? 6 : used;
  return lines
    .map((line, index) => {
      const cells = (before[index] ?? []).map((cell, column) => {
        const width = widths[column] ?? 0;
        return `${/^[\d,]+$|^inside$/.test(cell) ? cell.padStart(width) : cell.padEnd(width)}  `;
      });
      const last = wrapWords((line.at(-1) ?? '').split(' '), context.width, indent, indent, ' ');
      const row = `  ${cells.join('')}`;
      return indent === used ? `${row}${last}\n` : `${row.trimEnd()}\n      ${last}\n`;
    })
    .join('');
}

function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}
