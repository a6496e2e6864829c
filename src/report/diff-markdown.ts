import type { Abi } from '../model/abi.ts';
import type { CallChange, DiffVerdict } from '../model/diff-verdict.ts';
import { comparisonKey } from '../model/reviewed-path.ts';
import type { KnownCve } from '../model/syscall-risk.ts';
import { letsMoreThrough } from './change-kinds.ts';
import { acceptanceWords, changeWords, needWords, some } from './change-words.ts';
import { commentMarker } from './comment-marker.ts';
import { treatmentWords } from './condition-words.ts';
import { counted } from './counts.ts';
import { headline, riskyWords } from './diff-text.ts';
import {
  byteLength,
  fitted,
  folded,
  link,
  mostBytes,
  prose,
  quoted,
  row,
  type Section,
  tableHead,
} from './markdown.ts';
import { recordedAndRefused } from './recorded-and-refused.ts';
import type { Reporter } from './reporter.ts';
import { capabilitiesWords, cvesWords, stanceWords } from './risk-words.ts';
import { settingWords } from './setting-words.ts';
import { shellQuote } from './shell-quote.ts';

/** How many changes are seen before anything is unfolded. */
const shownAtOnce = 15;

/** A comparison as a comment of a pull request: the verdict, what lets more through, the rest folded. */
export const diffMarkdown: Reporter<DiffVerdict> = (verdict) => {
  const marker = commentMarker('diff', comparisonKey(verdict.old, verdict.new));
  return marker + diffMarkdownBody(verdict, mostBytes - byteLength(marker));
};

/**
 * The same without the marker, as a part of a longer comment.
 * @param most how many bytes it may have; it has more where its head alone does
 */
export function diffMarkdownBody(verdict: DiffVerdict, most: number): string {
  const more = verdict.changes.filter(letsMoreThrough);
  const less = verdict.changes.filter((change) => !letsMoreThrough(change));
  const rest = more.slice(shownAtOnce);
  const sections = [
    settings(verdict),
    table(more.slice(0, shownAtOnce), verdict, (open, rows) => ({ open: `\n${open}`, rows, close: '' })),
    table(rest, verdict, (open, rows) => folded(`${rest.length} more allowed${riskyWords(rest)}`, open, rows)),
    lessTable(less, verdict),
    idleAcceptances(verdict),
    notSure(verdict),
    circumstances(verdict),
  ].filter(({ rows }) => rows.length > 0);
  const command = quoted(`seccinch diff ${shellQuote(verdict.old.label)} ${shellQuote(verdict.new.label)}`, 300);
  return fitted(
    head(verdict),
    sections,
    (rows) => `… ${rows} more left out, as a comment has to be short: see ${command}.`,
    most,
  );
}

function head(verdict: DiffVerdict): string {
  const { old, new: now, gate, changes, settings } = verdict;
  const mark = gate.fails ? '❌' : changes.some(letsMoreThrough) || settings.length > 0 ? '⚠️' : '✅';
  const gateWords =
    gate.failOn === 'none' ? '' : ` The gate ${gate.fails ? 'fails' : 'passes'} (\`--fail-on ${gate.failOn}\`).`;
  const was = now.allowed === old.allowed ? 'as before' : `${old.allowed} before`;
  const stopped = recordedAndRefused(verdict);
  const refused =
    stopped.length === 0
      ? ''
      : `\n**Recorded, and refused now**: ${some(
          stopped.map((name) => quoted(name)),
          10,
        )}\n`;
  return `${mark} **${headline(verdict)}.**${gateWords}

${quoted(old.label)} → ${quoted(now.label)}: ${counted(now.allowed, 'syscall')} allowed, ${was}
${refused}`;
}

function settings({ settings: changed, resolvedFor }: DiffVerdict): Section {
  const rows = changed.map((setting) => {
    const { title, before, after } = settingWords(setting, resolvedFor.abis[0] ?? 'x86_64', (text) => quoted(text));
    const calls =
      setting.kind === 'default-action' ? ` (decides ${counted(setting.calls, 'call')} not listed below)` : '';
    return `- **${title}**: ${before} → ${after}${calls}\n`;
  });
  return { open: '\n', rows, close: '' };
}

/** What lets more through, with what is known of it; columns that nothing is in are left out. */
function table(
  changes: readonly CallChange[],
  verdict: DiffVerdict,
  section: (open: string, rows: readonly string[]) => Section,
): Section {
  const columns: readonly (readonly [string, (change: CallChange) => string])[] = [
    ['Syscall', (change) => syscallCell(change, verdict)],
    ['Change', changeCell],
    ['What it opens up', riskCell],
    ['Elsewhere', ({ risk }) => stanceWords(risk?.defaults ?? [], prose).join('<br>')],
    [
      'Needed by',
      ({ needs }) =>
        lines(
          needs.slice(0, 3).map((need) => needWords(need, quoted, prose)),
          needs.length - 3,
        ),
    ],
    ['Accepted', ({ accepted }) => (accepted === undefined ? '' : acceptedCell(accepted))],
  ];
  const cells = columns.map(([title, cell]) => [title, changes.map(cell)] as const);
  const used = cells.filter(([title, column]) => title === 'Syscall' || column.some((cell) => cell !== ''));
  const rows = changes.map((_, index) => row(used.map(([, column]) => column[index] ?? '')));
  return section(tableHead(used.map(([title]) => title)), rows);
}

