import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { type Finding, type FindingLevel, findingLevels, type ReviewFindings } from './review-findings.ts';

/** How many annotations of a kind GitHub shows of a step; it drops the others in silence (its documentation, "Limits"). */
const shownOfKind = 10;

/** Of a path in Linux, more than of any message. */
const longest = 4096;

const commands: Readonly<Record<FindingLevel, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * A reporter of workflow commands of GitHub Actions, one a finding, the worst kind first. Where there are more of a kind than
 * GitHub shows, the last that it shows says how many more. Nothing found is a line that is seen in debug logs only.
 * @param findingsOf what the verdict has to tell
 */
export function githubAnnotations<V>(findingsOf: (verdict: V) => ReviewFindings): Reporter<V> {
  return (verdict) => {
    const { command, rules, findings } = findingsOf(verdict);
    const titles = new Map(rules.map(({ id, title }) => [id, title]));
    const lines = findingLevels.flatMap((level) => {
      const ofLevel = findings.filter((finding) => finding.level === level);
      const all = ofLevel.length <= shownOfKind;
      const shown = all ? ofLevel : ofLevel.slice(0, shownOfKind - 1);
      const annotations = shown.map((finding) => annotation(finding, titles.get(finding.rule) ?? finding.rule));
      if (all) return annotations;
      const more = `${ofLevel.length - shown.length} more like these: GitHub shows ${shownOfKind} of a step. \`seccinch ${command}\` shows all.`;
      return [...annotations, workflowCommand(commands[level], { title: 'seccinch' }, more)];
    });
    if (lines.length === 0) return `${workflowCommand('debug', {}, `seccinch ${command} found nothing`)}\n`;
    return lines.map((line) => `${line}\n`).join('');
  };
}

function annotation({ level, message, path, line, column }: Finding, title: string): string {
  const place =
    path === undefined ? {} : { file: path, line: String(line), ...(column !== undefined && { col: String(column) }) };
  return workflowCommand(commands[level], { ...place, title: `seccinch: ${title}` }, message);
}

/**
 * A line that the runner takes as a command: `::name key=value,key=value::message`. Escaped as its reader undoes it
 * (actions/runner src/Runner.Common/ActionCommand.cs), so that no value begins another property or another line.
 */
function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${name}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return printable(text, longest).replace(/[%\r\n]/g, hexadecimal);
}

function escapedProperty(text: string): string {
  return printable(text, longest).replace(/[%\r\n:,]/g, hexadecimal);
}

function hexadecimal(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
