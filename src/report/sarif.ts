import { jsonText } from '../model/json-text.ts';
import { findingFingerprints } from './finding-fingerprints.ts';
import { percentEncoded } from './percent-encoded.ts';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { type Finding, type FindingRule, type ReviewFindings, worstFirst } from './review-findings.ts';

/** GitHub refuses a run with more than 25,000 results and shows 5,000 (its documentation, "SARIF support"). */
const mostResults = 5000;

/**
 * A reporter of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), with all that GitHub's code scanning asks for:
 * paths relative to the repository's root, rules that explain themselves. The worst findings first; what is left out
 * beyond GitHub's limit is said in a notification. GitHub matches alerts from run to run by a hash of the line that its
 * upload adds itself; `seccinch/v1` is for other readers.
 * @param findingsOf what the verdict has to tell
 */
export function sarif<V>(findingsOf: (verdict: V) => ReviewFindings): Reporter<V> {
  return (verdict, { version }) => {
    const { command, key, rules, findings } = findingsOf(verdict);
    const all = worstFirst(findings);
    const shown = all.slice(0, mostResults);
    const prints = findingFingerprints(all);
    const places = new Map(rules.map(({ id }, index) => [id, index]));
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'seccinch',
              ...(version !== undefined && { version, semanticVersion: version }),
              informationUri: 'https://www.npmjs.com/package/seccinch',
              rules: rules.map(descriptor),
            },
          },
          // What GitHub keeps results of different profiles apart by, unless the upload names a category.
          automationDetails: { id: `seccinch-${command}/${key === undefined ? '' : `${percentEncoded(key)}/`}` },
          columnKind: 'utf16CodeUnits',
          invocations: [{ executionSuccessful: true, ...leftOut(all.length - shown.length) }],
          results: shown.map((finding, index) => result(finding, prints[index] ?? '', places.get(finding.rule))),
        },
      ],
    };
    return `${jsonText(log, 2)}\n`;
  };
}

function leftOut(count: number): object {
  if (count === 0) return {};
  const text = `${count} more results are left out: GitHub shows ${mostResults}.`;
  return { toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}

function descriptor({ id, level, title, why, fix, reference }: FindingRule): object {
  const read = reference === undefined ? '' : ` See: ${reference}`;
  return {
    id: ruleId(id),
    shortDescription: { text: message(title) },
    fullDescription: { text: message(why) },
    help: { text: message(`${why} ${fix}${read}`) },
    defaultConfiguration: { level },
    properties: { tags: ['security', 'seccomp'] },
  };
}

function result(finding: Finding, fingerprint: string, ruleIndex: number | undefined): object {
  const { rule, level, path, line, column, accepted } = finding;
  return {
    ruleId: ruleId(rule),
    ...(ruleIndex !== undefined && { ruleIndex }),
    level,
    message: { text: message(finding.message) },
    ...(path !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: percentEncoded(path), uriBaseId: '%SRCROOT%' },
            region: { startLine: Math.max(1, line), ...(column !== undefined && { startColumn: Math.max(1, column) }) },
          },
        },
      ],
    }),
    partialFingerprints: { 'seccinch/v1': fingerprint },
    ...(accepted !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: message(accepted) }],
    }),
  };
}

function ruleId(id: string): string {
  return `seccinch/${id}`;
}

/** A text of a message (§3.11), in which brackets make links and braces stand for arguments. GitHub takes 1024 characters. */
function message(text: string): string {
  const marks = printable(text, Number.POSITIVE_INFINITY).replace(
    /[[\]{}]/g,
    (mark) => `\\x${mark.charCodeAt(0).toString(16)}`,
  );
  return printable(marks, 1024) || '-';
}
