import type { CallChange, ChangeKind, DiffVerdict, SettingChange } from '../model/diff-verdict.ts';
import { changeKinds, isRisky } from './change-kinds.ts';
import { some } from './change-words.ts';
import { counted } from './counts.ts';
import { isUndecided } from './decision-words.ts';
import { callRows } from './diff-call-text.ts';
import { printable, printableMiddle } from './printable.ts';
import { paint, type ReportContext, type Reporter, wrapWords } from './reporter.ts';
import { settingWords } from './setting-words.ts';

/** What differs: in one line first, then settings, then calls, what lets more through before all else, then what to do. */
export const diffText: Reporter<DiffVerdict> = (verdict, context) => {
  const { settings, changes } = verdict;
  let text = `${paint(context, headStyle(verdict), sentence(headline(verdict), context, 0))}\n${sides(verdict, context)}`;
  for (const setting of settings) text += `\n${settingText(setting, verdict, context)}`;
  for (const { kind, title } of changeKinds) {
    const of = changes.filter((change) => change.kind === kind);
    if (of.length === 0) continue;
    text += `\n${paint(context, 'bold', title)}\n${callRows(of, verdict.resolvedFor.abis, context)}`;
  }
  text += unsureText(verdict, context) + acceptancesText(verdict, context);
  return `${text}${endText(verdict, context)}`;
};

/** The verdict in one line: what a reader with no more time has to know. */
export function headline({ equal, changes, settings, undecided, unknown }: DiffVerdict): string {
  const unloaded = settings.find((one) => one.kind === 'loading' && one.runtimes === undefined);
  if (unloaded?.kind === 'loading') {
    const both = unloaded.before !== undefined && unloaded.after !== undefined;
    const which = both ? 'either profile' : unloaded.after === undefined ? 'the old profile' : 'the new profile';
    const isUnknown = isUndecided(unloaded.before) || isUndecided(unloaded.after);
    return isUnknown
      ? `What libseccomp makes of ${which} is not known: nothing is compared`
      : `No container starts under ${which}: nothing is compared`;
  }
  const of = (...kinds: ChangeKind[]): readonly CallChange[] => changes.filter(({ kind }) => kinds.includes(kind));
  const [added, wider] = [of('added'), of('widened', 'shifted')];
  const rows: readonly (readonly [readonly CallChange[], string])[] = [
    [added, 'newly allowed'],
    [wider, added.length > 0 ? 'for more or other arguments' : 'allowed for more or other arguments'],
    [of('removed'), 'newly refused'],
    [of('narrowed'), 'for fewer arguments'],
    [of('answered'), 'answered otherwise'],
  ];
  const parts = rows.flatMap(([list, words], index) => {
    if (list.length === 0) return [];
    const number = rows.slice(0, index).every(([before]) => before.length === 0)
      ? counted(list.length, 'syscall')
      : String(list.length);
    return [`${number} ${words}${list === added || list === wider ? riskyWords(list) : ''}`];
  });
  if (settings.length > 0) parts.push(counted(settings.length, 'changed setting'));
  if (undecided.length > 0) parts.push(`${undecided.length} too complex to compare`);
  if (equal) return 'No difference: both profiles decide every call alike';
  if (parts.length === 0) return `No difference but in names that no table knows (${unknown.length})`;
  return parts.join('; ');
}

/** `, none risky`, `, 2 of them risky, accepted`: of changes that let more through. */
export function riskyWords(changes: readonly CallChange[]): string {
  const risky = changes.filter(isRisky);
  if (risky.length === 0) return changes.length === 1 ? ', not risky' : ', none risky';
  const accepted = risky.filter((change) => change.accepted?.expired === false).length;
  const answered = accepted === 0 ? '' : accepted === risky.length ? ', accepted' : `, ${accepted} of these accepted`;
  const which =
    risky.length < changes.length ? `${risky.length} of them risky` : risky.length === 1 ? 'risky' : 'all risky';
  return `, ${which}${answered}`;
}

function headStyle({ equal, gate, changes }: DiffVerdict): 'green' | 'yellow' | 'red' | 'bold' {
  if (equal) return 'green';
  if (gate.fails) return 'red';
  return changes.some(isRisky) ? 'yellow' : 'bold';
}

