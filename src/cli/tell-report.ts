import { writeStream } from '../io/write-stream.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/verdict.ts';
import type { ReportContext } from '../report/reporter.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

/** Where a report goes, as commander gives it. */
export interface ReportOptions extends GlobalOptions {
  readonly output: string;
  readonly out?: string;
}

/** Every format of a command by its name, `text` and `json` among them; each is loaded when it is asked for. */
export type LoadedReporters<V> = ReadonlyMap<
  string,
  () => Promise<(report: Report<V>, context: ReportContext) => string>
>;

/** Tells a report, on standard output or in a file, of which a terminal gets the text as well. Gives what kept it from that. */
export async function tellReport<V>(
  report: Report<V>,
  reporters: LoadedReporters<V>,
  options: ReportOptions,
): Promise<Problem | undefined> {
  const reporterOf = async (format: string) => {
    const load = reporters.get(format);
    if (load === undefined) throw new Error(`no reporter for ${format}`);
    return load();
  };
  const { problems } = report;
  const reporter = await reporterOf(options.output);
  if (options.out === undefined || options.out === '-') {
    // JSON holds the problems.
    if (options.output !== 'json') await tellProblems(problems, options);
    await writeStream(process.stdout, reporter(report, contextOf(process.stdout, options)));
    return undefined;
  }
  const { writeFiles } = await import('../io/write-files.ts');
  const content = reporter(report, { ...contextOf(process.stdout, options), color: false, width: 80 });
  const written = await writeFiles([{ path: options.out, content }]);
  if (!written.ok) return written.problem;
  await tellProblems(problems, options);
  if (options.quiet !== true) {
    const text = await reporterOf('text');
    await writeStream(process.stderr, text(report, contextOf(process.stderr, options)));
  }
  return undefined;
}
