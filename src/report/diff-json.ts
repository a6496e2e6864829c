import type { DiffReporter } from './diff-reporters.ts';
import { reportJson } from './json.ts';

/** What `diff` found as JSON, the problems in it (`schema/diff.v1.schema.json`). */
export const diffJson: DiffReporter = (report) => reportJson(report, false);