function sides({ old, new: now, resolvedFor }: DiffVerdict, context: ReportContext): string {
  const room = Math.max(16, Math.floor(context.width / 2) - 6);
  const words = [old, now].map(({ label, allowed }) => `${printableMiddle(label, room)} (${allowed} allowed)`);
  return `  ${paint(context, 'dim', sentence(`${words.join(' → ')}; ${resolvedFor.abis.join(', ')}`, context, 2))}\n`;
}

function settingText(setting: SettingChange, { resolvedFor }: DiffVerdict, context: ReportContext): string {
  const [abi = 'x86_64'] = resolvedFor.abis;
  const { title, before, after } = settingWords(setting, abi, (text) => printable(text, 100));
  const calls =
    setting.kind === 'default-action' && setting.calls > 0
      ? ` (${counted(setting.calls, 'call')} of ${abi}, which are not listed below)`
      : '';
  const words = sentence(`${title}: ${before} before, ${after} now${calls}`, context, 0);
  return `${paint(context, opensMore(setting) ? 'red' : 'yellow', words)}\n`;
}

function opensMore(setting: SettingChange): boolean {
  if (setting.kind === 'architectures') return setting.added.length > 0;
  if (setting.kind === 'flags') return false;
  if (setting.kind === 'listener-metadata' || setting.kind === 'listener') return setting.idle !== true;
  if (setting.kind !== 'default-action') return setting.after !== undefined;
  return ['allow', 'log'].includes(setting.after.action) && !['allow', 'log'].includes(setting.before.action);
}

/** What the comparison does not cover. */
function unsureText({ unknown, undecided, notCompared }: DiffVerdict, context: ReportContext): string {
  const [old, now] = (['old', 'new'] as const).map(
    (of) => new Set(unknown.flatMap(({ side, name }) => (side === of ? [name] : []))),
  );
  const isInBoth = ({ name }: (typeof unknown)[number]): boolean => old?.has(name) === true && now?.has(name) === true;
  const inBoth = unknown.filter(isInBoth);
  const lines: string[] = [];
  for (const side of ['old', 'new'] as const) {
    const names = unknown.filter((one) => one.side === side && !isInBoth(one));
    const words = some(
      names.map(({ name }) => printable(name, 60) || "''"),
      context.verbose ? names.length : 10,
    );
    if (names.length > 0) lines.push(`In the ${side} profile only, and known to no table: ${words}`);
  }
  if (context.verbose && inBoth.length > 0) {
    const names = [...new Set(inBoth.map(({ name }) => printable(name, 60)))];
    lines.push(`In both profiles, and known to no table: ${names.join(', ')}`);
  }
  if (undecided.length > 0) {
    const names = undecided.map(({ syscall, abi }) => `${printable(syscall)} ${abi}`);
    lines.push(`Not compared, because the conditions are too many: ${names.join(', ')}`);
  }
  if (notCompared.length > 0)
    lines.push(`Not compared, for want of tables: ${notCompared.map((one) => printable(one)).join(', ')}`);
  if (lines.length === 0) return '';
  return `\n${lines.map((line) => `${paint(context, 'yellow', sentence(line, context, 0))}\n`).join('')}`;
}

function acceptancesText({ acceptances }: DiffVerdict, context: ReportContext): string {
  const lines = acceptances
    .filter(({ state }) => state !== 'used')
    .map(({ syscall, owner, expires, state, line }) => {
      const what = state === 'expired' ? `expired on ${printable(expires)}` : 'fits no addition';
      const words = `Allow-list, line ${line}: ${printable(syscall)} of ${printable(owner, 60)} ${what}`;
      return `${paint(context, state === 'expired' ? 'red' : 'dim', sentence(words, context, 0))}\n`;
    });
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

/** Whether the gate fails, and what to look at next. */
function endText({ equal, gate, changes }: DiffVerdict, context: ReportContext): string {
  if (equal && !gate.fails) return '';
  const state = gate.fails ? paint(context, 'red', 'fails') : paint(context, 'green', 'passes');
  const level = paint(context, 'dim', ` (--fail-on ${gate.failOn})`);
  const look = changes.find(isRisky) ?? changes.find(({ kind }) => kind === 'added');
  const next = look === undefined ? '' : `Next  seccinch explain ${printable(look.syscall)}\n`;
  return `\nGate  ${state}${level}\n${next}`;
}

function sentence(text: string, { width }: ReportContext, indent: number): string {
  return wrapWords(text.split(' '), width, indent, 2, ' ');
}
