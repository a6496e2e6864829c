import { byCodeUnit } from '../model/code-unit-order.ts';
import type { Problem } from '../model/problem.ts';
import type { Reason, RuleAction } from '../model/profile.ts';
import type { RuntimeBase, RuntimeBaseEntry } from '../model/runtime-base.ts';
import { entriesFor, isNewerThanMeasured, type RuntimeSelector } from './runtime-selector.ts';
import { compareVersions, parseVersion } from './version.ts';

/** What happens to a call that the profile does not name. */
export type Mode = 'enforce' | 'log' | 'kill';

/** What the container runtime itself needs of the filter. */
export interface RuntimeCalls {
  /** By system call. An errno is for calls whose refusal was measured to be harmless and whose death is not. */
  readonly calls: ReadonlyMap<string, { readonly action: RuleAction; readonly reasons: readonly Reason[] }>;
  /** `runtime-newer-than-measured`, where that is so. */
  readonly problems: readonly Problem[];
}

/**
 * The union of what the selected runtimes need to start a container and to exec in it.
 * - `enforce`: what is required, and the margin.
 * - `log`: the same, so that the log shows just what an enforced profile would refuse.
 * - `kill`: the same; what the runtime calls beside that gets EPERM, as in the measurements, instead of a death.
 */
export function runtimeBase(
  bases: readonly RuntimeBase[],
  selector: RuntimeSelector,
  options: { readonly noNewPrivileges: boolean; readonly mode: Mode },
): RuntimeCalls {
  const problems: Problem[] = [];
  const allowed = new Needs();
  const fatal = new Needs();
  for (const base of bases) {
    if (selector.kind === 'none' || (selector.kind === 'runtime' && selector.runtime !== base.runtime)) continue;
    const version = selector.kind === 'runtime' ? selector.version : undefined;
    if (version !== undefined && isNewerThanMeasured(base, version)) {
      problems.push({ kind: 'runtime-newer-than-measured', what: `${base.runtime}@${version}` });
    }
    for (const entry of entriesFor(base, version)) {
      if (entry.noNewPrivileges !== options.noNewPrivileges) continue;
      (entry.defaultAction === 'errno' ? allowed : fatal).add(base.runtime, entry);
    }
  }
  const calls = new Map<string, { action: RuleAction; reasons: readonly Reason[] }>();
  if (options.mode === 'kill') {
    for (const [name, reasons] of fatal.reasons())
      calls.set(name, { action: { kind: 'errno', errno: 'EPERM' }, reasons });
  }
  for (const [name, reasons] of allowed.reasons()) calls.set(name, { action: { kind: 'allow' }, reasons });
  return { calls, problems };
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
