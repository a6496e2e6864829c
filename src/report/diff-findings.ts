import type { Abi } from '../model/abi.ts';
import type { Answer } from '../model/check-verdict.ts';
import type { CallChange, DiffVerdict, SettingChange } from '../model/diff-verdict.ts';
import { comparisonKey, reviewedPath } from '../model/reviewed-path.ts';
import { allowListFindings } from './allow-list-findings.ts';
import { isRisky } from './change-kinds.ts';
import { acceptanceWords, changeWords, needWords, some } from './change-words.ts';
import { treatmentWords } from './condition-words.ts';
import { counted } from './counts.ts';
import { isUndecided } from './decision-words.ts';
import { type DiffRuleId, diffRules } from './diff-rules.ts';
import { printable } from './printable.ts';
import type { Finding, FindingLevel, ReviewFindings } from './review-findings.ts';
import { capabilitiesWords, cvesWords, stanceWords } from './risk-words.ts';
import { settingWords } from './setting-words.ts';

type Found = Omit<Finding, 'source' | 'path' | 'line'> & { readonly line?: number | undefined };

/** What a comparison found as findings: those in the new file, then those in the allow-list. */
export function diffFindings(verdict: DiffVerdict): ReviewFindings {
  const findings = [...profileFindings(verdict), ...allowListFindings([verdict])];
  const rules = new Set(findings.map(({ rule }) => rule));
  return {
    command: 'diff',
    key: comparisonKey(verdict.old, verdict.new),
    rules: diffRules.filter(({ id }) => rules.has(id)),
    findings,
  };
}

/**
 * The findings in the new file: changed settings, then calls in the order of the verdict, and unknown names. What has no line
 * there, as a removed call, is at line 1.
 */
export function profileFindings(verdict: DiffVerdict): readonly Finding[] {
  const { new: now, settings, changes, unknown, undecided, notCompared } = verdict;
  const abi = verdict.resolvedFor.abis[0] ?? 'x86_64';
  const found: readonly Found[] = [
    ...settings.map((setting) => settingFinding(setting, abi)),
    ...changes.map((change) => callFinding(change, verdict)),
    ...unknown.map(({ side, name, line }) => ({
      rule: 'name-unknown' satisfies DiffRuleId,
      level: 'note' as const,
      message: `${short(name)} in the ${side} profile: no table knows the name`,
      identity: [side, name],
      ...(side === 'new' && { line }),
    })),
    ...undecided.map(({ syscall, abi: on }) => ({
      rule: 'syscall-undecided' satisfies DiffRuleId,
      level: 'warning' as const,
      message: `${short(syscall)} (${on}) has too many conditions to be compared`,
      identity: [syscall, on],
    })),
    ...notCompared.map((token) => ({
      rule: 'architecture-not-compared' satisfies DiffRuleId,
      level: 'note' as const,
      message: `Calls of ${short(token)} are not compared: there is no table of them`,
      identity: [token],
    })),
  ];
  const path = reviewedPath(now);
  return found.map(({ line = 1, ...finding }) => ({
    ...finding,
    source: now.label,
    ...(path !== undefined && { path }),
    line,
  }));
}

function settingFinding(setting: SettingChange, abi: Abi): Found {
  const { title, before, after } = settingWords(setting, abi, short);
  const calls = setting.kind === 'default-action' ? `, which decides ${counted(setting.calls, 'call')}` : '';
  const rule = setting.kind === 'loading' ? loadingRule(setting) : (`${setting.kind}-changed` as const);
  return {
    rule: rule satisfies DiffRuleId,
    level: settingLevel(setting),
    message: `${title}: ${before} before, ${after} now${calls}`,
    identity: [],
    ...('line' in setting && { line: setting.line }),
  };
}

function loadingRule({ before, after }: Extract<SettingChange, { kind: 'loading' }>): DiffRuleId {
  return isUndecided(after ?? before) ? 'profile-undecided' : 'profile-not-loaded';
}

function settingLevel(setting: SettingChange): FindingLevel {
  switch (setting.kind) {
    case 'loading':
      return setting.after === undefined ? 'note' : 'error';
    case 'architectures':
      return setting.added.length > 0 ? 'warning' : 'note';
    case 'default-action':
      return letsThrough(setting.after) && !letsThrough(setting.before) ? 'error' : 'note';
    case 'flags':
      return 'note';
    case 'listener':
    case 'listener-metadata':
      return setting.idle === true ? 'note' : 'warning';
    case 'base-profile':
      return setting.after === undefined ? 'note' : 'warning';
    case 'dialect':
      return 'warning';
  }
}

function letsThrough({ action }: Answer): boolean {
  return action === 'allow' || action === 'log';
}

function callFinding(change: CallChange, { resolvedFor }: DiffVerdict): Found {
  const { kind, syscall, abis, accepted, line } = change;
  const risky = isRisky(change);
  const rule = risky ? (`syscall-${kind}-risky` as DiffRuleId) : (`syscall-${kind}` as const);
  const only = abis.length === resolvedFor.abis.length ? '' : ` (${abis.join(', ')})`;
  return {
    rule: rule satisfies DiffRuleId,
    level: risky && (accepted === undefined || accepted.expired) ? 'warning' : 'note',
    message: `${short(syscall)}${only} ${changeWords[kind]}: ${facts(change).join('; ')}`,
    identity: [syscall, ...abis],
    line,
    ...(accepted !== undefined && !accepted.expired && { accepted: acceptanceWords(accepted, short) }),
  };
}

function facts({ before, after, abis: [abi = 'x86_64'], risk, needs, accepted }: CallChange): readonly string[] {
  const words = [
    `${printable(treatmentWords(before, abi))} before, ${printable(treatmentWords(after, abi))} now`,
    ...(risk === undefined
      ? []
      : [
          ...risk.classes.map(({ riskClass, why, values = [] }) => {
            const constants = values.map(({ constant }) => short(constant));
            return `${short(riskClass)}: ${printable(why)}${constants.length === 0 ? '' : `, with ${some(constants, 4)}`}`;
          }),
          capabilitiesWords(risk.capabilities, short),
          cvesWords(risk.cves, ({ id }) => short(id)),
          stanceWords(risk.defaults, short).join(', '),
        ]),
    needs.length === 0
      ? ''
      : `needed by ${some(
          needs.map((need) => needWords(need, short)),
          3,
        )}`,
    accepted === undefined ? '' : acceptanceWords(accepted, short),
  ];
  return words.filter((word) => word !== '');
}

function short(text: string): string {
  return printable(text, 100);
}
