import type { DiffVerdict } from '../model/diff-verdict.ts';
import type { Report } from '../model/verdict.ts';
import type { ReportContext, Reporter } from './reporter.ts';

/** Turns what `diff` found, with the problems met on the way, into a document. Pure. */
export type DiffReporter = (report: Report<DiffVerdict>, context: ReportContext) => string;

/** Every format of `diff --output`, by its name there, the default first. Each is loaded when it is asked for. */
export const diffReporters = new Map<string, () => Promise<DiffReporter>>([
  ['text', async () => ofVerdict((await import('./diff-text.ts')).diffText)],
  ['json', async () => (await import('./diff-json.ts')).diffJson],
  ['markdown', async () => ofVerdict((await import('./diff-markdown.ts')).diffMarkdown)],
  ['sarif', async () => ofVerdict((await import('./sarif.ts')).sarif(await findings()))],
  ['github', async () => ofVerdict((await import('./github-annotations.ts')).githubAnnotations(await findings()))],
  ['gitlab', async () => ofVerdict((await import('./gitlab-code-quality.ts')).gitlabCodeQuality(await findings()))],
  ['html', async () => ofVerdict((await import('./html/diff-page.ts')).diffPage)],
]);

/** A reporter of the verdict alone: in formats of which a person reads no problems, these go to standard error. */
function ofVerdict(reporter: Reporter<DiffVerdict>): DiffReporter {
  return ({ verdict }, context) => reporter(verdict, context);
}

async function findings() {
  return (await import('./diff-findings.ts')).diffFindings;
}
