import { profileLoaders } from '../filter/profile-loader.ts';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import { writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { LintFailOn } from '../model/lint-verdict.ts';
import { fail, ok, type Problem, type Result, severityOf } from '../model/problem.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { parseVersion } from '../model/version.ts';
import { entriesFor, parseRuntimeSelector } from '../policy/runtime-selector.ts';
import { reportJson } from '../report/json.ts';
import { lintReporters } from '../report/lint-reporters.ts';
import type { LintSetting, RuntimeNeed } from '../review/lint/lint-setting.ts';
import { lintVerdict } from '../review/lint/lint-summary.ts';
import type { LintTarget } from '../review/lint/linted-profile.ts';
import { exitFailed, exitFindings } from './exit-status.ts';
import { lintFiles } from './lint-files.ts';
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
  const setting = settingOf(options, await loadRuntimeBases());
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
  } else if (options.quiet !== true || options.output !== 'text') await writeStream(stream, text);
  if (all.some((problem) => severityOf(problem) === 'error')) return exitFailed;
  return verdict.gate.fails ? exitFindings : 0;
}

/** For whom to look, of the options. Gives what `--runtime` gives, and `version-invalid`. */
function settingOf({ runtime, libseccomp }: LintOptions, bases: readonly RuntimeBase[]): Result<LintSetting> {
  const selector = parseRuntimeSelector(runtime, bases);
  if (!selector.ok) return selector;
  const version = libseccomp === undefined ? undefined : parseVersion(libseccomp);
  if (libseccomp !== undefined && version === undefined) return fail({ kind: 'version-invalid', what: libseccomp });
  return ok({
    loaders: profileLoaders(selector.value),
    needs: needsOf(selector.value, bases),
    ...(version !== undefined && { libseccomp: version }),
  });
}

// With no_new_privs, under which a runtime needs the least: what is missing then is missing always.
function needsOf(selector: RuntimeSelector, bases: readonly RuntimeBase[]): readonly RuntimeNeed[] {
  return bases
    .filter(({ runtime }) => selector.kind === 'any' || (selector.kind === 'runtime' && selector.runtime === runtime))
    .map((base) => {
      const version = selector.kind === 'runtime' ? selector.version : undefined;
      const entries = entriesFor(base, version).filter(({ noNewPrivileges }) => noNewPrivileges);
      const required = (kind: 'errno' | 'kill'): readonly string[] => {
        const calls = entries
          .filter(({ defaultAction }) => defaultAction === kind)
          .flatMap(({ start }) => start.required);
        return [...new Set(calls)].sort(byCodeUnit);
      };
      return { runtime: base.runtime, required: { errno: required('errno'), kill: required('kill') } };
    });
}
