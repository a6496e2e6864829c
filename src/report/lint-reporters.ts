import type { LintVerdict } from '../model/lint-verdict.ts';
import type { Reporter } from './reporter.ts';

/** The values of `lint --output` beside `json`, each with what loads its reporter: none is loaded to be asked. */
export const lintReporters: ReadonlyMap<string, () => Promise<Reporter<LintVerdict>>> = new Map([
  ['text', async () => (await import('./lint-text.ts')).lintText],
]);

/** The values of `lint --output`. */
export const lintFormats: readonly string[] = ['json', ...lintReporters.keys()].sort();
