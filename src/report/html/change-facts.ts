import type { CallChange, Need } from '../../model/diff-verdict.ts';
import type { DefaultStance, RiskyValue, SyscallRisk } from '../../model/syscall-risk.ts';
import { isRisky } from '../change-kinds.ts';
import { counted } from '../counts.ts';
import { valueWords } from '../risk-words.ts';
import { html, type Markup } from './markup.ts';
import { referenceMarkup } from './reference.ts';
import { riskTitle } from './risk-titles.ts';

const stanceWords: Readonly<Record<DefaultStance['allows'], string>> = {
  yes: 'allowed by',
  conditional: 'allowed for some arguments by',
  no: 'refused by',
};

/** Whether there is more to say of a change than what becomes of the call. */
export function hasFacts(change: CallChange): boolean {
  const { risk, needs, accepted } = change;
  const known = risk !== undefined && (risk.classes.length > 0 || risk.capabilities.length > 0 || risk.cves.length > 0);
  return known || needs.length > 0 || accepted !== undefined || isRisky(change);
}

/** What is known of a change that matters to who has to judge it, each with where that can be read. */
export function changeFacts({ risk, needs, accepted }: CallChange): Markup {
  const rows = [
    ...(risk === undefined ? [] : riskRows(risk)),
    ...(needs.length === 0 ? [] : [row('Needed by', needs.map(needMarkup))]),
    ...(accepted === undefined
      ? []
      : [
          row(accepted.expired ? 'Not accepted any more' : 'Accepted', [
            html`by ${accepted.owner} ${accepted.expired ? 'until' : 'to'} <time>${accepted.expires}</time>: ${accepted.reason} <small>allow-list line ${accepted.line}</small>`,
          ]),
        ]),
  ];
  return rows.length === 0 ? html`` : html`<dl>\n${rows}</dl>\n`;
}

function riskRows({ classes, capabilities, cves, defaults }: SyscallRisk): readonly Markup[] {
  const rows: Markup[] = [];
  if (classes.length > 0)
    rows.push(
      row(
        'Opens up',
        classes.map(
          ({ riskClass, why, reference, values = [] }) =>
            html`<strong>${riskTitle(riskClass)}</strong>: ${why}${forValues(values)} ${source(reference)}`,
        ),
      ),
    );
  if (capabilities.length > 0)
    rows.push(
      row(
        'Asks for',
        capabilities.map(
          ({ capability, needed, when = 'for some uses', reference }) =>
            html`<code>${capability}</code> ${needed === 'always' ? 'always' : when} ${source(reference)}`,
        ),
      ),
    );
  if (cves.length > 0)
    rows.push(
      row(
        'Used to exploit',
        cves.map(({ id, nickname, what, args, needs, titleOnly, reference }) => {
          const details = [...(args === undefined ? [] : [args]), ...(needs === undefined ? [] : [`needs ${needs}`])];
          return html`${referenceMarkup(id)}${nickname === undefined ? '' : ` “${nickname}”`}: ${what}${details.map((text) => html`; ${text}`)} ${source(titleOnly === undefined ? reference : `${reference} (only the title was read)`)}`;
        }),
      ),
    );
  if (defaults.length > 0) rows.push(row('Defaults', stances(defaults)));
  return rows;
}

function forValues(values: readonly RiskyValue[]): string {
  return values.length === 0 ? '' : `, with ${values.map(valueWords).join(', ')}`;
}

// By what they do, so that it is read in one go that nobody allows it.
function stances(defaults: readonly DefaultStance[]): readonly Markup[] {
  return (['no', 'conditional', 'yes'] as const).flatMap((stance) => {
    const titles = defaults.filter(({ allows }) => allows === stance).map(({ title }) => title);
    if (titles.length === 0) return [];
    return [html`<span class="stance ${stance}">${stanceWords[stance]} ${titles.join(', ')}</span>`];
  });
}

function needMarkup({ subject, subjectKind, calls, seenIn, runs }: Need): Markup {
  const seen = seenIn === undefined ? counted(runs, 'run') : `seen in ${seenIn} of ${counted(runs, 'run')}`;
  return html`<strong>${subject}</strong> (${subjectKind}): ${counted(calls, 'call')}, ${seen}`;
}

function row(term: string, lines: readonly Markup[]): Markup {
  return html`<div><dt>${term}</dt>${lines.map((line) => html`<dd>${line}</dd>`)}</div>\n`;
}

function source(reference: string): Markup {
  return html`<cite>${referenceMarkup(reference)}</cite>`;
}
