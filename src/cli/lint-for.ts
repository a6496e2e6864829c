import { profileLoaders } from '../filter/profile-loader.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { RuntimeBase } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { parseVersion } from '../model/version.ts';
import { entriesFor, parseRuntimeSelector } from '../policy/runtime-selector.ts';
import type { LintSetting, RuntimeNeed } from '../review/lint/lint-setting.ts';

/** For whom to look, of the options. Gives what `--runtime` gives, and `version-invalid`. */
export function lintSetting(
  { runtime, libseccomp }: { readonly runtime: string; readonly libseccomp?: string },
  bases: readonly RuntimeBase[],
): Result<LintSetting> {
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
      return {
        runtime: base.runtime,
        required: { errno: required('errno'), kill: required('kill') },
        resetsSignals: base.entries.some(({ start }) => start.required.includes('rt_sigaction')),
      };
    });
}
