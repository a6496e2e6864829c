import { architectures } from '../kernel/architectures.ts';
import { syscallNames, syscallNumber } from '../kernel/syscalls.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { Profile, Reason, Rule } from '../model/profile.ts';
import type { Comparison, ProfileSummary } from '../model/verdict.ts';

/**
 * Counts what a profile allows, each syscall under its first reason (observed, unreturned, refused, inside, runtime,
 * unseen, fallback), and sets it beside an engine's default profile when that was made for the same ABI.
 */
export function summarizeProfile(profile: Profile, against?: DefaultProfile): ProfileSummary {
  const observed: string[] = [];
  const unreturned: string[] = [];
  const attempted: string[] = [];
  const inside: string[] = [];
  const runtime: string[] = [];
  const unseen: string[] = [];
  const fallbacks = new Map<string, string[]>();
  const refused: { syscall: string; errno: string }[] = [];
  for (const rule of profile.rules) {
    if (rule.action.kind === 'errno') {
      refused.push({ syscall: rule.syscall, errno: rule.action.errno });
      continue;
    }
    if (has(rule, 'observed')) observed.push(rule.syscall);
    else if (has(rule, 'unreturned')) unreturned.push(rule.syscall);
    else if (has(rule, 'refused')) attempted.push(rule.syscall);
    else if (has(rule, 'inside')) inside.push(rule.syscall);
    else if (has(rule, 'runtime')) runtime.push(rule.syscall);
    else if (has(rule, 'unseen')) unseen.push(rule.syscall);
    else {
      for (const reason of rule.reasons) {
        if (reason.kind !== 'fallback') continue;
        const names = fallbacks.get(reason.rule) ?? [];
        names.push(rule.syscall);
        fallbacks.set(reason.rule, names);
        break;
      }
    }
  }
  const allowed = profile.rules.filter((rule) => rule.action.kind === 'allow').map((rule) => rule.syscall);
  const comparison = against === undefined ? undefined : compare(allowed, profile, against);
  return {
    name: profile.name,
    allowed: new Set(allowed).size,
    observed,
    unreturned,
    attempted,
    inside,
    runtime,
    unseen,
    fallbacks: [...fallbacks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, syscalls]) => ({ rule, syscalls })),
    refused,
    architectures: profile.abis.map((abi) => architectures[abi].scmp),
    defaultAction: profile.defaultAction.kind === 'errno' ? profile.defaultAction.errno : profile.defaultAction.kind,
    noNewPrivileges: profile.noNewPrivileges,
    ...(comparison === undefined ? {} : { against: comparison }),
  };
}

function has(rule: Rule, kind: Reason['kind']): boolean {
  return rule.reasons.some((reason) => reason.kind === kind);
}

function compare(allowed: readonly string[], profile: Profile, other: DefaultProfile): Comparison | undefined {
  if (other.abi !== profile.abis[0]) return undefined;
  const theirs = new Set(other.allowed);
  return {
    title: other.title,
    allowed: other.allowed.length,
    conditional: other.conditional.length,
    known: syscallNames(other.abi).length,
    // The default was resolved for one ABI and says nothing of calls that only another one has.
    beyond: allowed.filter((name) => !theirs.has(name) && syscallNumber(other.abi, name) !== undefined),
  };
}
