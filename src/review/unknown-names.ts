import { isKnownSyscall } from '../kernel/syscalls.ts';
import type { ComparedSource } from '../model/compared-source.ts';
import type { DiffVerdict } from '../model/diff-verdict.ts';

/** The rules of two sides for names that no table knows: a newer libseccomp may know them. */
export interface UnknownNames {
  readonly names: DiffVerdict['unknown'];
  /** Both sides have the same such rules. */
  readonly same: boolean;
  /** The new side lets one through by a rule that the old one does not have. */
  readonly opens: boolean;
}

/** Finds them; `names` are sorted, the old side's first, each once with the line of its first rule. */
export function unknownNames(old: ComparedSource, now: ComparedSource): UnknownNames {
  const [before, after] = [rulesOf(old), rulesOf(now)];
  const added = [...after.keys()].filter((key) => !before.has(key));
  return {
    names: [...namesIn(before, 'old'), ...namesIn(after, 'new')],
    same: added.length === 0 && before.size === after.size,
    opens: added.some((key) => after.get(key)?.passes),
  };
}

interface UnknownRule {
  readonly name: string;
  readonly passes: boolean;
  readonly line: number | undefined;
}

function rulesOf({ profile, places }: ComparedSource): ReadonlyMap<string, UnknownRule> {
  const found = new Map<string, UnknownRule>();
  for (const [index, { names, action, errnoRet, args = [] }] of (profile.syscalls ?? []).entries()) {
    if (names.every(isKnownSyscall)) continue;
    for (const [at, name] of names.entries()) {
      if (isKnownSyscall(name)) continue;
      const conditions = args.map(({ index: argument, op, value, valueTwo }) => [argument, op, `${value} ${valueTwo}`]);
      const key = JSON.stringify([name, action, errnoRet, conditions]);
      if (found.has(key)) continue;
      const passes = ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE', 'SCMP_ACT_NOTIFY'].includes(action);
      found.set(key, { name, passes, line: places?.rules[index]?.names[at]?.line });
    }
  }
  return found;
}

function namesIn(rules: ReadonlyMap<string, UnknownRule>, side: 'old' | 'new'): DiffVerdict['unknown'] {
  const lines = new Map<string, number | undefined>();
  for (const { name, line } of rules.values()) if (!lines.has(name)) lines.set(name, line);
  return [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, line]) => ({ side, name, ...(line !== undefined && { line }) }));
}
