import type { Report } from '../model/verdict.ts';
import { reportJson } from './json.ts';

/** What `diff` or `review` found as JSON, the problems in it (`schema/diff.v1.schema.json`, `schema/review.v1.schema.json`). */
export function diffJson<V extends object>(report: Report<V>): string {
  return reportJson(report, false);
}
