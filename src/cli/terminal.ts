import { writeStream } from '../io/write-stream.ts';
import type { Problem } from '../model/problem.ts';
import type { ReportContext } from '../report/reporter.ts';
import { version } from './version.ts';

/** The options every command has. */
export interface GlobalOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/**
 * What a stream can show: colour by `--no-color`, NO_COLOR, FORCE_COLOR, TERM=dumb and whether it is a terminal, in this
 * order (no-color.org); its width, 80 columns when it has none.
 */
export function contextOf(stream: NodeJS.WriteStream, options: GlobalOptions): ReportContext {
  return {
    color: wantsColor(stream, options),
    width: Math.max(40, stream.columns ?? 80),
    verbose: options.verbose === true,
    // Read when it is asked for, as few formats do.
    get version() {
      return version();
    },
  };
}

function wantsColor(stream: NodeJS.WriteStream, options: GlobalOptions): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = process.env;
  if (options.color === false) return false;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && term !== 'dumb';
}

/** Tells problems on standard error; with `--quiet` only errors. */
export async function tellProblems(problems: readonly Problem[], options: GlobalOptions): Promise<void> {
  if (problems.length === 0) return;
  // Most commands end without any.
  const [{ severityOf }, { problemsText }] = await Promise.all([
    import('../model/problem-kinds.ts'),
    import('../report/problems-text.ts'),
  ]);
  const told = options.quiet === true ? problems.filter((problem) => severityOf(problem) === 'error') : problems;
  await writeStream(process.stderr, problemsText(told, contextOf(process.stderr, options)));
}
