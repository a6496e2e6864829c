import { loadRuntimeBases } from '../io/shipped-data.ts';
import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import type { LintFailOn } from '../model/lint-verdict.ts';
import type { Problem } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import { reportJson } from '../report/json.ts';
import { lintReporters } from '../report/lint-reporters.ts';
import { lintVerdict } from '../review/lint/lint-summary.ts';
import type { LintTarget } from '../review/lint/linted-profile.ts';
import { exitFailed, exitFindings } from './exit-codes.ts';
import { lintFiles } from './lint-files.ts';
import { lintSetting } from './lint-for.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `lint`, as commander gives them. */
export interface LintOptions extends GlobalOptions {
  readonly for?: LintTarget;
  readonly runtime: string;
  readonly libseccomp?: string;
  readonly fix?: boolean;
  readonly failOn: LintFailOn;
  readonly output: string;
  readonly out?: string;
}

/** `seccinch lint`: mistakes in profiles that runtimes accept in silence. Gives the exit status. */
export async function lint(paths: readonly string[], options: LintOptions): Promise<number> {
  const setting = lintSetting(options, await loadRuntimeBases());
  if (!setting.ok) {
    await tellProblems([setting.problem], options);
    return exitFailed;
  }
  const { files, mended, problems } = await lintFiles(paths, {
    target: options.for,
    setting: setting.value,
    fix: options.fix === true,
  });
  const written = await writeFiles(mended);
  const all: Problem[] = written.ok ? [...problems] : [...problems, written.problem];
  const verdict = lintVerdict(files, options.failOn);
  const reporter = await lintReporters.get(options.output)?.();
  const stream = process.stdout;
  const text =
    reporter === undefined
      ? reportJson({ verdict, problems: all }, false)
      : reporter(verdict, contextOf(stream, options));
  if (reporter !== undefined) await tellProblems(all, options);
  if (options.out !== undefined && options.out !== '-') {
    const out = await writeFiles([{ path: options.out, content: text }]);
    if (!out.ok) {
      await tellProblems([out.problem], options);
      return exitFailed;
    }
  } else if (options.output !== 'text' || (options.quiet !== true && files.length > 0)) await writeStream(stream, text);
  if (all.some((problem) => severityOf(problem) === 'error')) return exitFailed;
  return verdict.gate.fails ? exitFindings : 0;
}
