import type { ReviewVerdict } from '../model/review-verdict.ts';
import type { Report } from '../model/verdict.ts';
import type { ReportContext, Reporter } from './reporter.ts';

/** Turns what `review` found, with the problems met on the way, into a document. Pure. */
export type ReviewReporter = (report: Report<ReviewVerdict>, context: ReportContext) => string;

/** Every format of `review --output`, by its name there, the default first. Each is loaded when it is asked for. */
export const reviewReporters = new Map<string, () => Promise<ReviewReporter>>([
  ['text', async () => ofVerdict((await import('./review-text.ts')).reviewText)],
  ['json', async () => (await import('./diff-json.ts')).diffJson],
  ['markdown', async () => ofVerdict((await import('./review-markdown.ts')).reviewMarkdown)],
  ['sarif', async () => ofVerdict((await import('./sarif.ts')).sarif(await findings()))],
  ['github', async () => ofVerdict((await import('./github-annotations.ts')).githubAnnotations(await findings()))],
  ['gitlab', async () => ofVerdict((await import('./gitlab-code-quality.ts')).gitlabCodeQuality(await findings()))],
]);

/** A reporter of the verdict alone: in formats of which a person reads no problems, these go to standard error. */
function ofVerdict(reporter: Reporter<ReviewVerdict>): ReviewReporter {
  return ({ verdict }, context) => reporter(verdict, context);
}

async function findings() {
  return (await import('./review-verdict-findings.ts')).reviewVerdictFindings;
}
