import { jsonText } from '../model/json-text.ts';
import { findingFingerprints } from './finding-fingerprints.ts';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { type FindingLevel, type ReviewFindings, worstFirst } from './review-findings.ts';

const severities: Readonly<Record<FindingLevel, string>> = { error: 'critical', warning: 'major', note: 'info' };

/**
 * A reporter of GitLab's code quality reports, the part of the Code Climate format that merge requests show
 * (docs.gitlab.com/ci/testing/code_quality). A path is needed: where a file has none, its name is given.
 * @param findingsOf what the verdict has to tell
 */
export function gitlabCodeQuality<V>(findingsOf: (verdict: V) => ReviewFindings): Reporter<V> {
  return (verdict) => {
    const findings = worstFirst(findingsOf(verdict).findings);
    const prints = findingFingerprints(findings);
    const issues = findings.map(({ rule, level, message, path, source, line, accepted }, index) => ({
      type: 'issue',
      check_name: `seccinch/${rule}`,
      description: message,
      categories: ['Security'],
      severity: accepted === undefined ? severities[level] : 'info',
      fingerprint: prints[index],
      location: { path: path ?? printable(source), lines: { begin: Math.max(1, line) } },
    }));
    return `${jsonText(issues, 2)}\n`;
  };
}
