import type { LintVerdict } from '../model/lint-verdict.ts';
import type { Reporter } from './reporter.ts';

/** The values of `lint --output` beside `json`, each with what loads its reporter: none is loaded to be asked. */
export const lintReporters: ReadonlyMap<string, () => Promise<Reporter<LintVerdict>>> = new Map([
  ['text', async () => (await import('./lint-text.ts')).lintText],
  ['markdown', async () => (await import('./lint-markdown.ts')).lintMarkdown],
  ['sarif', async () => (await import('./sarif.ts')).sarif(await findings())],
  ['github', async () => (await import('./github-annotations.ts')).githubAnnotations(await findings())],
  ['gitlab', async () => (await import('./gitlab-code-quality.ts')).gitlabCodeQuality(await findings())],
]);

async function findings() {
  return (await import('./lint-findings.ts')).lintFindings;
}
