import { writeStream } from '../io/write-stream.ts';
import type { Problem } from '../model/problem.ts';
import { reportJson } from '../report/json.ts';
import type { Reporter } from '../report/reporter.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

/** How a verdict is to be told. */
export interface Telling<V> {
  readonly format: 'text' | 'json';
  readonly text: Reporter<V>;
  /** Where text goes; JSON goes to standard output. */
  readonly stream: NodeJS.WriteStream;
  readonly options: GlobalOptions;
}

/**
 * Tells a verdict: as text on the stream, after its problems on standard error; as JSON, which holds the problems, on
 * standard output. `--quiet` leaves the text out, never the JSON.
 */
export async function tellVerdict<V extends object>(
  verdict: V,
  problems: readonly Problem[],
  telling: Telling<V>,
): Promise<void> {
  if (telling.format === 'json') {
    await writeStream(process.stdout, reportJson({ verdict, problems }, false));
    return;
  }
  await tellProblems(problems, telling.options);
  if (telling.options.quiet === true && telling.stream === process.stderr) return;
  await writeStream(telling.stream, telling.text(verdict, contextOf(telling.stream, telling.options)));
}
