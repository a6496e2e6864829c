import { formatExactJson, formatOciSeccomp } from '../emit/oci-seccomp-text.ts';
import { type EnforcedProfile, readEnforcedProfile } from '../enforce/enforced-profile.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { parseExactJson } from '../model/exact-json.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { RefusedCall } from '../model/verdict.ts';
import { type MissingCall, repairProfile } from '../policy/repair-profile.ts';
import { abiHere } from './abi-here.ts';
import type { Findings } from './verify-findings.ts';
import { type Expectation, type Judged, judge } from './verify-judgement.ts';
import type { RunsContext } from './verify-runs.ts';

/** A completed profile and the last run under it. */
export interface Repaired {
  readonly profile: EnforcedProfile;
  readonly added: readonly RefusedCall[];
  readonly unknown: readonly string[];
  readonly rounds: number;
  readonly judged: Judged;
}

/** Each round lets the workload get further; nothing that works needs many. */
const mostRounds = 10;

/** Completes the profile until the workload runs under it as expected, or nothing new is found. */
export async function repair(
  profile: EnforcedProfile,
  first: Judged,
  expected: Expectation,
  context: RunsContext,
  tell: (names: readonly string[]) => Promise<void>,
): Promise<Result<Repaired | undefined>> {
  const added = new Map<string, RefusedCall>();
  const unknown = new Set<string>();
  let repaired = profile;
  let judged = first;
  let rounds = 0;
  while (judged.findings.missing.length > 0 && rounds < mostRounds) {
    const completed = complete(repaired, judged.findings);
    for (const name of completed.unknown) unknown.add(name);
    if (completed.text === repaired.text) break;
    const read = readEnforcedProfile(completed.text);
    if (!read.ok) throw new Error(`a repaired profile is no profile: ${read.problem.what}`);
    repaired = read.value;
    const allowed = judged.findings.missing.filter((call) => call.arguments !== 'too-many');
    for (const { arguments: _lists, ...call } of allowed) note(call, added, unknown);
    rounds += 1;
    await tell([...new Set(allowed.flatMap(({ syscall }) => syscall ?? []))]);
    const next = await judge(repaired, 'enforced', expected, context);
    if (!next.ok) return next;
    judged = next.value;
  }
  if (rounds === 0) return ok(undefined);
  const sorted = [...added].sort(([a], [b]) => byCodeUnit(a, b)).map(([, call]) => call);
  return ok({ profile: repaired, added: sorted, unknown: [...unknown].sort(byCodeUnit), rounds, judged });
}

/** What stays as it is, since no rule for it can be right. */
export function leftOut({ missing }: Findings): readonly Problem[] {
  return missing.flatMap(({ syscall, arguments: lists }) =>
    syscall !== undefined && lists === 'too-many' ? [{ kind: 'arguments-too-many', what: syscall }] : [],
  );
}

function note(call: RefusedCall, added: Map<string, RefusedCall>, unknown: ReadonlySet<string>): void {
  const { syscall, abi = '' } = call;
  if (syscall === undefined || unknown.has(syscall)) return;
  const key = `${syscall} ${abi}`;
  const before = added.get(key);
  added.set(key, before === undefined ? call : { ...before, times: before.times + call.times });
}

function complete(profile: EnforcedProfile, { missing }: Findings): { text: string; unknown: readonly string[] } {
  const host = abiHere();
  if (host === undefined) throw new Error('checked before');
  const calls = missing.flatMap(({ syscall, abi, arguments: lists }): MissingCall[] =>
    syscall === undefined || lists === 'too-many'
      ? []
      : [{ syscall, ...(abi && { abi }), ...(lists && { arguments: lists }) }],
  );
  const { text, oci } = profile;
  const written = parseExactJson(text) as object;
  const json = isSpelledOut(written, oci) ? written : (parseExactJson(formatOciSeccomp(oci)) as object);
  const { profile: repaired, unknown } = repairProfile(json, calls, host);
  // What needs no change keeps its layout, too.
  const isSame = formatExactJson(repaired) === formatExactJson(json);
  return { text: isSame ? text : formatExactJson(repaired), unknown };
}

/**
 * Whether a text has every rule, name and value under its own key. Go reads keys in other letters as well, and nothing as
 * none; a profile in which it had to is written anew.
 */
function isSpelledOut(written: object, { syscalls = [] }: OciSeccomp): boolean {
  const { syscalls: rules } = written as { readonly syscalls?: unknown };
  if (!Array.isArray(rules) || rules.length !== syscalls.length) return syscalls.length === 0 && rules === undefined;
  return rules.every(({ names, args = [] }) => {
    if (!Array.isArray(names) || !Array.isArray(args)) return false;
    return args.every(({ index, value, op }) => [index, value, op].every((one) => one !== undefined && one !== null));
  });
}
