import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { Reason } from '../model/profile.ts';
import type { RuntimeBase, RuntimeBaseEntry } from '../model/runtime-base.ts';
import type { RuntimeSelector } from '../model/runtime-selector.ts';
import { compareVersions, parseVersion } from '../model/version.ts';
import { entriesFor, isNewerThanMeasured } from './runtime-selector.ts';

/** What happens to a call that the profile does not name. */
export type Mode = 'enforce' | 'log' | 'kill';

/** What the container runtime itself needs of the filter. */
export interface RuntimeCalls {
  /** The calls to allow, with the reasons. */
  readonly calls: ReadonlyMap<string, readonly Reason[]>;
  /** `runtime-newer-than-measured`, where that is so. */
  readonly problems: readonly Problem[];
}

/**
 * The union of what the selected runtimes need to start a container and to exec in it: what is required, and the margin.
 * With `log` it is that of `enforce`, so that the log shows just what an enforced profile would refuse. With `kill` it
 * holds all the runtime was seen to call: to answer some of it with an errno instead sends crun 1.21 down another path,
 * into a call that kills it.
 */
export function runtimeBase(
  bases: readonly RuntimeBase[],
  selector: RuntimeSelector,
  options: { readonly noNewPrivileges: boolean; readonly mode: Mode },
): RuntimeCalls {
  const problems: Problem[] = [];
  const defaultAction = options.mode === 'kill' ? 'kill' : 'errno';
  const needs = new Needs();
  for (const base of bases) {
    if (selector.kind === 'none' || (selector.kind === 'runtime' && selector.runtime !== base.runtime)) continue;
    const version = selector.kind === 'runtime' ? selector.version : undefined;
    if (version !== undefined && isNewerThanMeasured(base, version)) {
      problems.push({ kind: 'runtime-newer-than-measured', what: `${base.runtime}@${version}` });
    }
    for (const entry of entriesFor(base, version)) {
      if (entry.noNewPrivileges === options.noNewPrivileges && entry.defaultAction === defaultAction) {
        needs.add(base.runtime, entry);
      }
    }
  }
  return { calls: new Map(needs.reasons()), problems };
}

type RuntimeReason = Extract<Reason, { kind: 'runtime' }>;

/** Collects who needs a call: one reason for each runtime, phase and need, the versions together. */
class Needs {
  readonly #byCall = new Map<string, Map<string, { reason: RuntimeReason; versions: Set<string> }>>();

  add(runtime: string, entry: RuntimeBaseEntry): void {
    for (const phase of ['start', 'exec'] as const) {
      for (const need of ['required', 'margin'] as const) {
        for (const name of entry[phase][need]) {
          const found = this.#byCall.get(name) ?? new Map();
          this.#byCall.set(name, found);
          // `start` before `exec` and `required` before `margin`: the order in which they are told.
          const key = `${runtime} ${phase === 'start' ? 0 : 1} ${need === 'required' ? 0 : 1}`;
          const one = found.get(key) ?? {
            reason: { kind: 'runtime', runtime, versions: [], phase, need },
            versions: new Set(),
          };
          found.set(key, one);
          for (const version of entry.versions) one.versions.add(version);
        }
      }
    }
  }

  *reasons(): Iterable<[string, RuntimeReason[]]> {
    for (const [name, found] of this.#byCall) {
      const sorted = [...found].sort(([a], [b]) => byCodeUnit(a, b));
      yield [name, sorted.map(([, { reason, versions }]) => ({ ...reason, versions: inOrder(versions) }))];
    }
  }
}

function inOrder(versions: ReadonlySet<string>): string[] {
  return [...versions].sort((a, b) => compareVersions(parseVersion(a) ?? [], parseVersion(b) ?? []));
}
