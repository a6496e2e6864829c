import type { Abi } from '../model/abi.ts';
import type { Answer } from '../model/check-verdict.ts';
import type { CallChange } from '../model/diff-verdict.ts';
import type { SyscallRisk } from '../model/syscall-risk.ts';
import { isRisky } from './change-kinds.ts';
import { acceptanceWords, needWords, some } from './change-words.ts';
import { treatmentWords } from './condition-words.ts';
import { printable } from './printable.ts';
import { paint, type ReportContext, wrapWords } from './reporter.ts';
import { capabilitiesWords, cvesWords, stanceWords } from './risk-words.ts';

/** The most rows of what has something to say for itself; the rest is counted. */
const mostRows = 40;
/** Names are not padded beyond this. */
const widest = 22;

/**
 * Calls that changed in one way: those of which there is something to say a row each, what is risky first as they come;
 * the others as a list of names.
 * @param abis those compared
 */
export function callRows(changes: readonly CallChange[], abis: readonly Abi[], context: ReportContext): string {
  const rows = changes.map((change) => ({ change, title: titleOf(change, abis), facts: factsOf(change, context) }));
  const telling = rows.filter(({ facts }) => facts.length > 0);
  const plain = rows.filter(({ facts }) => facts.length === 0).map(({ title }) => title);
  const shown = telling.slice(0, context.verbose ? undefined : mostRows);
  const width = Math.min(widest, Math.max(0, ...shown.map(({ title }) => title.length)));
  let text = shown.map(({ change, title, facts }) => row(change, title, facts, width, context)).join('');
  if (shown.length < telling.length) text += `  … ${telling.length - shown.length} more, with -v\n`;
  if (plain.length > 0) {
    const most = context.verbose ? plain.length : 60;
    const more = plain.length > most ? [`… ${plain.length - most} more, with -v`] : [];
    text += `    ${wrapWords([...plain.slice(0, most), ...more], context.width, 4, 4)}\n`;
  }
  return text;
}

function titleOf({ syscall, abis: changed }: CallChange, abis: readonly Abi[]): string {
  return `${printable(syscall)}${changed.length === abis.length ? '' : ` (${changed.join(', ')})`}`;
}

function row(
  change: CallChange,
  title: string,
  facts: readonly string[],
  width: number,
  context: ReportContext,
): string {
  const isAccepted = change.accepted?.expired === false;
  const mark = isAccepted ? '✓' : isRisky(change) ? '!' : ' ';
  const head = `  ${mark} ${title.padEnd(width)}`;
  const style = isAccepted ? 'green' : isRisky(change) ? 'red' : 'bold';
  const beside = width + 6;
  // Little room, or a long name: what there is to say goes below it.
  const isBelow = title.length > width || context.width - beside < 30;
  const indent = isBelow ? 6 : beside;
  const lines = facts.map((fact) => wrapWords(fact.split(' '), context.width, indent, indent, ' '));
  const rest = lines.map((line, index) => (index === 0 && !isBelow ? '' : ' '.repeat(indent)) + line);
  return `${paint(context, style, head.trimEnd())}${isBelow ? '\n' : ' '.repeat(indent - head.trimEnd().length)}${rest.join('\n')}\n`;
}

/** What there is to say of a change, the most telling first; nothing of one that is as plain as can be. */
function factsOf(change: CallChange, context: ReportContext): readonly string[] {
  const { kind, before, after, abis, risk, needs, accepted } = change;
  const [abi = 'x86_64'] = abis;
  const quote = (text: string): string => printable(text, 100);
  const [was, is] = [before, after].map((one) => treatmentWords(one, abi));
  const cases = [...before.cases, ...after.cases];
  const isPlain = cases.every(({ answer, when }) => when === undefined && !isQualified(answer));
  const facts: string[] = [];
  if (accepted !== undefined) facts.push(acceptanceWords(accepted, quote));
  if (kind === 'answered' || (!isPlain && cases.length === 2)) facts.push(`${was} before, ${is} now`);
  else if (!isPlain) {
    if (kind !== 'added') facts.push(`before: ${was}`);
    if (kind !== 'removed') facts.push(`now: ${is}`);
  }
  if (before.exact === false || after.exact === false) {
    facts.push('the rules meet in a way that libseccomp decides otherwise than they say');
  }
  if (risk !== undefined) facts.push(...riskFacts(risk, change.risky, context));
  if (needs.length > 0) {
    const words = needs.map((need) => needWords(need, quote));
    const whom = some(words, context.verbose ? words.length : 3);
    facts.push(kind === 'removed' || kind === 'narrowed' ? `recorded: ${whom}` : `needed by ${whom}`);
  }
  return facts;
}

/** Whether "allowed" or "refused" does not say it. */
function isQualified({ action }: Answer): boolean {
  return action === 'log' || action === 'notify' || action === 'trace';
}

function riskFacts(risk: SyscallRisk, risky: boolean, { verbose }: ReportContext): readonly string[] {
  const { classes, capabilities, cves, defaults } = risk;
  const facts = classes.map(({ why, values = [], reference }) => {
    const which =
      values.length === 0
        ? ''
        : `, with ${some(
            values.map(({ constant }) => constant),
            verbose ? 99 : 4,
          )}`;
    return `${why}${which}${verbose ? ` [${reference}]` : ''}`;
  });
  if (cves.length > 0) {
    if (verbose) facts.push(...cves.map(({ id, what, reference }) => `${id}: ${what} [${reference}]`));
    else facts.push(cvesWords(cves, ({ id }) => id));
  }
  const always = capabilities.filter(({ needed }) => verbose || needed === 'always');
  if (always.length > 0) facts.push(capabilitiesWords(always, (text) => text));
  if ((risky || verbose) && defaults.length > 0) facts.push(stanceWords(defaults, (text) => text).join('; '));
  return facts.map((fact) => printable(fact, 500));
}