function syscallCell(change: CallChange, { resolvedFor }: DiffVerdict): string {
  const only = change.abis.length === resolvedFor.abis.length ? '' : ` (${change.abis.join(', ')})`;
  return `${quoted(change.syscall)}${only}`;
}

function changeCell({ kind, before, after, abis: [abi = 'x86_64'] }: CallChange): string {
  if (kind === 'added' && after.cases.length === 1 && after.cases[0]?.answer.action === 'allow')
    return changeWords.added;
  const was = kind === 'added' ? '' : `<br>before: ${quoted(treatmentWords(before, abi), 200)}`;
  return `${changeWords[kind]}<br>${quoted(treatmentWords(after, abi), 200)}${was}`;
}

function riskCell(change: CallChange): string {
  const { risk } = change;
  if (risk === undefined) return '';
  return [
    ...risk.classes.map(({ riskClass, why, values = [] }) => {
      const constants = values.map(({ constant }) => quoted(constant, 40));
      return `**${prose(riskClass, 60)}**: ${prose(why)}${constants.length === 0 ? '' : `, with ${some(constants, 4)}`}`;
    }),
    capabilitiesWords(risk.capabilities, (text) => quoted(text, 60)),
    cvesWords(risk.cves, cveLink),
  ]
    .filter((words) => words !== '')
    .join('<br>');
}

function cveLink({ id }: KnownCve): string {
  return /^CVE-\d{4}-\d{4,7}$/.test(id) ? link(id, `https://www.cve.org/CVERecord?id=${id}`) : quoted(id, 60);
}

function acceptedCell(accepted: NonNullable<CallChange['accepted']>): string {
  const words = acceptanceWords(accepted, prose);
  return accepted.expired ? `⚠️ ${words}` : words;
}

function lines(words: readonly string[], more: number): string {
  return [...words, ...(more > 0 ? [`and ${more} more`] : [])].join('<br>');
}

function lessTable(changes: readonly CallChange[], verdict: DiffVerdict): Section {
  const rows = changes.map((change) => {
    const abi: Abi = change.abis[0] ?? 'x86_64';
    const [before, after] = [change.before, change.after].map((treatment) =>
      quoted(treatmentWords(treatment, abi), 200),
    );
    return row([syscallCell(change, verdict), changeWords[change.kind], `${before}`, `${after}`]);
  });
  const summary = `${rows.length} newly refused, or answered otherwise`;
  return folded(summary, tableHead(['Syscall', 'Change', 'Before', 'Now']), rows);
}

function idleAcceptances({ acceptances }: DiffVerdict): Section {
  const rows = acceptances
    .filter(({ state }) => state !== 'used')
    .map(({ syscall, owner, expires, state, line }) => {
      const words = state === 'expired' ? 'out of date' : 'fits nothing';
      return `- line ${line}: ${quoted(syscall)}, accepted by ${prose(owner)} until ${prose(expires)}: ${words}\n`;
    });
  return folded(`${counted(rows.length, 'line')} of the allow-list to look at`, '', rows);
}

/** What the comparison does not cover. */
function notSure({ unknown, undecided, notCompared }: DiffVerdict): Section {
  const rows = [
    ...unknown.map(({ side, name, line }) => {
      const place = line === undefined ? '' : `, line ${line}`;
      return `- no table knows ${quoted(name)} of the ${side} profile${place}\n`;
    }),
    ...undecided.map(({ syscall, abi }) => `- too many conditions to compare: ${quoted(syscall)} (${abi})\n`),
    ...notCompared.map((token) => `- no table for the architecture ${quoted(token)}\n`),
  ];
  return folded(`${rows.length} not compared`, '', rows);
}

function circumstances({ resolvedFor, defaults }: DiffVerdict): Section {
  const { capabilities, kernel, abis } = resolvedFor;
  const rows = [
    `- ABIs: ${abis.join(', ')}\n`,
    ...(kernel === undefined ? [] : [`- Linux ${prose(kernel)}\n`]),
    `- capabilities: ${
      some(
        capabilities.map((name) => quoted(name, 40)),
        50,
      ) || 'none'
    }\n`,
    ...defaults.map(({ title, allowed, conditional }) => {
      const more = conditional === 0 ? '' : `, and ${conditional} for some arguments`;
      return `- for comparison, ${prose(title)} allows ${allowed}${more}\n`;
    }),
  ];
  return folded('How it was compared', '', rows);
}
